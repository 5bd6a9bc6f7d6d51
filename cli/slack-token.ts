import { randomUUID } from 'node:crypto'
import { createRotatingToken, withToken } from '../bot/slack-token.ts'
import { UsageError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/database.ts'
import { createSlackTokenStore } from '../db/slack-token.ts'
import type { CommandContext } from './context.ts'

interface Rotating {
  fetch: typeof fetch
  /** Brings the next token where it is time; call every few minutes, so that a quiet desk misses none. */
  keepToken(): Promise<unknown>
}

/** The fetch for an app whose tokens rotate; null where they last for ever. UsageError names what is missing. */
export function rotatingFetch(
  { env, clock }: Pick<CommandContext, 'env' | 'clock'>,
  of: { db: Database; seal: Seal; log: Logger; botToken: string; apiUrl?: string | undefined },
): Rotating | null {
  const refresh = env('EARSHOT_SLACK_REFRESH_TOKEN')
  if (refresh === undefined) {
    if (of.botToken.startsWith('xoxe.'))
      throw new UsageError(
        'This Slack token ends after twelve hours. Copy the "Refresh Token" below it into EARSHOT_SLACK_REFRESH_TOKEN.',
      )
    return null
  }
  const needed = (name: string) => {
    const value = env(name)
    if (value === undefined)
      throw new UsageError(
        `${name} is missing: Slack's tokens rotate. Copy it from "Basic Information".`,
      )
    return value
  }
  const token = createRotatingToken({
    store: createSlackTokenStore(of.db, of.seal, () => clock.now()),
    clock,
    log: of.log,
    owner: randomUUID(),
    clientId: needed('EARSHOT_SLACK_CLIENT_ID'),
    clientSecret: needed('EARSHOT_SLACK_CLIENT_SECRET'),
    pasted: { access: of.botToken, refresh },
    ...(of.apiUrl === undefined ? {} : { apiUrl: of.apiUrl }),
  })
  return { fetch: withToken(token), keepToken: token }
}
