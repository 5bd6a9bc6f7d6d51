import { minimise } from '../models/minimise.ts'
import type { Calibration } from '../models/weights-file.ts'
import { softmax } from './logistic.ts'

/** A raw score by class, and the classes that are true. */
export interface Scored {
  scores: readonly number[]
  truth: readonly number[]
  weight: number
}

/**
 * Fits how raw scores become probabilities on rows that the scores never learnt from. `levelled` heads
 * keep every class as likely as the others, whatever the rows say.
 */
export function calibrate(
  kind: 'one' | 'any',
  classes: number,
  rows: readonly Scored[],
  levelled = false,
): Calibration {
  return kind === 'one' ? calibrateOne(classes, rows, levelled) : calibrateAny(classes, rows)
}

/** One temperature for all classes and a shift for each, gently held. */
function calibrateOne(classes: number, rows: readonly Scored[], levelled: boolean): Calibration {
  const point = new Float32Array(classes + 1)
  minimise(
    (at, slope) => {
      slope.fill(0)
      let loss = 0
      for (const { scores, truth, weight } of rows) {
        const shares = scores.map((score, k) => score * Math.exp(at[classes] ?? 0) + (at[k] ?? 0))
        softmax(shares)
        for (let k = 0; k < classes; k += 1) {
          const target = truth.includes(k) ? 1 : 0
          if (target === 1) loss -= weight * Math.log(Math.max(1e-12, shares[k] ?? 0))
          const error = weight * ((shares[k] ?? 0) - target)
          if (!levelled) slope[k] = (slope[k] ?? 0) + error
          slope[classes] =
            (slope[classes] ?? 0) + error * (scores[k] ?? 0) * Math.exp(at[classes] ?? 0)
        }
      }
      return loss + hold(at, slope)
    },
    point,
    { iterations: 100, tolerance: 1e-5 },
  )
  const slope = Math.exp(point[classes] ?? 0)
  return {
    slopes: Array.from({ length: classes }, () => slope),
    shifts: Array.from(point.slice(0, classes)),
  }
}

function calibrateAny(classes: number, rows: readonly Scored[]): Calibration {
  const slopes: number[] = []
  const shifts: number[] = []
  for (let k = 0; k < classes; k += 1) {
    const point = new Float32Array(2)
    minimise(
      (at, slope) => {
        slope.fill(0)
        let loss = 0
        for (const { scores, truth, weight } of rows) {
          const score = scores[k] ?? 0
          const target = truth.includes(k) ? 1 : 0
          const share = 1 / (1 + Math.exp(-(score * Math.exp(at[1] ?? 0) + (at[0] ?? 0))))
          loss -= weight * Math.log(Math.max(1e-12, target === 1 ? share : 1 - share))
          slope[0] = (slope[0] ?? 0) + weight * (share - target)
          slope[1] = (slope[1] ?? 0) + weight * (share - target) * score * Math.exp(at[1] ?? 0)
        }
        return loss + hold(at, slope)
      },
      point,
      { iterations: 100, tolerance: 1e-5 },
    )
    slopes.push(Math.exp(point[1] ?? 0))
    shifts.push(point[0] ?? 0)
  }
  return { slopes, shifts }
}

/** Few rows must not bend the curve far. */
function hold(at: Float32Array, slope: Float32Array): number {
  let loss = 0
  for (let k = 0; k < at.length; k += 1) {
    loss += 0.5 * (at[k] ?? 0) ** 2
    slope[k] = (slope[k] ?? 0) + (at[k] ?? 0)
  }
  return loss
}
