import { minimise } from '../models/minimise.ts'
import { compact, type SparseRows } from './sparse-rows.ts'

/** A target that a row does not tell. */
export const UNKNOWN = 2

/** What to learn: for `one` exactly one class a row, for `any` each class on its own. */
export interface Task {
  kind: 'one' | 'any'
  classes: number
  /** By row and class, 0 or 1; UNKNOWN where the row does not tell. */
  targets: Uint8Array
  /** By row; what a row counts. */
  weights: Float32Array
}

export interface Fitted {
  classes: number
  /** By column and class. */
  weights: Float32Array
  bias: Float32Array
}

export interface FitOptions {
  /** Strength of the pull to zero, against the sum of the weights of all rows. */
  pull: number
  iterations: number
  tolerance: number
}

/** Logistic regression on the chosen rows, to its optimum; no chance is involved. */
export function fitLogistic(
  rows: SparseRows,
  width: number,
  chosen: ArrayLike<number>,
  task: Task,
  options: FitOptions,
): Fitted {
  const { classes } = task
  const small = compact(rows, chosen, width)
  const size = small.columns.length
  const point = new Float32Array((size + 1) * classes)
  minimise(createLoss(small.rows, size, chosen, task, options.pull), point, options)
  const weights = new Float32Array(width * classes)
  for (let at = 0; at < size; at += 1)
    for (let k = 0; k < classes; k += 1)
      weights[(small.columns[at] ?? 0) * classes + k] = point[at * classes + k] ?? 0
  return { classes, weights, bias: point.slice(size * classes) }
}

function createLoss(
  rows: SparseRows,
  size: number,
  chosen: ArrayLike<number>,
  task: Task,
  pull: number,
): (point: Float32Array, slope: Float32Array) => number {
  const { classes } = task
  const scores = new Float64Array(classes)
  const bias = size * classes
  return (point, slope) => {
    slope.fill(0)
    let loss = 0
    for (let at = 0; at < chosen.length; at += 1) {
      const row = chosen[at] ?? 0
      const weight = task.weights[row] ?? 0
      if (weight === 0) continue
      scoreRow(rows, at, point, classes, bias, scores)
      loss += weight * toErrors(scores, task, row)
      for (let k = 0; k < classes; k += 1) {
        scores[k] = (scores[k] ?? 0) * weight
        slope[bias + k] = (slope[bias + k] ?? 0) + (scores[k] ?? 0)
      }
      addRow(rows, at, slope, classes, scores)
    }
    // The bias is not pulled: it only says how common a class is.
    for (let at = 0; at < bias; at += 1) {
      const value = point[at] ?? 0
      loss += 0.5 * pull * value * value
      slope[at] = (slope[at] ?? 0) + pull * value
    }
    return loss
  }
}

function scoreRow(
  rows: SparseRows,
  row: number,
  point: Float32Array,
  classes: number,
  bias: number,
  scores: Float64Array,
): void {
  for (let k = 0; k < classes; k += 1) scores[k] = point[bias + k] ?? 0
  const end = rows.starts[row + 1] ?? 0
  for (let cell = rows.starts[row] ?? 0; cell < end; cell += 1) {
    const base = (rows.columns[cell] ?? 0) * classes
    const value = rows.values[cell] ?? 0
    for (let k = 0; k < classes; k += 1)
      scores[k] = (scores[k] ?? 0) + value * (point[base + k] ?? 0)
  }
}

function addRow(
  rows: SparseRows,
  row: number,
  slope: Float32Array,
  classes: number,
  errors: Float64Array,
): void {
  const end = rows.starts[row + 1] ?? 0
  for (let cell = rows.starts[row] ?? 0; cell < end; cell += 1) {
    const base = (rows.columns[cell] ?? 0) * classes
    const value = rows.values[cell] ?? 0
    for (let k = 0; k < classes; k += 1)
      slope[base + k] = (slope[base + k] ?? 0) + value * (errors[k] ?? 0)
  }
}

/** Turns scores into probability less target, and returns the loss of the row. */
function toErrors(scores: Float64Array, task: Task, row: number): number {
  const { classes, targets } = task
  const base = row * classes
  let loss = 0
  if (task.kind === 'one') {
    softmax(scores)
    for (let k = 0; k < classes; k += 1) {
      const target = targets[base + k] ?? 0
      if (target === 1) loss -= Math.log(Math.max(1e-12, scores[k] ?? 0))
      scores[k] = (scores[k] ?? 0) - target
    }
    return loss
  }
  for (let k = 0; k < classes; k += 1) {
    const target = targets[base + k] ?? 0
    if (target === UNKNOWN) {
      scores[k] = 0
      continue
    }
    const share = 1 / (1 + Math.exp(-(scores[k] ?? 0)))
    loss -= Math.log(Math.max(1e-12, target === 1 ? share : 1 - share))
    scores[k] = share - target
  }
  return loss
}

/** Turns scores into shares that add up to one, in place. */
export function softmax(scores: Float64Array | number[]): void {
  let most = Number.NEGATIVE_INFINITY
  for (let k = 0; k < scores.length; k += 1) most = Math.max(most, scores[k] ?? 0)
  let sum = 0
  for (let k = 0; k < scores.length; k += 1) {
    const value = Math.exp((scores[k] ?? 0) - most)
    scores[k] = value
    sum += value
  }
  for (let k = 0; k < scores.length; k += 1) scores[k] = (scores[k] ?? 0) / sum
}

/** Scores of a row by what was learnt, before any calibration. */
export function scoresOf(rows: SparseRows, row: number, fitted: Fitted): number[] {
  const { classes, weights } = fitted
  const scores = Array.from(fitted.bias)
  const end = rows.starts[row + 1] ?? 0
  for (let cell = rows.starts[row] ?? 0; cell < end; cell += 1) {
    const base = (rows.columns[cell] ?? 0) * classes
    const value = rows.values[cell] ?? 0
    for (let k = 0; k < classes; k += 1)
      scores[k] = (scores[k] ?? 0) + value * (weights[base + k] ?? 0)
  }
  return scores
}
