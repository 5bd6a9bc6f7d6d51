import { softmax } from './logistic.ts'
import { createRandom, shuffle } from './random.ts'

/** A question that the words of a post answer by what they mean together. */
export interface LeaningTask {
  name: string
  classes: readonly string[]
  rows: readonly LeaningRow[]
}

export interface LeaningRow {
  /** Numbers of the words that are known, as `numberWords` gives them. */
  words: Uint16Array
  /** Number of the true class. */
  truth: number
  /** What the row counts. */
  weight: number
}

/** How much each word leans to each class: a post's score is the sum over its words by the root of their number, and a bias. */
export interface Leanings {
  /** Word after word, the classes of all tasks in their order. */
  rows: Float32Array
  bias: readonly number[]
}

/** Times that every row is seen, and rows of a step. */
const ROUNDS = 4
const BATCH = 256
/** Share of the words that a step does not see, so that none is leant on alone. */
const DROPPED = 0.3
/** Steps by Adam (Kingma and Ba 2015): their length, which falls to nothing, and how much is remembered. */
const LENGTH = 0.01
const SLOPE_KEPT = 0.9
const SQUARE_KEPT = 0.999
const TINY = 1e-8
/** Words take shorter steps than the tasks, and are pulled to what they meant before. */
const OF_WORDS = 0.5
const PULL_WORDS = 1e-5
const PULL_TASKS = 1e-4
interface Layer {
  at: Float32Array
  slopes: Float32Array
  squares: Float32Array
}

/**
 * Learns how words lean from many tasks at once: what words mean is bent until its plain sum answers every task as well as
 * it can, a shared table of word vectors under one logistic regression a task (as in fastText, Joulin and others
 * 2017), in small steps over rows drawn by a seed. What a rare word leans to is so told by words of like meaning.
 */
export function learnLeanings(
  start: { rows: Float32Array; width: number },
  tasks: readonly LeaningTask[],
  seed: number,
  progress: (done: number, total: number) => void = () => {},
): Leanings {
  const { width } = start
  const random = createRandom(seed)
  const words = layer(start.rows.slice())
  const heads = tasks.map(({ classes }) => layer(new Float32Array(classes.length * (width + 1))))
  const slope = new Float32Array(start.rows.length)
  const sum = new Float64Array(width)
  const back = new Float64Array(width)
  const kept = new Uint16Array(4096)
  const total = ROUNDS * tasks.reduce((all, { rows }) => all + Math.ceil(rows.length / BATCH), 0)
  let done = 0
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { task, rows } of batches(tasks, random)) {
      const pace = paceOf(done, total)
      step(task, rows, pace)
      done += 1
      if (done % 100 === 0) progress(done, total)
    }
  progress(total, total)
  return leaningsOf(words.at, width, heads)

  function step(number: number, rows: readonly LeaningRow[], pace: number): void {
    const task = tasks[number]
    const head = heads[number]
    if (task === undefined || head === undefined) return
    const k = task.classes.length
    const headSlope = new Float32Array(head.at.length)
    const touched = new Set<number>()
    const scores = new Float64Array(k)
    for (const row of rows) {
      const count = draw(row.words)
      const scale = row.words.length === 0 ? 0 : 1 / Math.sqrt(row.words.length) / (1 - DROPPED)
      sum.fill(0)
      for (let n = 0; n < count; n += 1) {
        const place = (kept[n] ?? 0) * width
        for (let d = 0; d < width; d += 1)
          sum[d] = (sum[d] ?? 0) + scale * (words.at[place + d] ?? 0)
      }
      for (let c = 0; c < k; c += 1) {
        const base = c * (width + 1)
        let score = head.at[base + width] ?? 0
        for (let d = 0; d < width; d += 1) score += (sum[d] ?? 0) * (head.at[base + d] ?? 0)
        scores[c] = score
      }
      softmax(scores)
      back.fill(0)
      for (let c = 0; c < k; c += 1) {
        const base = c * (width + 1)
        const error = (row.weight * ((scores[c] ?? 0) - (c === row.truth ? 1 : 0))) / rows.length
        headSlope[base + width] = (headSlope[base + width] ?? 0) + error
        for (let d = 0; d < width; d += 1) {
          headSlope[base + d] = (headSlope[base + d] ?? 0) + error * (sum[d] ?? 0)
          back[d] = (back[d] ?? 0) + error * (head.at[base + d] ?? 0)
        }
      }
      for (let n = 0; n < count; n += 1) {
        const word = kept[n] ?? 0
        touched.add(word)
        const place = word * width
        for (let d = 0; d < width; d += 1)
          slope[place + d] = (slope[place + d] ?? 0) + scale * (back[d] ?? 0)
      }
    }
    for (let n = 0; n < head.at.length; n += 1)
      move(head, n, (headSlope[n] ?? 0) + PULL_TASKS * (head.at[n] ?? 0), pace)
    for (const word of touched)
      for (let n = word * width; n < (word + 1) * width; n += 1) {
        const apart = (words.at[n] ?? 0) - (start.rows[n] ?? 0)
        move(words, n, (slope[n] ?? 0) + PULL_WORDS * apart, pace * OF_WORDS)
        slope[n] = 0
      }
  }

  /** Keeps the words that this step sees, and tells how many. */
  function draw(list: Uint16Array): number {
    let count = 0
    for (let n = 0; n < list.length && count < kept.length; n += 1)
      if (random() >= DROPPED) kept[count++] = list[n] ?? 0
    return count
  }
}

function layer(at: Float32Array): Layer {
  return { at, slopes: new Float32Array(at.length), squares: new Float32Array(at.length) }
}

/** Rows of one task a batch, all tasks mixed. */
function batches(
  tasks: readonly LeaningTask[],
  random: () => number,
): { task: number; rows: LeaningRow[] }[] {
  const all = tasks.flatMap(({ rows }, task) => {
    const mixed = shuffle(rows, random)
    return Array.from({ length: Math.ceil(mixed.length / BATCH) }, (_, n) => ({
      task,
      rows: mixed.slice(n * BATCH, (n + 1) * BATCH),
    }))
  })
  return shuffle(all, random)
}

function paceOf(done: number, total: number): number {
  const warm = Math.sqrt(1 - SQUARE_KEPT ** (done + 1)) / (1 - SLOPE_KEPT ** (done + 1))
  return LENGTH * (1 - done / total) * warm
}

function move({ at, slopes, squares }: Layer, n: number, slope: number, pace: number): void {
  const kept = SLOPE_KEPT * (slopes[n] ?? 0) + (1 - SLOPE_KEPT) * slope
  const square = SQUARE_KEPT * (squares[n] ?? 0) + (1 - SQUARE_KEPT) * slope * slope
  slopes[n] = kept
  squares[n] = square
  at[n] = (at[n] ?? 0) - (pace * kept) / (Math.sqrt(square) + TINY)
}

/** What every word, given alone, adds to every class. */
function leaningsOf(words: Float32Array, width: number, heads: readonly Layer[]): Leanings {
  const classes = heads.flatMap(({ at }) =>
    Array.from({ length: at.length / (width + 1) }, (_, c) => at.subarray(c * (width + 1))),
  )
  const count = words.length / width
  const rows = new Float32Array(count * classes.length)
  for (let word = 0; word < count; word += 1)
    classes.forEach((weights, c) => {
      let sum = 0
      for (let d = 0; d < width; d += 1) sum += (words[word * width + d] ?? 0) * (weights[d] ?? 0)
      rows[word * classes.length + c] = sum
    })
  return { rows, bias: classes.map((weights) => weights[width] ?? 0) }
}
