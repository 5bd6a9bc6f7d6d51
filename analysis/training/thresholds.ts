import { USUAL_LIMITS } from '../../core/unsure-limits.ts'
import { toProbabilities } from '../models/probabilities.ts'
import type { Held, TrainedHead } from './train-head.ts'

/** Pulls a threshold chosen on few rows towards the middle. */
const HABIT = 6

/** From where each class is named, and under which confidence the answer is unsure; from rows never learnt from. */
export function chooseThresholds(heads: readonly TrainedHead[]): {
  abstain: { relevance: number; sentiment: number }
  thresholds: Map<string, number[]>
} {
  const thresholds = new Map<string, number[]>()
  for (const { header, held } of heads)
    if (header.kind === 'any')
      thresholds.set(
        header.name,
        header.classes.map((_, k) => bestThreshold(sharesOf(header, held, k))),
      )
  return { abstain: USUAL_LIMITS, thresholds }
}

export interface Share {
  share: number
  truth: boolean
  weight: number
}

function sharesOf(header: TrainedHead['header'], held: readonly Held[], k: number): Share[] {
  return held.map(({ scores, truth, weight }) => ({
    share: toProbabilities(header.kind, scores, header.calibration)[k] ?? 0,
    truth: truth.includes(k),
    weight,
  }))
}

/** The threshold with the best F1, smoothed by some imagined rows so that it does not follow chance. */
export function bestThreshold(shares: readonly Share[]): number {
  let best = 0.5
  let bestF1 = 0
  for (let step = 10; step <= 80; step += 1) {
    const threshold = step / 100
    let hit = 0
    let truths = 0
    let answers = 0
    for (const { share, truth, weight } of shares) {
      if (truth) truths += weight
      if (share < threshold) continue
      answers += weight
      if (truth) hit += weight
    }
    const f1 = (2 * hit) / (truths + answers + HABIT * Math.abs(threshold - 0.45))
    if (f1 > bestF1) {
      bestF1 = f1
      best = threshold
    }
  }
  return best
}
