import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'

export interface Frames extends Disposable {
  /** Resolves when the connection stands; rejects with NetworkError('transient'). */
  readonly opened: Promise<void>
  /** When the last frame came, epoch ms. */
  readonly lastAt: number
  /** Up to `max` texts as soon as there is one; none after `waitMs` or an abort. What came before a break comes out first. */
  take(max: number, waitMs: number): Promise<string[]>
}

/** More than this unread and we fall behind for good: better to come back from the cursor. */
const MAX_WAITING = 50_000
const OPEN_MS = 15_000
const GATHER_MS = 100

/** The text frames of a WebSocket as something to wait for, without losing any before a break. */
export function openFrames(url: string, ctx: Pick<Ctx, 'connectWs' | 'clock' | 'signal'>): Frames {
  const waiting: string[] = []
  let broken: string | null = null
  let isOpen = false
  let lastAt = ctx.clock.now()
  let wake = () => {}
  const socket = connect()
  socket.addEventListener('open', () => {
    isOpen = true
    wake()
  })
  socket.addEventListener('message', ({ data }: MessageEvent) => {
    lastAt = ctx.clock.now()
    waiting.push(typeof data === 'string' ? data : '')
    if (waiting.length > MAX_WAITING) fail('more arrives than can be stored')
    wake()
  })
  socket.addEventListener('error', () => fail('the connection failed'))
  socket.addEventListener('close', ({ code }: CloseEvent) => fail(`it was closed (${code})`))

  return {
    opened: open(),
    get lastAt() {
      return lastAt
    },
    async take(max, waitMs) {
      if (waiting.length === 0 && broken === null) {
        await pause(waitMs)
        // A storing of its own for every frame would be the slowest way: what comes at once goes together.
        if (waiting.length > 0) await ctx.clock.sleep(GATHER_MS, ctx.signal).catch(() => {})
      }
      if (waiting.length === 0 && broken !== null && !ctx.signal.aborted) throw breakError()
      return waiting.splice(0, max)
    },
    [Symbol.dispose]: () => socket.close(),
  }

  function connect(): WebSocket {
    try {
      return ctx.connectWs(url)
    } catch (cause) {
      throw new NetworkError('fatal', `Bluesky’s stream has a wrong address: ${messageOf(cause)}`, {
        cause,
      })
    }
  }

  async function open(): Promise<void> {
    if (!isOpen && broken === null) await pause(OPEN_MS)
    if (broken === null && !isOpen && !ctx.signal.aborted) broken = 'it does not answer'
    if (broken !== null && !isOpen && !ctx.signal.aborted) throw breakError()
  }

  function fail(why: string): void {
    broken ??= why
    wake()
  }

  function breakError(): NetworkError {
    return new NetworkError('transient', `Bluesky’s stream broke: ${broken ?? ''}.`)
  }

  /** Until woken, until the time is over, or until everything is to stop; leaves nobody asleep. */
  async function pause(ms: number): Promise<void> {
    const woken = new AbortController()
    wake = () => woken.abort()
    // Both ways of waking end the sleep with a rejection, and neither is a fault.
    await ctx.clock.sleep(ms, AbortSignal.any([woken.signal, ctx.signal])).catch(() => {})
    wake = () => {}
  }
}
