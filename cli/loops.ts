import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'

const AFTER_FAILURE_MS = 1000

/** Runs one step again and again until the desk stops; a failure is logged and waited out. */
export async function runLoop(
  step: () => Promise<void>,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await step()
    } catch (error) {
      if (signal.aborted) return
      log.error({ error }, 'a loop failed and goes on')
      await clock.sleep(AFTER_FAILURE_MS, signal).catch(() => {})
    }
  }
}

/** Rests that double from `firstMs` up to `fullMs`: right after a start much comes at once, and people are looking. */
export function growingRest(firstMs: number, fullMs: number): () => number {
  let restMs = firstMs / 2
  return () => {
    restMs = Math.min(2 * restMs, fullMs)
    return restMs
  }
}

/** Lets a press cut the outbox's pause short. */
export function createWake() {
  let ring: () => void = () => {}
  return {
    now: () => ring(),
    async next(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
      const pause = new AbortController()
      const onStop = () => pause.abort()
      signal.addEventListener('abort', onStop, { once: true })
      ring = onStop
      await clock.sleep(ms, pause.signal).catch(() => {})
      signal.removeEventListener('abort', onStop)
    },
  }
}
