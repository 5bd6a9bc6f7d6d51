import {
  createStep,
  type Layer,
  type LeaningRow,
  newLayer,
  SLOPE_KEPT,
  SQUARE_KEPT,
} from './leaning-step.ts'
import { createRandom, shuffle } from './random.ts'

/** A question that the words of a post answer by what they mean together. */
export interface LeaningTask {
  name: string
  classes: readonly string[]
  rows: readonly LeaningRow[]
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
/** Length of the first step; it falls to nothing. */
const LENGTH = 0.01

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
  const words = newLayer(start.rows.slice())
  const heads = tasks.map(({ classes }) => newLayer(new Float32Array(classes.length * (width + 1))))
  const step = createStep(words, start.rows, width, random)
  const total = ROUNDS * tasks.reduce((all, { rows }) => all + Math.ceil(rows.length / BATCH), 0)
  let done = 0
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { task, rows } of batches(tasks, random)) {
      const head = heads[task]
      if (head !== undefined) step(head, rows, paceOf(done, total))
      done += 1
      if (done % 100 === 0) progress(done, total)
    }
  progress(total, total)
  return leaningsOf(words.at, width, heads)
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
