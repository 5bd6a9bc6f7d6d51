import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'

/** The texts of one WebSocket, without losing any before a break. */
export interface Socket extends Disposable {
  send(text: string): void
  /** Up to `max` texts as soon as there is one; none after `waitMs` or an abort. A break comes after the last text. */
  take(max: number, waitMs: number): Promise<string[]>
}

/** More than this unread and we fall behind for good: better to come back from the cursor. */
const MAX_WAITING = 20_000
const OPEN_MS = 15_000
const GATHER_MS = 100

/** Connects, or throws NetworkError('transient'). */
export async function openSocket(
  to: { url: string; token: string; service: string },
  ctx: Pick<Ctx, 'connectWs' | 'clock' | 'signal'>,
): Promise<Socket> {
  const { clock, signal } = ctx
  const waiting: string[] = []
  let broken: string | null = null
  let isOpen = false
  let wake = () => {}
  const fail = (why: string) => {
    broken ??= why
    wake()
  }
  const socket = connect()
  socket.addEventListener('open', () => {
    isOpen = true
    wake()
  })
  socket.addEventListener('message', ({ data }: MessageEvent) => {
    waiting.push(typeof data === 'string' ? data : '')
    if (waiting.length > MAX_WAITING) fail('more arrives than can be stored')
    wake()
  })
  socket.addEventListener('error', () => fail('the connection failed'))
  socket.addEventListener('close', ({ code }: CloseEvent) => fail(`it was closed (${code})`))
  if (!isOpen && broken === null) await pause(OPEN_MS)
  if (!isOpen) {
    fail('it does not answer')
    socket.close()
    throw breakError()
  }

  return {
    send: (text) => socket.send(text),
    async take(max, waitMs) {
      if (waiting.length === 0 && broken === null) {
        await pause(waitMs)
        // A storing of its own for every post would be the slowest way: what comes at once goes together.
        if (waiting.length > 0) await clock.sleep(GATHER_MS, signal).catch(() => {})
      }
      if (waiting.length === 0 && broken !== null && !signal.aborted) throw breakError()
      return waiting.splice(0, max)
    },
    [Symbol.dispose]: () => socket.close(),
  }

  function connect(): WebSocket {
    try {
      return ctx.connectWs(to.url, [to.token])
    } catch {
      // Without its cause: the message would hold the token.
      throw new NetworkError('transient', `The live stream of ${to.service} cannot be opened.`)
    }
  }

  function breakError(): NetworkError {
    return new NetworkError('transient', `The live stream of ${to.service} broke: ${broken ?? ''}.`)
  }

  /** Until woken, until the time is over, or until everything is to stop; leaves nobody asleep. */
  async function pause(ms: number): Promise<void> {
    const woken = new AbortController()
    wake = () => woken.abort()
    // Both ways of waking end the sleep with a rejection, and neither is a fault.
    await clock.sleep(ms, AbortSignal.any([woken.signal, signal])).catch(() => {})
    wake = () => {}
  }
}
