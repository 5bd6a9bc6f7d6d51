/** The only way to know the time or to wait; tests and simulations hand in their own. */
export interface Clock {
  /** Epoch ms. */
  now(): number
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const abort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        },
        Math.min(ms, 2 ** 31 - 1),
      )
      signal?.addEventListener('abort', abort, { once: true })
    }),
}

export interface SimulatedClock extends Clock {
  /** Moves time forward, waking sleepers in the order of their time; resolves when they have run. */
  advance(ms: number): Promise<void>
  /** How many are asleep, and when the next one wakes (epoch ms). */
  readonly sleepers: number
  readonly nextWakeAt: number | null
}

/** A clock that stands still until told to move: a day of backoff runs in milliseconds. */
export function createSimulatedClock(startAt: number): SimulatedClock {
  let now = startAt
  let order = 0
  const sleepers: { at: number; order: number; wake: () => void }[] = []
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  const next = () =>
    sleepers.reduce<(typeof sleepers)[number] | null>(
      (first, s) =>
        first === null || s.at < first.at || (s.at === first.at && s.order < first.order)
          ? s
          : first,
      null,
    )
  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const remove = () => {
          const index = sleepers.indexOf(sleeper)
          if (index >= 0) sleepers.splice(index, 1)
        }
        const abort = () => {
          remove()
          reject(signal?.reason)
        }
        const sleeper = {
          at: now + Math.max(0, ms),
          order: order++,
          wake: () => {
            remove()
            signal?.removeEventListener('abort', abort)
            resolve()
          },
        }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', abort, { once: true })
      })
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (let due = next(); due !== null && due.at <= end; due = next()) {
        now = Math.max(now, due.at)
        due.wake()
        await settle()
      }
      now = end
      await settle()
    },
    get sleepers() {
      return sleepers.length
    },
    get nextWakeAt() {
      return next()?.at ?? null
    },
  }
}
