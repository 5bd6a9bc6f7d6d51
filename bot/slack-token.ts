import { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { messageOf, NetworkError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { SlackTokenStore, SlackTokens } from '../db/slack-token.ts'
import { boltLogger } from './bolt-logger.ts'
import { slackClientOptions, slackError, slackWord } from './slack-client.ts'

/** Refreshed this long before its end: a token lives twelve hours (facts on Slack, A7). */
const EARLY_MS = 2 * 3_600_000
/** Nobody refreshes longer than this. */
const LEASE_MS = 30_000
const LOOK_AGAIN_MS = 500
/** After a try that failed, while the token still holds. */
const REST_MS = 60_000

export interface RotationDeps {
  store: SlackTokenStore
  clock: Clock
  log: Logger
  /** Tells processes apart. */
  owner: string
  clientId: string
  clientSecret: string
  /** As people pasted them; of a token that was exchanged there is no refresh token but in the store. */
  pasted: { access: string; refresh?: string }
  apiUrl?: string
}

export interface RotatingToken {
  /** The token of now: refreshed before it ends, kept before it is used, by one process at a time. */
  now(): Promise<string>
  /** The next token, where Slack refused this one before its time; the same one where there is no other. */
  renew(refused: string): Promise<string>
  /** When the token of now ends (epoch ms), and what was wrong when the next one was asked for. */
  standing(): { endsAt: number; trouble: string | null }
}

/** The bot token of an app whose tokens rotate. */
export function createRotatingToken(deps: RotationDeps): RotatingToken {
  const { store, clock, log, owner, pasted } = deps
  const slack = appClient(deps)
  let held: SlackTokens | null = null
  let running: Promise<SlackTokens> | null = null
  let restUntil = 0
  let trouble: string | null = null

  return {
    async now() {
      held ??= await known()
      const now = clock.now()
      if (held.expiresAt - now > EARLY_MS) return held.access
      const isOver = held.expiresAt <= now
      if (!isOver && now < restUntil) return held.access
      return replace(held, isOver)
    },
    async renew(refused) {
      held ??= await known()
      if (held.access !== refused || clock.now() < restUntil) return held.access
      return replace(held, false)
    },
    standing: () => ({ endsAt: held?.expiresAt ?? 0, trouble }),
  }

  /** Once, however many ask; a token that still may hold is better than none. */
  async function replace(spent: SlackTokens, isOver: boolean): Promise<string> {
    running ??= bringNext(spent.access).finally(() => {
      running = null
    })
    try {
      held = await running
      trouble = null
      return held.access
    } catch (error) {
      trouble = messageOf(error)
      log.error({ error: trouble }, 'the Slack token was not refreshed')
      restUntil = clock.now() + REST_MS
      if (isOver) throw error
      return spent.access
    }
  }

  /** What grew from the pasted token; of the pasted one itself nobody knows how long it lasts. */
  async function known(): Promise<SlackTokens> {
    const grewFrom = pasted.refresh ?? pasted.access
    const stored = await store.read()
    if (stored !== null && stored.grewFrom === grewFrom) return stored
    return { access: pasted.access, refresh: pasted.refresh ?? '', expiresAt: 0, grewFrom }
  }

  async function bringNext(spent: string): Promise<SlackTokens> {
    for (;;) {
      const now = clock.now()
      const isMine = await store.lease(owner, now, now + LEASE_MS)
      try {
        // Another process may have been faster.
        const last = await known()
        if (last.access !== spent && last.expiresAt - now > EARLY_MS) return last
        if (isMine) return await refresh(last)
      } finally {
        if (isMine) await store.release(owner)
      }
      await clock.sleep(LOOK_AGAIN_MS)
    }
  }

  async function refresh(last: SlackTokens): Promise<SlackTokens> {
    const answer = await slack.oauth.v2
      .access({
        client_id: deps.clientId,
        client_secret: deps.clientSecret,
        grant_type: 'refresh_token',
        refresh_token: last.refresh,
      })
      .catch((error: unknown) => {
        throw rotationError(error, clock.now())
      })
    return keep(store, answer, { grewFrom: last.grewFrom, now: clock.now() })
  }
}

/** Exchanges a token that never ends for one that rotates. Slack does it once, and nothing turns it back. */
export async function exchangeToken(deps: RotationDeps): Promise<SlackTokens> {
  const { store, clock, owner, pasted } = deps
  const now = clock.now()
  // Also the proof that the store takes what Slack will say only once.
  if (!(await store.lease(owner, now, now + LEASE_MS)))
    throw new NetworkError('transient', 'Another process is at it. Try again in a minute.')
  try {
    const answer = await appClient(deps)
      .oauth.v2.exchange({
        client_id: deps.clientId,
        client_secret: deps.clientSecret,
        token: pasted.access,
      })
      .catch((error: unknown) => {
        throw rotationError(error, clock.now())
      })
    return await keep(store, answer, { grewFrom: pasted.access, now: clock.now() })
  } finally {
    await store.release(owner)
  }
}

/** Its own client, with the name and secret of the app instead of a token. */
function appClient({ apiUrl, log }: Pick<RotationDeps, 'apiUrl' | 'log'>): WebClient {
  return new WebClient(undefined, { ...slackClientOptions(apiUrl), logger: boltLogger(log) })
}

/** What was used to get them is spent: they must lie in the store before anything else happens. */
async function keep(
  store: SlackTokenStore,
  answer: { access_token?: string; refresh_token?: string; expires_in?: number },
  of: { grewFrom: string; now: number },
): Promise<SlackTokens> {
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = answer
  if (access === undefined || refresh === undefined || seconds === undefined)
    throw new NetworkError('transient', 'Slack gave no new token.')
  const next = { access, refresh, expiresAt: of.now + seconds * 1000, grewFrom: of.grewFrom }
  await store.write(next)
  return next
}

const REINSTALL =
  'Under "OAuth & Permissions" of the app press "Reinstall to Workspace", and copy the two new tokens into EARSHOT_SLACK_BOT_TOKEN and EARSHOT_SLACK_REFRESH_TOKEN.'
const APP_KEYS =
  'Copy "Client ID" and "Client Secret" from "Basic Information" into EARSHOT_SLACK_CLIENT_ID and EARSHOT_SLACK_CLIENT_SECRET.'

/** What Slack says to oauth.v2.access and oauth.v2.exchange (source: Slack's pages on the two methods). */
const MENDS: Readonly<Record<string, string>> = {
  invalid_refresh_token: `Slack does not take the refresh token: it works once. ${REINSTALL}`,
  token_already_exchanged: `This token was exchanged before, and what it was exchanged for is not here. ${REINSTALL}`,
  token_rotation_not_enabled:
    'Token rotation is off for this app. Switch it on under "OAuth & Permissions" first; Slack does not let it be switched off again.',
  invalid_client_id: `Slack does not know this Client ID. ${APP_KEYS}`,
  bad_client_secret: `Slack refuses the Client Secret. ${APP_KEYS}`,
  invalid_token: 'Slack does not exchange this token. Copy the "Bot User OAuth Token" again.',
  authorization_not_found: `The app is not installed any more. ${REINSTALL}`,
}

function rotationError(error: unknown, now: number): NetworkError {
  const mend = MENDS[slackWord(error)]
  return mend === undefined
    ? slackError(error, now)
    : new NetworkError('auth', mend, { cause: error })
}

const REFUSALS = new Set(['token_expired', 'token_revoked', 'invalid_auth'])

/** A fetch whose requests carry the token of now; one that Slack refuses for its token goes once more with the next. */
export function withToken(
  token: Pick<RotatingToken, 'now' | 'renew'>,
  send: typeof fetch = globalThis.fetch,
): typeof fetch {
  return async (address, init) => {
    const headers = new Headers(init?.headers)
    if (!headers.has('authorization')) return send(address, init)
    const sendWith = (access: string) => {
      headers.set('authorization', `Bearer ${access}`)
      return send(address, { ...init, headers })
    }
    const access = await token.now()
    const answer = await sendWith(access)
    if (!(await isRefused(answer))) return answer
    const next = await token.renew(access)
    return next === access ? answer : sendWith(next)
  }
}

/** True where Slack did nothing, because of the token. */
async function isRefused(answer: Response): Promise<boolean> {
  if (answer.headers.get('content-type')?.startsWith('application/json') !== true) return false
  try {
    const { ok, error } = (await answer.clone().json()) as { ok?: boolean; error?: string }
    return ok === false && REFUSALS.has(error ?? '')
  } catch {
    return false
  }
}
