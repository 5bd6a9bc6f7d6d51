import { toProbabilities } from '../models/probabilities.ts'
import type { Library } from './library.ts'
import type { TrainedHead } from './train-head.ts'

/** A missed emergency costs as much as three false alarms, as long as most alarms are true. */
const MISSED = 3
const LEAST_PRECISION = 0.62

/** The shares from which an emergency is called, chosen on posts that the head never learnt from. */
export function chooseEmergency(
  library: Library,
  heads: readonly TrainedHead[],
): { alone: number; withRule: number } {
  const urgency = heads.find(({ header }) => header.name === 'urgency')
  let best = { alone: 0.5, withRule: 0.3 }
  if (urgency === undefined) return best
  const { header, held } = urgency
  const rows = held
    .filter(({ weight }) => weight === 1)
    .map(({ scores, truth, example }) => ({
      share: toProbabilities(header.kind, scores, header.calibration)[0] ?? 0,
      truth: truth.includes(0),
      ruled: library.alarms[library.add(example.input)] === true,
    }))
  let bestWorth = Number.NEGATIVE_INFINITY
  for (let alone = 6; alone <= 70; alone += 2)
    for (let withRule = 2; withRule <= alone; withRule += 2) {
      const called = rows.filter(({ share, ruled }) => share * 100 >= (ruled ? withRule : alone))
      const right = called.filter(({ truth }) => truth).length
      const truths = rows.filter(({ truth }) => truth).length
      if (right < called.length * LEAST_PRECISION) continue
      const worth = right - called.length - (truths - right) * MISSED
      if (worth <= bestWorth) continue
      bestWorth = worth
      best = { alone: alone / 100, withRule: withRule / 100 }
    }
  return best
}
