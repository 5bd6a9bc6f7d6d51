import { DAY_MS } from '../../analysis/people/history.ts'
import type { Chance } from './chance.ts'

/** The town's first day: a Monday, two years before its last. */
export const START = Date.UTC(2024, 0, 1)
export const DAYS = 731

/** What happens to everybody in the town. */
export interface Calendar {
  launches: readonly number[]
  giveaways: readonly number[]
  /** Bad weeks of the brand: a broken app, a delivery that fails. */
  crises: readonly number[]
}

/** A launch each season, a giveaway every six weeks or so, two bad weeks in two years. */
export function createCalendar(chance: Chance): Calendar {
  return {
    launches: [80, 170, 260, 320, 445, 535, 625, 685].map((day) => day + chance.whole(-10, 10)),
    giveaways: Array.from({ length: 16 }, (_, n) => 20 + n * 45 + chance.whole(-12, 12)),
    crises: [chance.whole(90, 330), chance.whole(400, 680)],
  }
}

/** How much is bought at a time of the year: December is full, late summer is empty. */
export function season(day: number): number {
  const month = new Date(START + day * DAY_MS).getUTCMonth()
  return [0.9, 0.9, 1, 1, 1, 0.95, 0.8, 0.75, 1, 1.05, 1.15, 1.4][month] ?? 1
}
