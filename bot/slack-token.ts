import { WebClient } from '@slack/web-api'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { SlackTokenStore, SlackTokens } from '../db/slack-token.ts'
import { boltLogger } from './bolt-logger.ts'
import { slackClientOptions } from './slack-client.ts'

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
  /** As people pasted them. */
  pasted: { access: string; refresh: string }
  apiUrl?: string
}

/** The bot token of now: refreshed before it ends, kept before it is used, by one process at a time. */
export function createRotatingToken(deps: RotationDeps): () => Promise<string> {
  const { store, clock, log, owner, pasted } = deps
  // Its own client, with the name and secret of the app instead of a token.
  const slack = new WebClient(undefined, {
    ...slackClientOptions(deps.apiUrl),
    logger: boltLogger(log),
  })
  let held: SlackTokens | null = null
  let running: Promise<SlackTokens> | null = null
  let restUntil = 0

  return async () => {
    held ??= await known()
    const now = clock.now()
    if (held.expiresAt - now > EARLY_MS) return held.access
    const isOver = held.expiresAt <= now
    if (!isOver && now < restUntil) return held.access
    running ??= bringNext().finally(() => {
      running = null
    })
    try {
      held = await running
    } catch (error) {
      log.error({ error: messageOf(error) }, 'the Slack token was not refreshed')
      restUntil = clock.now() + REST_MS
      if (isOver) throw error
    }
    return held.access
  }

  /** What grew from the pasted token; of the pasted one itself nobody knows how long it lasts. */
  async function known(): Promise<SlackTokens> {
    const stored = await store.read()
    if (stored !== null && stored.grewFrom === pasted.refresh) return stored
    return { ...pasted, expiresAt: 0, grewFrom: pasted.refresh }
  }

  async function bringNext(): Promise<SlackTokens> {
    for (;;) {
      const now = clock.now()
      const isMine = await store.lease(owner, now, now + LEASE_MS)
      try {
        // Another process may have been faster.
        const last = await known()
        if (last.expiresAt - now > EARLY_MS) return last
        if (isMine) return await refresh(last)
      } finally {
        if (isMine) await store.release(owner)
      }
      await clock.sleep(LOOK_AGAIN_MS)
    }
  }

  async function refresh(last: SlackTokens): Promise<SlackTokens> {
    const answer = await slack.oauth.v2.access({
      client_id: deps.clientId,
      client_secret: deps.clientSecret,
      grant_type: 'refresh_token',
      refresh_token: last.refresh,
    })
    const { access_token: access, refresh_token: refreshed, expires_in: seconds } = answer
    if (access === undefined || refreshed === undefined || seconds === undefined)
      throw new Error('Slack gave no new token.')
    const expiresAt = clock.now() + seconds * 1000
    const next = { access, refresh: refreshed, expiresAt, grewFrom: last.grewFrom }
    // The old refresh token is spent: these must lie in the store before anything else happens.
    await store.write(next)
    return next
  }
}

/** A fetch whose requests carry the token of now in place of the one that the client was made with. */
export function withToken(
  token: () => Promise<string>,
  send: typeof fetch = globalThis.fetch,
): typeof fetch {
  return async (address, init) => {
    const headers = new Headers(init?.headers)
    if (headers.has('authorization')) headers.set('authorization', `Bearer ${await token()}`)
    return send(address, { ...init, headers })
  }
}
