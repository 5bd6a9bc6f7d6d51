import { randomUUID } from 'node:crypto'
import {
  createRotatingToken,
  exchangeToken,
  type RotatingToken,
  type RotationDeps,
  withToken,
} from '../bot/slack-token.ts'
import { UsageError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/database.ts'
import { createSlackTokenStore, type SlackTokens } from '../db/slack-token.ts'
import type { CommandContext } from './context.ts'

interface Rotating {
  fetch: typeof fetch
  /** Brings the next token where it is time; call every few minutes, so that a quiet desk misses none. */
  keepToken(): Promise<unknown>
  rotation: RotatingToken
}

/** Where the pair lies, and the token that people pasted. */
interface Place {
  db: Database
  seal: Seal
  log: Logger
  botToken: string
  apiUrl?: string | undefined
}

type Shell = Pick<CommandContext, 'env' | 'clock'>

/** For an app whose tokens rotate; null where they last for ever. UsageError names what is missing. */
export async function openRotation(ctx: Shell, of: Place): Promise<Rotating | null> {
  const refresh = ctx.env('EARSHOT_SLACK_REFRESH_TOKEN')
  if (refresh === undefined && !(await wasExchanged(ctx, of))) {
    if (of.botToken.startsWith('xoxe.'))
      throw new UsageError(
        'This Slack token ends after twelve hours. Copy the "Refresh Token" below it into EARSHOT_SLACK_REFRESH_TOKEN.',
      )
    return null
  }
  const rotation = createRotatingToken(rotationDeps(ctx, of, refresh))
  return { fetch: withToken(rotation), keepToken: () => rotation.now(), rotation }
}

/** Exchanges the pasted token, which never ends, for one that rotates; UsageError says why not. */
export async function beginRotation(ctx: Shell, of: Place): Promise<SlackTokens> {
  if (ctx.env('EARSHOT_SLACK_REFRESH_TOKEN') !== undefined || (await wasExchanged(ctx, of)))
    throw new UsageError('The Slack token rotates already. There is nothing to exchange.')
  return exchangeToken(rotationDeps(ctx, of, undefined))
}

async function wasExchanged(ctx: Shell, of: Place): Promise<boolean> {
  const stored = await createSlackTokenStore(of.db, of.seal, () => ctx.clock.now()).read()
  return stored?.grewFrom === of.botToken
}

function rotationDeps({ env, clock }: Shell, of: Place, refresh: string | undefined): RotationDeps {
  const needed = (name: string) => {
    const value = env(name)
    if (value === undefined)
      throw new UsageError(
        `${name} is missing: Slack's tokens rotate. Copy it from "Basic Information".`,
      )
    return value
  }
  return {
    store: createSlackTokenStore(of.db, of.seal, () => clock.now()),
    clock,
    log: of.log,
    owner: randomUUID(),
    clientId: needed('EARSHOT_SLACK_CLIENT_ID'),
    clientSecret: needed('EARSHOT_SLACK_CLIENT_SECRET'),
    pasted: { access: of.botToken, ...(refresh === undefined ? {} : { refresh }) },
    ...(of.apiUrl === undefined ? {} : { apiUrl: of.apiUrl }),
  }
}
