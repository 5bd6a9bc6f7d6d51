import { setTimeout as realTurn } from 'node:timers/promises'
import type { Batch, Cursor, Item } from '../../connectors/connector.ts'
import {
  createSlackCommunityConnector,
  type SlackCommunityConfig,
} from '../../connectors/slack-community/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { NetworkError } from '../../core/errors.ts'
import type { Mention } from '../../core/mention.ts'
import { aCtx } from './connector-ctx.ts'
import { type FakeSlack, startFakeSlack } from './fake-slack/fake-slack.ts'
import type { FakeSlackOptions } from './fake-slack/options.ts'

/** Guests of an invented café's workspace. */
export const MIRA = 'U0MIRA'
export const TOM = 'U0TOM'
export const LOUNGE = 'C0LOUNGE'
const START = Date.UTC(2026, 10, 19, 13, 30)
/** Real ms; a slow machine's sockets may lag far behind the simulated clock. */
const PATIENCE_MS = 25_000

/** A workspace with two guests and a channel that the community's app is in. */
export async function startCommunity(
  clock: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> },
  options: FakeSlackOptions = {},
): Promise<FakeSlack> {
  const slack = await startFakeSlack({
    clock,
    ackTimeoutMs: 400,
    pingMs: 200,
    commands: ['/advocate'],
    ...options,
  })
  slack.addUser({ id: MIRA, name: 'mira' })
  slack.addUser({ id: TOM, name: 'tom' })
  slack.addChannel({ id: LOUNGE, name: 'lounge', members: [MIRA, TOM] })
  return slack
}

/** The tokens of the fake, under the names that the connector knows. */
export function secretsOf(slack: FakeSlack): Record<string, string> {
  return {
    EARSHOT_SLACK_COMMUNITY_BOT_TOKEN: slack.botToken,
    EARSHOT_SLACK_COMMUNITY_APP_TOKEN: slack.appToken,
  }
}

/** The address of a fake as the settings have it. */
export function baseOf(slack: FakeSlack): string {
  return slack.apiUrl.replace(/\/api\/$/, '')
}

export interface Heard {
  readonly batches: Batch[]
  readonly items: Item[]
  readonly errors: NetworkError[]
  cursor: Cursor | null
  mentions(): Mention[]
  texts(): string[]
  stop(): Promise<void>
}

export interface CommunityDesk {
  slack: FakeSlack
  clock: SimulatedClock
  secrets: Record<string, string>
  connector: ReturnType<typeof createSlackCommunityConnector>
  /** Changes what Slack answers to a method, once it is set. */
  spoil: ((method: string, body: string) => string) | null
  ctx(signal?: AbortSignal): ReturnType<typeof aCtx>['ctx']
  listen(from?: Cursor | null): Heard
  listenLive(from?: Cursor | null): Promise<Heard>
  /** Lets real and simulated time pass until it holds. */
  until(what: string, holds: () => boolean, stepMs?: number): Promise<void>
  close(): Promise<void>
}

/** A connector on a fake workspace and a clock that a test moves. */
export async function openCommunity(
  config: Partial<SlackCommunityConfig> = {},
  options: FakeSlackOptions = {},
): Promise<CommunityDesk> {
  const clock = createSimulatedClock(START)
  const slack = await startCommunity(clock, options)
  const secrets = secretsOf(slack)
  const connector = createSlackCommunityConnector({
    baseUrl: baseOf(slack),
    pongTimeoutMs: 500,
    ...config,
  })
  const stops: (() => Promise<void>)[] = []

  async function until(what: string, holds: () => boolean, stepMs = 250): Promise<void> {
    const begin = performance.now()
    while (performance.now() - begin < PATIENCE_MS) {
      if (holds()) return
      await realTurn(1)
      if (holds()) return
      await clock.advance(stepMs)
    }
    throw new Error(`never happened: ${what}`)
  }

  const spoiledFetch: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    if (desk.spoil === null) return answer
    const method = String(input instanceof Request ? input.url : input).replace(/^.*\/api\//, '')
    const { status, headers } = answer
    return new Response(desk.spoil(method, await answer.text()), { status, headers })
  }

  function listen(from: Cursor | null = null): Heard {
    const abort = new AbortController()
    const heard: Heard = {
      batches: [],
      items: [],
      errors: [],
      cursor: from,
      mentions: () => heard.items.flatMap((i) => (i.type === 'upsert' ? [i.mention] : [])),
      texts: () => heard.mentions().map(({ text }) => text),
      stop: async () => {
        abort.abort(new Error('the test is done'))
        await run
      },
    }
    const run = (async () => {
      while (!abort.signal.aborted) {
        try {
          const ctx = { ...aCtx(clock, abort.signal, secrets).ctx, fetch: spoiledFetch }
          for await (const batch of connector.listen(heard.cursor, ctx)) {
            heard.batches.push(batch)
            heard.items.push(...batch.items)
            heard.cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
          }
        } catch (error) {
          if (abort.signal.aborted) return
          if (!(error instanceof NetworkError)) throw error
          heard.errors.push(error)
          if (error.code !== 'transient' && error.code !== 'rate_limited') return
        }
        await clock.sleep(1000, abort.signal).catch(() => {})
      }
    })()
    run.catch(() => {})
    stops.push(heard.stop)
    return heard
  }

  const desk: CommunityDesk = {
    slack,
    clock,
    secrets,
    spoil: null,
    connector,
    ctx: (signal = new AbortController().signal) => aCtx(clock, signal, secrets).ctx,
    listen,
    async listenLive(from = null) {
      const heard = listen(from)
      await until('live', () => heard.batches.some(({ caughtUp }) => caughtUp))
      return heard
    },
    until,
    async close() {
      await Promise.all(stops.map((stop) => stop()))
      await slack.close()
    },
  }
  return desk
}
