import { toProbabilities } from '../models/probabilities.ts'
import type { Library } from './library.ts'
import type { TrainedHead } from './train-head.ts'

/** A missed emergency harms, a false alarm costs a glance: as many are called as keep most alarms true. */
const LEAST_PRECISION = 0.51

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
  let mostWorth = 0
  for (let alone = 6; alone <= 70; alone += 2)
    for (let withRule = 2; withRule <= alone; withRule += 2) {
      const called = rows.filter(({ share, ruled }) => share * 100 >= (ruled ? withRule : alone))
      const right = called.filter(({ truth }) => truth).length
      const precision = right / Math.max(1, called.length)
      // Between settings that find the same, the one with fewer false alarms.
      const worth = right + precision
      if (precision < LEAST_PRECISION || worth <= mostWorth) continue
      mostWorth = worth
      best = { alone: alone / 100, withRule: withRule / 100 }
    }
  return best
}
