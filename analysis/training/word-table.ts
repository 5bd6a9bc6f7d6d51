import { MEANING_UNIT } from '../understand/word-meaning.ts'
import type { HeadSpec } from './examples.ts'
import { leaningTasks } from './leaning-tasks.ts'
import { type Leanings, learnLeanings } from './learn-leanings.ts'
import { startOf, type Vectors } from './read-vectors.ts'

/** What a head is told of how words lean: weights of the leanings that the table adds to a post, and a bias, by class. */
export interface Lean {
  /** By leaning, then by class. */
  weights: readonly (readonly number[])[]
  bias: readonly number[]
}

/** Words with what they mean, then how they lean. */
export interface WordTable {
  vectors: Vectors
  /** Numbers of a row that say what the word means; those behind them say how it leans. */
  meanings: number
  leans: ReadonlyMap<string, Lean>
}

/** Trainings from different draws whose mean is taken. */
const TIMES = 4
const STEPS = 127

/** Makes the table of words: vectors from the encoder, and beside them what the public sets teach about each word. */
export function makeWordTable(
  encoder: Vectors,
  specs: readonly HeadSpec[],
  data: string,
  seed: number,
  progress: (done: number, total: number) => void,
): WordTable {
  const { words, tasks } = leaningTasks(specs, data)
  const start = startOf(encoder, words)
  const leanings = meanOf(
    Array.from({ length: TIMES }, (_, time) =>
      learnLeanings(start, tasks, seed + time, (done, total) =>
        progress(done + time * total, TIMES * total),
      ),
    ),
  )
  const columns = columnsOf(specs, leanings)
  const width = start.width + columns.length
  const rows = new Int8Array(words.length * width)
  const scales = columns.map(({ of }) => {
    let most = 0
    for (let word = 0; word < words.length; word += 1) most = Math.max(most, Math.abs(of(word)))
    return most / STEPS
  })
  for (let word = 0; word < words.length; word += 1) {
    for (let d = 0; d < start.width; d += 1)
      rows[word * width + d] = Math.round((start.rows[word * start.width + d] ?? 0) / MEANING_UNIT)
    columns.forEach(({ of }, n) => {
      const scale = scales[n] ?? 0
      if (scale > 0) rows[word * width + start.width + n] = Math.round(of(word) / scale)
    })
  }
  const leans = new Map(
    specs.map(({ name, classes }) => {
      const own = classes.map((_, k) =>
        columns.findIndex((column) => column.name === name && column.k === k),
      )
      const weights = scales.map((scale, at) =>
        own.map((n) => (at === n ? scale / MEANING_UNIT : 0)),
      )
      return [name, { weights, bias: own.map((n) => columns[n]?.bias ?? 0) }] as const
    }),
  )
  return { vectors: { words: words.join('\n'), rows, width }, meanings: start.width, leans }
}

/** Scores add up, so the mean of several trainings is one table again, truer than each. */
function meanOf(all: readonly Leanings[]): Leanings {
  const rows = new Float32Array(all[0]?.rows.length ?? 0)
  for (const one of all)
    for (let at = 0; at < rows.length; at += 1)
      rows[at] = (rows[at] ?? 0) + (one.rows[at] ?? 0) / all.length
  const bias = (all[0]?.bias ?? []).map(
    (_, c) => all.reduce((sum, one) => sum + (one.bias[c] ?? 0), 0) / all.length,
  )
  return { rows, bias }
}

interface Column {
  name: string
  k: number
  bias: number
  of(word: number): number
}

/** A number for each class of a head that is one of several; for a yes-or-no head, by how much "yes" is ahead. */
function columnsOf(specs: readonly HeadSpec[], { rows, bias }: Leanings): Column[] {
  const all = bias.length
  const at = (word: number, c: number) => rows[word * all + c] ?? 0
  let first = 0
  return specs.flatMap(({ name, kind, classes }): Column[] => {
    const from = first
    if (kind === 'any') {
      first += 2
      const ahead = (bias[from + 1] ?? 0) - (bias[from] ?? 0)
      return [{ name, k: 0, bias: ahead, of: (word) => at(word, from + 1) - at(word, from) }]
    }
    first += classes.length
    return classes.map((_, k) => ({
      name,
      k,
      bias: bias[from + k] ?? 0,
      of: (word) => at(word, from + k),
    }))
  })
}
