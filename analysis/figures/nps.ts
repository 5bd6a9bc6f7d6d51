import { type Interval, netInterval } from './intervals.ts'

/** Answers to "how likely are you to recommend us", by the published rule. */
export interface Nps {
  /** 9 and 10. */
  promoters: number
  /** 7 and 8; they count in the base. */
  passives: number
  /** 0 to 6. */
  detractors: number
  n: number
  /** Share of promoters less share of detractors, −100 to 100; null where nobody answered. */
  score: number | null
  /** Its 95 % interval, in the same points. */
  interval: Interval
  /** Shown as a figure only from 20 answers on. */
  isEnough: boolean
}

const ENOUGH = 20

/** From this score on somebody recommends; up to the other one they are unhappy. */
export const PROMOTER_FROM = 9
export const DETRACTOR_TO = 6

/** The net promoter score of answers, counted by score from 0 to 10. */
export function measureNps(counts: ReadonlyMap<number, number>): Nps {
  const sum = (from: number, to: number) => {
    let all = 0
    for (const [score, count] of counts) if (score >= from && score <= to) all += count
    return all
  }
  const promoters = sum(PROMOTER_FROM, 10)
  const detractors = sum(0, DETRACTOR_TO)
  const passives = sum(DETRACTOR_TO + 1, PROMOTER_FROM - 1)
  const n = promoters + passives + detractors
  const { low, high } = netInterval(promoters, detractors, n)
  return {
    promoters,
    passives,
    detractors,
    n,
    score: n === 0 ? null : (100 * (promoters - detractors)) / n,
    interval: { low: 100 * low, high: 100 * high },
    isEnough: n >= ENOUGH,
  }
}
