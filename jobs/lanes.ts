/** The longest rest of a lane that fails: within this time of its return it is in use again. */
const LONGEST_REST_MS = 30_000
const FIRST_REST_MS = 2000
/** How often one row alone may hold up its lane before another is tried. */
const PATIENCE = 3

interface Trouble {
  failures: number
  /** How often each row failed since the last success. */
  rows: Map<number, number>
}

/** What the outbox remembers of its lanes between two rounds. */
export interface Lanes {
  /** Lanes that nothing may be sent in yet. */
  busy(now: number): string[]
  /** Something went through; the next may follow at `freeAt`. */
  passed(lane: string, freeAt: number): void
  /** The far end asked for quiet until then. */
  hold(lane: string, until: number): void
  /**
   * Nobody could be reached. The lane rests, and the row that failed is the one to try it again with, so that
   * an outage leaves few rows in doubt. A row that keeps failing alone steps aside; as soon as another fails
   * too it is the lane that is down, and `aside` names the rows that stepped aside for nothing.
   */
  failed(lane: string, row: number, now: number): { until: number; yield: boolean; aside: number[] }
}

/** Lanes with their pace and their rests; jitter comes from `random`. */
export function createLanes(random: () => number): Lanes {
  const freeAt = new Map<string, number>()
  const troubles = new Map<string, Trouble>()
  return {
    busy(now) {
      for (const [lane, at] of freeAt) if (at <= now) freeAt.delete(lane)
      return [...freeAt.keys()]
    },
    passed(lane, at) {
      troubles.delete(lane)
      freeAt.set(lane, at)
    },
    hold: (lane, until) => void freeAt.set(lane, until),
    failed(lane, row, now) {
      const trouble = troubles.get(lane) ?? { failures: 0, rows: new Map<number, number>() }
      troubles.set(lane, trouble)
      const full = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(trouble.failures, 10))
      const until = now + Math.round(full / 2 + (random() * full) / 2)
      const times = (trouble.rows.get(row) ?? 0) + 1
      const isSecond = trouble.rows.size === 1 && !trouble.rows.has(row)
      const aside = isSecond ? [...trouble.rows.keys()] : []
      trouble.failures++
      trouble.rows.set(row, times)
      freeAt.set(lane, until)
      return { until, yield: trouble.rows.size === 1 && times >= PATIENCE, aside }
    },
  }
}
