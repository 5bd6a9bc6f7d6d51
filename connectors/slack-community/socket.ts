import {
  App,
  type Logger as BoltLogger,
  LogLevel,
  type ReceiverEvent,
  SocketModeReceiver,
} from '@slack/bolt'
import { messageOf, NetworkError } from '../../core/errors.ts'
import { ADVOCATE } from '../advocate.ts'
import type { Ctx } from '../connector.ts'
import { wordError } from './client.ts'
import { type Loose, looseOf } from './loose.ts'
import type { Us } from './message.ts'

/** Something that Slack told; it is told again until it was acknowledged. */
export interface Told {
  event: Loose
  /** How somebody who wrote a command is answered, so that only they see it. */
  answer?: (text: string) => Promise<void>
  ack(): Promise<void>
}

export interface SlackSocket {
  /** Up to `max` of what was told, after at most `waitMs`; throws what broke the connection. */
  take(max: number, waitMs: number): Promise<Told[]>
  /** Until now everything was acknowledged as it came, because the catch-up reads it again. */
  goLive(): void
  close(): Promise<void>
}

export interface SocketOptions {
  apiUrl: string
  botToken: string
  appToken: string
  us: Us
  /** How long Slack may leave our ping without an answer, real ms. */
  pongTimeoutMs?: number
}

const EVENTS = [
  'message',
  'reaction_added',
  'reaction_removed',
  'member_joined_channel',
  'channel_left',
  'group_left',
  'channel_rename',
  'tokens_revoked',
  'app_uninstalled',
] as const
/** Opening may take as long as so many pings. */
const HELLO_PONGS = 6
/** The type under which the command is told. */
export const COMMAND = `/${ADVOCATE}`
const PONG_TIMEOUT_MS = 5_000
const CLOSE_LIMIT_MS = 5_000
/** More than this unread and we are too slow: better to come back from the cursor. */
const MAX_WAITING = 10_000

/**
 * Bolt on a socket that is opened once: when it breaks, whoever listens comes back and catches up. What the
 * library does by itself is switched off where it could end the process or wait without a limit.
 */
export async function openSocket(options: SocketOptions, ctx: Ctx): Promise<SlackSocket> {
  const logger = boltLogger(ctx)
  const { pongTimeoutMs = PONG_TIMEOUT_MS } = options
  const clientOptions = {
    slackApiUrl: options.apiUrl,
    fetch: ctx.fetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
  }
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    autoReconnectEnabled: false,
    clientPingTimeout: pongTimeoutMs,
    logger,
    installerOptions: { clientOptions },
  })
  const waiting: Told[] = []
  let broken: NetworkError | null = null
  let isLive = false
  let wake = () => {}
  const fail = (error: NetworkError) => {
    broken ??= error
    wake()
  }
  const push = (told: Told) => {
    if (waiting.push(told) > MAX_WAITING)
      fail(new NetworkError('transient', 'Slack talks faster than we can store.'))
    wake()
  }
  const ackOf = holdAcks(receiver, () => isLive)
  guardFrames(receiver, ctx)
  const app = new App({
    token: options.botToken,
    botId: options.us.botId,
    botUserId: options.us.userId,
    receiver,
    logger,
    tokenVerificationEnabled: false,
    // Our own answers are left out further on, and tell which threads to follow.
    ignoreSelf: false,
    clientOptions,
  })
  for (const name of EVENTS)
    app.event(name, async ({ event, body }) => {
      push({ event: looseOf(event), ack: ackOf(body) })
    })
  app.command(COMMAND, async ({ command, respond, ack }) => {
    await ack()
    push({
      event: { ...looseOf(command), type: COMMAND },
      answer: async (text) => void (await respond({ text, response_type: 'ephemeral' })),
      ack: async () => {},
    })
  })
  app.error(async (error) => ctx.log.warn({ detail: messageOf(error) }, 'Slack community'))
  receiver.client.on('disconnected', () =>
    fail(new NetworkError('transient', 'Slack closed the connection.')),
  )
  const close = async () => {
    const limit = new AbortController()
    await Promise.race([
      receiver.client.disconnect().catch(() => {}),
      ctx.clock.sleep(CLOSE_LIMIT_MS, limit.signal).catch(() => {}),
    ])
    limit.abort()
  }
  try {
    await helloInTime(receiver.client.start(), ctx, HELLO_PONGS * pongTimeoutMs)
  } catch (error) {
    await close()
    throw startError(error, ctx)
  }

  return {
    goLive: () => {
      isLive = true
    },
    close,
    async take(max, waitMs) {
      if (waiting.length === 0 && broken === null) {
        const woken = new AbortController()
        wake = () => woken.abort()
        await ctx.clock.sleep(waitMs, AbortSignal.any([woken.signal, ctx.signal])).catch(() => {})
        wake = () => {}
      }
      if (waiting.length === 0 && broken !== null && !ctx.signal.aborted) throw broken
      return waiting.splice(0, max)
    },
  }
}

