import { toProbabilities } from '../models/probabilities.ts'
import type { Library } from './library.ts'
import type { TrainedHead } from './train-head.ts'

/** A missed emergency costs more than a false alarm, as long as two alarms in three are true. */
const MISSED = 1.6
const LEAST_PRECISION = 0.6

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
  for (let alone = 10; alone <= 70; alone += 2)
    for (let withRule = 4; withRule <= alone; withRule += 2) {
      const called = rows.filter(({ share, ruled }) => share * 100 >= (ruled ? withRule : alone))
      const right = called.filter(({ truth }) => truth).length
      const truths = rows.filter(({ truth }) => truth).length
      if (right < called.length * LEAST_PRECISION) continue
      const worth = right - (called.length - right) / MISSED - (truths - right) * MISSED
      if (worth <= bestWorth) continue
      bestWorth = worth
      best = { alone: alone / 100, withRule: withRule / 100 }
    }
  return best
}
