import type { Clock } from '../../core/clock.ts'

export interface PatientClock extends Clock {
  /** Moves time forward at once, wakes whoever is due by then, and waits until what they asked over HTTP is answered. */
  leap(ms: number): Promise<void>
  /** Gives the machine its own fetch back. */
  restore(): void
}

/** Real ms and turns to wait for answers; a call that hangs on purpose must not stop the play. */
const LONGEST_WAIT_MS = 2000
const MOST_TURNS = 1000

/**
 * A simulated clock for a desk with real sockets: time stands still while a request of this process is under
 * way, or `isBusy`. Sleepers may wake late, as on a machine that was asleep; never early.
 */
export function createPatientClock(startAt: number, isBusy = () => false): PatientClock {
  let now = startAt
  let flying = 0
  const sleepers = new Set<{ at: number; wake: () => void }>()
  const realFetch = globalThis.fetch
  globalThis.fetch = async (...call) => {
    flying++
    try {
      return await realFetch(...call)
    } finally {
      flying--
    }
  }

  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  const settle = async () => {
    const begin = performance.now()
    for (let quiet = 0, turns = 0; quiet < 4; turns++) {
      await turn()
      const waits = flying > 0 || isBusy()
      const isEarly = turns < MOST_TURNS || performance.now() - begin < LONGEST_WAIT_MS
      quiet = waits && isEarly ? 0 : quiet + 1
    }
  }

  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const abort = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', abort)
          resolve()
        }
        const sleeper = { at: now + Math.max(0, ms), wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', abort, { once: true })
      })
    },
    async leap(ms) {
      await settle()
      now += ms
      const due = [...sleepers].filter(({ at }) => at <= now)
      for (const { wake } of due.sort((a, b) => a.at - b.at)) wake()
      await settle()
    },
    restore() {
      globalThis.fetch = realFetch
    },
  }
}
