import { type Clock, systemClock } from '../../core/clock.ts'

/** Thursday; hours from any midnight, so that no test meets one at some hour of ours. */
const NOON = Date.UTC(2026, 10, 19, 12)

/** `factor` times faster than the machine's, so that lanes and backoffs are short; noon is at `begin`, of the machine. */
export function createQuickClock(factor: number, begin = Date.now()): Clock {
  return {
    now: () => Math.round(NOON + (Date.now() - begin) * factor),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
  }
}