type Ack = () => Promise<void>

/** Bolt acknowledges an event before anybody has seen it: its word is kept back until the event is stored. */
function holdAcks(receiver: SocketModeReceiver, isLive: () => boolean): (body: unknown) => Ack {
  const held = new Map<unknown, Ack>()
  const init = receiver.init.bind(receiver)
  receiver.init = (app) =>
    init({
      processEvent: async (event: ReceiverEvent) => {
        const id: unknown = event.body['event_id']
        if (typeof id !== 'string' || !isLive()) return app.processEvent(event)
        held.set(id, async () => event.ack())
        await app.processEvent({ ...event, ack: async () => {} })
        // What nobody listens for is acknowledged here, or Slack would tell it again and again.
        const left = held.get(id)
        held.delete(id)
        await left?.()
      },
    } as App)
  return (body) => {
    const id = looseOf(body)['event_id']
    const ack = held.get(id)
    held.delete(id)
    return async () => ack?.().catch(() => {})
  }
}

/** An envelope without an inner event, or garbage, throws inside an async listener of the library. */
function guardFrames({ client }: SocketModeReceiver, ctx: Ctx): void {
  const inner = client.listeners('ws_message') as ((...args: unknown[]) => unknown)[]
  client.removeAllListeners('ws_message')
  client.on('ws_message', (...args: unknown[]) => {
    for (const listener of inner)
      Promise.resolve()
        .then(() => listener.apply(client, args))
        .catch((error: unknown) =>
          ctx.log.warn({ detail: messageOf(error) }, 'a frame from Slack could not be read'),
        )
  })
}

/** The library waits for ever on a server that takes the connection and then keeps silent. */
async function helloInTime(starting: Promise<unknown>, ctx: Ctx, limitMs: number): Promise<void> {
  // A socket hangs in real time, whatever the clock of the desk says.
  const limit = AbortSignal.any([ctx.signal, AbortSignal.timeout(limitMs)])
  starting.catch(() => {})
  await Promise.race([
    starting,
    new Promise((_resolve, reject) => {
      const late = () =>
        reject(new NetworkError('transient', 'Slack takes the connection and then says nothing.'))
      if (limit.aborted) late()
      limit.addEventListener('abort', late, { once: true })
    }),
  ])
}

function startError(error: unknown, ctx: Ctx): NetworkError {
  if (error instanceof NetworkError) return error
  const { code, data, retryAfter } = looseOf(error)
  const word = looseOf(data)['error']
  if (code === 'slack_webapi_rate_limited_error' || /retry-after/i.test(messageOf(error))) {
    const wait = typeof retryAfter === 'number' && retryAfter > 0 ? retryAfter * 1000 : null
    return new NetworkError('rate_limited', 'Slack asks us to slow down.', {
      cause: error,
      retryAt: wait === null ? null : ctx.clock.now() + wait,
    })
  }
  if (typeof word === 'string' && /^[a-z_]+$/.test(word)) return wordError(word)
  return new NetworkError('transient', `Slack cannot be reached: ${messageOf(error)}`, {
    cause: error,
  })
}

/** The log of the libraries: their debug lines hold whole payloads and are dropped. */
function boltLogger({ log }: Ctx): BoltLogger {
  const warn = (...parts: unknown[]) =>
    log.warn({ from: 'slack community' }, parts.map(String).join(' '))
  return {
    debug: () => {},
    info: () => {},
    warn,
    error: warn,
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  }
}
