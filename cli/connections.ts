import { createBlueskyConnector } from '../connectors/bluesky/connector.ts'
import type { Connector } from '../connectors/connector.ts'
import { createFeedsConnector } from '../connectors/feeds/connector.ts'
import { createGitHubConnector } from '../connectors/github/connector.ts'
import { createHackerNewsConnector } from '../connectors/hackernews/connector.ts'
import { createWebhookConnector } from '../connectors/webhook/connector.ts'
import type { ConnectionConfig } from '../core/config.ts'
import { UsageError } from '../core/errors.ts'
import type { Mention } from '../core/mention.ts'
import type { Database } from '../db/database.ts'
import { readDeskSlack } from './desk-slack.ts'

type Of<N extends ConnectionConfig['network']> = Extract<ConnectionConfig, { network: N }>

/** Leaves out posts of a whole network that no query asks for; the pipeline decides about the rest. */
export type Wanted = (mention: Mention) => boolean

type Maker<C> = (config: C, wanted: Wanted, db: Database) => Connector | Promise<Connector>

/**
 * Makes the connector of one connection from its settings; a new network is one entry here. What brings a large
 * library is read only where it is asked for.
 */
const MAKERS: { [N in ConnectionConfig['network']]: Maker<Of<N>> } = {
  async x({ userId, handle, clientId, webhookUrl, baseUrl, ...more }) {
    const { createXConnector } = await import('../connectors/x/connector.ts')
    return createXConnector({
      userId,
      handle,
      pollSeconds: more.pollSeconds,
      words: more.words,
      withAuthors: more.withAuthors,
      directMessages: more.directMessages,
      ...given({ clientId, webhookUrl, baseUrl }),
    })
  },
  async discord({ guilds, ours, baseUrl }) {
    const { createDiscordConnector } = await import('../connectors/discord/connector.ts')
    return createDiscordConnector({ guilds, ours, ...given({ baseUrl }) })
  },
  async slack({ channels, ours, tokenName, baseUrl }, wanted, db) {
    const { createSlackCommunityConnector } = await import(
      '../connectors/slack-community/connector.ts'
    )
    return createSlackCommunityConnector({
      channels,
      ours,
      wanted,
      desk: () => readDeskSlack(db),
      ...given({ tokenName, baseUrl }),
    })
  },
  bluesky: ({ account, hosts, baseUrl }, wanted) =>
    createBlueskyConnector({ wanted, ...given({ handle: account, hosts, baseUrl }) }),
  feed: ({ urls, pollMinutes }) => createFeedsConnector({ urls, everyMs: pollMinutes * 60_000 }),
  github: ({ repositories, search, account, pollSeconds, baseUrl }) =>
    createGitHubConnector({
      repositories,
      ...given({ search, account, pollSeconds, baseUrl }),
    }),
  webhook: ({ source, fields, list, handle, perMinute }) =>
    createWebhookConnector({ perMinute, ...given({ source, fields, list, handle }) }),
  async mastodon({ server, account, hashtags, tokenName, baseUrl }) {
    const { createMastodonConnector } = await import('../connectors/mastodon/connector.ts')
    return createMastodonConnector({
      server,
      hashtags,
      ...given({ account, tokenName, baseUrl }),
    })
  },
  hackernews: ({ query, baseUrl }) => createHackerNewsConnector({ query, ...given({ baseUrl }) }),
}

/** Builds the connector of every enabled connection; `capUsd` holds the monthly caps of those that cost. */
export async function createConnectors(
  db: Database,
  wanted: Wanted,
): Promise<{ connectors: Map<string, Connector>; capUsd: Map<string, number> }> {
  const rows = await db.kysely
    .selectFrom('connection')
    .selectAll()
    .where('enabled', '=', 1)
    .execute()
  const connectors = new Map<string, Connector>()
  const capUsd = new Map<string, number>()
  for (const row of rows) {
    const make = (MAKERS as unknown as Record<string, Maker<unknown> | undefined>)[row.network]
    if (make === undefined)
      throw new UsageError(
        `Connection "${row.id}" is for ${row.network}, which this version cannot listen to. Take it out of earshot.yaml or set enabled: false.`,
      )
    const config = JSON.parse(row.config) as { monthlyCapUsd?: number }
    if (config.monthlyCapUsd !== undefined) capUsd.set(row.id, config.monthlyCapUsd)
    connectors.set(row.id, await make(config, wanted, db))
  }
  return { connectors, capUsd }
}

/** Only what is set: optional settings are left out, not undefined. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
