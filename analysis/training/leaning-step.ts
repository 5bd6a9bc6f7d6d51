import { softmax } from './logistic.ts'

/** A post for one question. */
export interface LeaningRow {
  /** Numbers of the words that are known. */
  words: Uint16Array
  /** Number of the true class. */
  truth: number
  /** What the row counts. */
  weight: number
}

/** Numbers that are learnt, with what Adam remembers of their slopes. */
export interface Layer {
  at: Float32Array
  slopes: Float32Array
  squares: Float32Array
}

/** Moves a head, by class its weights and then a bias, and the words of the rows. */
export type Step = (head: Layer, rows: readonly LeaningRow[], pace: number) => void

/** Adam (Kingma and Ba 2015): how much is remembered of slopes and of their squares. */
export const SLOPE_KEPT = 0.9
export const SQUARE_KEPT = 0.999
const TINY = 1e-8
/** Share of the words that a step does not see, so that none is leant on alone. */
const DROPPED = 0.3
/** Words take shorter steps than the heads, and are pulled to what they meant before. */
const OF_WORDS = 0.5
const PULL_WORDS = 1e-5
const PULL_HEADS = 1e-4
/** Words of the longest post that is read. */
const MOST_WORDS = 4096

/** Steps over a table of words, `before` being what they meant at first. */
export function createStep(
  words: Layer,
  before: Float32Array,
  width: number,
  random: () => number,
): Step {
  const slope = new Float32Array(before.length)
  const sum = new Float64Array(width)
  const back = new Float64Array(width)
  const kept = new Uint16Array(MOST_WORDS)
  return (head, rows, pace) => {
    const headSlope = new Float32Array(head.at.length)
    const errors = new Float64Array(head.at.length / (width + 1))
    const touched = new Set<number>()
    for (const row of rows) {
      const seen = draw(row.words)
      const scale = row.words.length === 0 ? 0 : 1 / Math.sqrt(row.words.length) / (1 - DROPPED)
      addUp(seen, scale)
      judge(head, errors)
      for (let c = 0; c < errors.length; c += 1)
        errors[c] = (row.weight * ((errors[c] ?? 0) - (c === row.truth ? 1 : 0))) / rows.length
      back.fill(0)
      errors.forEach((error, c) => blame(head, headSlope, error, c * (width + 1)))
      for (const word of seen) {
        touched.add(word)
        passOn(word * width, scale)
      }
    }
    for (let n = 0; n < head.at.length; n += 1)
      move(head, n, (headSlope[n] ?? 0) + PULL_HEADS * (head.at[n] ?? 0), pace)
    for (const word of touched) moveWord(word * width, pace * OF_WORDS)
  }

  /** The words that this step sees. */
  function draw(list: Uint16Array): Uint16Array {
    let count = 0
    for (let n = 0; n < list.length && count < kept.length; n += 1)
      if (random() >= DROPPED) kept[count++] = list[n] ?? 0
    return kept.subarray(0, count)
  }

  function addUp(seen: Uint16Array, scale: number): void {
    sum.fill(0)
    for (const word of seen) {
      const place = word * width
      for (let d = 0; d < width; d += 1) sum[d] = (sum[d] ?? 0) + scale * (words.at[place + d] ?? 0)
    }
  }

  /** Writes the share of each class. */
  function judge(head: Layer, shares: Float64Array): void {
    for (let c = 0; c < shares.length; c += 1) {
      const base = c * (width + 1)
      let score = head.at[base + width] ?? 0
      for (let d = 0; d < width; d += 1) score += (sum[d] ?? 0) * (head.at[base + d] ?? 0)
      shares[c] = score
    }
    softmax(shares)
  }

  /** Adds what a class got wrong to the slope of its weights, and to what its words are to blame for. */
  function blame(head: Layer, headSlope: Float32Array, error: number, base: number): void {
    headSlope[base + width] = (headSlope[base + width] ?? 0) + error
    for (let d = 0; d < width; d += 1) {
      headSlope[base + d] = (headSlope[base + d] ?? 0) + error * (sum[d] ?? 0)
      back[d] = (back[d] ?? 0) + error * (head.at[base + d] ?? 0)
    }
  }

  function passOn(place: number, scale: number): void {
    for (let d = 0; d < width; d += 1)
      slope[place + d] = (slope[place + d] ?? 0) + scale * (back[d] ?? 0)
  }

  function moveWord(place: number, pace: number): void {
    for (let n = place; n < place + width; n += 1) {
      const apart = (words.at[n] ?? 0) - (before[n] ?? 0)
      move(words, n, (slope[n] ?? 0) + PULL_WORDS * apart, pace)
      slope[n] = 0
    }
  }
}

/** Numbers to learn, nothing remembered yet. */
export function newLayer(at: Float32Array): Layer {
  return { at, slopes: new Float32Array(at.length), squares: new Float32Array(at.length) }
}

function move({ at, slopes, squares }: Layer, n: number, slope: number, pace: number): void {
  const kept = SLOPE_KEPT * (slopes[n] ?? 0) + (1 - SLOPE_KEPT) * slope
  const square = SQUARE_KEPT * (squares[n] ?? 0) + (1 - SQUARE_KEPT) * slope * slope
  slopes[n] = kept
  squares[n] = square
  at[n] = (at[n] ?? 0) - (pace * kept) / (Math.sqrt(square) + TINY)
}
