import type { SocketModeReceiver } from '@slack/bolt'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const STOP_LIMIT_MS = 5000
/** A connection that stands but says nothing, not even hello, is none. */
const HELLO_LIMIT_MS = 30_000

export interface SocketState {
  connected: boolean
  /** Why not, in Slack's word. */
  trouble: string | null
  reconnects: number
}

/**
 * Replaces the library's reconnect, which may end the process and whose wait never stops growing (facts on
 * Slack, 0.1 and 0.2): every frame is guarded, waits are capped at 30 s with jitter.
 */
export function superviseSocket(
  receiver: SocketModeReceiver,
  deps: { clock: Clock; random: () => number; log: Logger; onState?: (state: SocketState) => void },
): { start(): Promise<void>; stop(): Promise<void>; state(): SocketState } {
  const client = receiver.client
  const stopping = new AbortController()
  const state: SocketState = { connected: false, trouble: null, reconnects: 0 }
  let connecting: Promise<void> | null = null
  let isDown = false
  const tell = (change: Partial<SocketState>) => {
    Object.assign(state, change)
    deps.onState?.({ ...state })
  }

  // An envelope without an inner event, or garbage, throws inside an async listener of the library.
  const inner = client.listeners('ws_message') as ((...args: unknown[]) => unknown)[]
  client.removeAllListeners('ws_message')
  client.on('ws_message', (...args: unknown[]) => {
    for (const listener of inner)
      Promise.resolve()
        .then(() => listener.apply(client, args))
        .catch((error: unknown) =>
          deps.log.warn({ detail: messageOf(error) }, 'a frame from Slack could not be read'),
        )
  })
  client.on('connected', () => tell({ connected: true, trouble: null }))
  client.on('error', (error: unknown) =>
    deps.log.warn({ detail: messageOf(error) }, 'Slack socket'),
  )
  client.on('disconnected', () => {
    isDown = true
    tell({ connected: false, reconnects: state.reconnects + 1 })
    if (!stopping.signal.aborted) void connect()
  })

  function connect(): Promise<void> {
    connecting ??= run().finally(() => {
      connecting = null
      // Cut off between the hello and here: nobody else would notice.
      if (isDown && !stopping.signal.aborted) void connect()
    })
    return connecting
  }

  async function run(): Promise<void> {
    for (let tries = 0; !stopping.signal.aborted; tries++) {
      try {
        isDown = false
        await helloInTime(client.start())
        if (!isDown) return
      } catch (error) {
        tell({ connected: false, trouble: messageOf(error) })
        deps.log.warn({ tries, detail: messageOf(error) }, 'Slack cannot be reached')
      }
      const full = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS)
      await deps.clock.sleep(full / 2 + (deps.random() * full) / 2, stopping.signal).catch(() => {})
    }
  }

  /** The library waits for ever on a server that takes the connection and then keeps silent. */
  async function helloInTime(starting: Promise<unknown>): Promise<void> {
    const done = new AbortController()
    deps.clock
      .sleep(HELLO_LIMIT_MS, done.signal)
      .then(() => client.disconnect())
      // The hello came, or there is nothing left to cut off.
      .catch(() => {})
    try {
      await starting
    } finally {
      done.abort()
    }
  }

  return {
    start: connect,
    state: () => ({ ...state }),
    async stop() {
      stopping.abort()
      const limit = new AbortController()
      await Promise.race([
        client.disconnect().catch(() => {}),
        deps.clock.sleep(STOP_LIMIT_MS, limit.signal).catch(() => {}),
      ])
      limit.abort()
    },
  }
}
