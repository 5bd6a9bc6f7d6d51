/** Rounds come every second or so: more between two of them is no passing of time that anybody could have used. */
const LEAP_MS = 300_000

/** How long something has been tried, of which only its date is known. */
export interface AgeBook {
  /** Each round tells it the time (epoch ms). */
  look(now: number): void
  /** Ms since `from`, without the leaps that the clock made since. */
  age(from: number, now: number): number
}

/**
 * A clock that is set ahead, or a machine that slept, makes everything old at once. What waits was not tried for
 * longer by that, so leaps do not count; a clock that goes back takes its leaps with it.
 */
export function createAgeBook(): AgeBook {
  let last: number | null = null
  let leaps: { to: number; by: number }[] = []
  return {
    look(now) {
      if (last !== null && now - last > LEAP_MS) leaps.push({ to: now, by: now - last })
      if (last !== null && now < last) leaps = leaps.filter(({ to }) => to <= now)
      last = now
    },
    age(from, now) {
      const passed = leaps.filter(({ to }) => from < to && to <= now)
      return passed.reduce((age, { to, by }) => age - Math.min(by, to - from), now - from)
    },
  }
}
