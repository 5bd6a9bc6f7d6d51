import {
  createSlackCommunityConnector,
  type SlackCommunityConfig,
} from '../../connectors/slack-community/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { aCtx } from './connector-ctx.ts'
import { type FakeSlack, startFakeSlack } from './fake-slack/fake-slack.ts'
import type { FakeSlackOptions } from './fake-slack/options.ts'
import { createHearing, type Hearing } from './hearing.ts'
import { createUntil, type Until } from './until.ts'

/** Guests of an invented café's workspace. */
export const MIRA = 'U0MIRA'
export const TOM = 'U0TOM'
export const LOUNGE = 'C0LOUNGE'
const START = Date.UTC(2026, 10, 19, 13, 30)

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

export interface CommunityDesk extends Pick<Hearing, 'listen' | 'listenLive'> {
  slack: FakeSlack
  clock: SimulatedClock
  secrets: Record<string, string>
  connector: ReturnType<typeof createSlackCommunityConnector>
  /** Changes what Slack answers to a method, once it is set. */
  spoil: ((method: string, body: string) => string) | null
  ctx(signal?: AbortSignal): ReturnType<typeof aCtx>['ctx']
  until: Until
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
  const spoiledFetch: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    if (desk.spoil === null) return answer
    const method = String(input instanceof Request ? input.url : input).replace(/^.*\/api\//, '')
    const { status, headers } = answer
    return new Response(desk.spoil(method, await answer.text()), { status, headers })
  }

  const until = createUntil(clock)
  const ctxOf = (signal: AbortSignal) => aCtx(clock, signal, secrets).ctx
  const hearing = createHearing({
    clock,
    connector,
    ctxOf: (signal) => ({ ...ctxOf(signal), fetch: spoiledFetch }),
    until,
  })
  const desk: CommunityDesk = {
    slack,
    clock,
    secrets,
    spoil: null,
    connector,
    ctx: (signal = new AbortController().signal) => ctxOf(signal),
    listen: hearing.listen,
    listenLive: hearing.listenLive,
    until,
    async close() {
      await hearing.stop()
      await slack.close()
    },
  }
  return desk
}
