import type { DeskSlack } from '../connectors/slack-community/places.ts'
import type { Routing } from '../core/routing.ts'
import type { Database } from '../db/database.ts'
import { readSettings } from '../db/settings.ts'

/** Where the desk itself is in Slack: what appears there is about posts, and must never become one. */
export async function readDeskSlack({ kysely }: Database): Promise<DeskSlack> {
  const settings = await readSettings(kysely, ['slack', 'routing', 'digest'])
  const slack = settings.get('slack') as { channel?: string; apiUrl?: string } | null | undefined
  const routing = settings.get('routing') as Partial<Routing> | null | undefined
  const digest = settings.get('digest') as { channel?: string | null } | null | undefined
  const brands = await kysely.selectFrom('brand').select('channel').execute()
  const used = await kysely.selectFrom('case').select('channel').distinct().execute()
  const staff = await kysely.selectFrom('staff').select('slack_user_id').execute()
  const channels = [
    slack?.channel,
    routing?.fallback,
    digest?.channel,
    ...(routing?.rules ?? []).map((rule) => rule.channel),
    ...brands.map(({ channel }) => channel),
    ...used.map(({ channel }) => channel),
  ]
  return {
    channels: channels.filter((channel) => typeof channel === 'string'),
    people: staff.flatMap(({ slack_user_id: user }) => user ?? []),
    ...(slack?.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }),
  }
}
