import type { Readable } from 'node:stream'
import { ETwitterStreamEvent, type TweetStream } from 'twitter-api-v2'
import type { Ctx } from '../connector.ts'

/** X gives a sign of life every 20 s (source: X, Handling disconnections). */
const SILENCE_MS = 25_000
/** A post is far smaller; a line that never ends is not kept. */
const MAX_LINE = 1_000_000
/** So many lines wait here, then X waits: what it cannot send it drops, and catching up finds it. */
const MAX_WAITING = 1_000

/** An open stream. */
export interface Connected {
  /** Lines that have come, oldest first, at most so many; an oversize line comes cut, with what is wrong. */
  take(limit: number): Line[]
  /** Why it ended; null while it lives. Silence counts as an end. */
  ended(): string | null
  /** When it counts as dead if nothing comes until then, epoch ms. */
  deadline(): number
  /** Resolves when a line has come or the stream has ended. */
  wait(signal: AbortSignal): Promise<void>
  close(): void
}

export interface Line {
  text: string
  fault?: string
}

/**
 * Reads the lines of a stream that the library has opened. Not with the library's own reader: it takes letters apart
 * where two packets meet, keeps no words of what it cannot read, and has no limit.
 */
export function takeOver(stream: TweetStream, ctx: Ctx): Connected {
  // The library keeps its response to itself.
  const { res } = stream as unknown as { res: Readable }
  const lines: Line[] = []
  const decoder = new TextDecoder()
  let rest = ''
  let isSkipping = false
  let heardAt = ctx.clock.now()
  let end: string | null = null
  let wake: (() => void) | null = null

  const finish = (why: string) => {
    end ??= why
    wake?.()
  }
  stream.on(ETwitterStreamEvent.Error, () => {})
  stream.on(ETwitterStreamEvent.ConnectionError, () => finish('X closed the stream.'))
  res.removeAllListeners('data')
  res.on('data', (chunk: Buffer) => {
    heardAt = ctx.clock.now()
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\r\n')
    rest = parts.pop() ?? ''
    for (const text of parts) {
      if (isSkipping) isSkipping = false
      else if (text !== '') lines.push(text.length > MAX_LINE ? cut(text) : { text })
    }
    if (rest.length > MAX_LINE) {
      if (!isSkipping) lines.push(cut(rest))
      isSkipping = true
      rest = ''
    }
    if (lines.length >= MAX_WAITING) res.pause()
    if (lines.length > 0) wake?.()
  })
  res.on('close', () => finish('X closed the stream.'))
  res.on('error', () => finish('The stream of X broke.'))

  return {
    take(limit) {
      const some = lines.splice(0, limit)
      if (res.isPaused() && lines.length < MAX_WAITING && end === null) {
        heardAt = ctx.clock.now()
        res.resume()
      }
      return some
    },
    ended() {
      const isSilent = !res.isPaused() && ctx.clock.now() - heardAt > SILENCE_MS
      return end ?? (isSilent ? 'The stream of X has gone silent.' : null)
    },
    deadline: () => heardAt + SILENCE_MS + 1,
    async wait(signal) {
      if (lines.length > 0 || end !== null || signal.aborted) return
      await new Promise<void>((resolve) => {
        wake = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      wake = null
    },
    close() {
      finish('We closed the stream.')
      stream.destroy()
    },
  }
}

function cut(text: string): Line {
  return { text: text.slice(0, 64_000), fault: `longer than ${MAX_LINE} characters` }
}
