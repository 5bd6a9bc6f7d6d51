import { type Clock, systemClock } from '../../core/clock.ts'

/** The machine's clock, `factor` times faster and an hour behind, so that lanes and backoffs are short. */
export function createQuickClock(factor: number, begin = Date.now()): Clock {
  return {
    now: () => Math.round(begin - 3_600_000 + (Date.now() - begin) * factor),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  }
}
