import type { PostScores } from '../models/score-post.ts'
import type { Hashes } from '../understand/features.ts'
import { DENSE } from '../understand/featurise.ts'
import type { UnderstandInput } from '../understand/understanding.ts'

/** What a brand's corrections build on: what the trained heads said of one post, and what they saw in it. */
export interface Ground {
  /** By head of a layer, the shares of the trained head by class. */
  shares: ReadonlyMap<string, readonly number[]>
  /** Columns of a layer that the post touches, and how much. */
  columns: Uint16Array
  values: Float32Array
}

/** An analysis that a brand can build on. */
export interface Grounded {
  /** Names the weights. */
  model: string
  ground(input: UnderstandInput): Ground
}

const BITS = 11
const SIZE = 2 ** BITS
const MASK = SIZE - 1
/** Only the most telling words and pieces count: a layer stays small, and a refit quick. */
const MOST = 120
const SIGN_VALUE = 0.3
/** What the scores of the trained heads count: they say much in few numbers, and those of feeling the most. */
const SCORE_VALUE = 0.1
const FEELING_VALUE = 0.3
const SCORE_REACH = 5
const MOST_SCORES = 64

/** Pieces are many and say little each. */
const PIECE_VALUE = 0.5
/** What the meanings count; how the words lean, which stands behind them, is in the scores of the heads already. */
const MEANING_VALUE = 2
const MOST_MEANINGS = 64
const MEANING_START = 3 * SIZE + MOST_SCORES

/** Columns of every layer: words, pieces of words, signs, scores of the trained heads, what the words mean. */
export const LAYER_COLUMNS = MEANING_START + MOST_MEANINGS

/** The columns of a layer that a post touches, copied out of the shared memory of the heads. */
export function columnsOf({ weighed, raw }: PostScores): Pick<Ground, 'columns' | 'values'> {
  const { words, pieces, signs } = weighed.features
  const room = 2 * MOST + signs.count + MOST_SCORES + MOST_MEANINGS
  const cells: Cells = { count: 0, columns: new Uint16Array(room), values: new Float32Array(room) }
  addTelling(cells, words, weighed.words, 0, 1)
  addTelling(cells, pieces, weighed.pieces, SIZE, PIECE_VALUE)
  for (let at = 0; at < signs.count; at += 1)
    push(cells, 2 * SIZE + ((signs.hash[at] ?? 0) & MASK), SIGN_VALUE)
  addScores(cells, raw)
  addMeaning(cells, weighed.features.dense.subarray(DENSE))
  return {
    columns: cells.columns.slice(0, cells.count),
    values: cells.values.slice(0, cells.count),
  }
}

interface Cells {
  count: number
  columns: Uint16Array
  values: Float32Array
}

function push(cells: Cells, column: number, value: number): void {
  cells.columns[cells.count] = column
  cells.values[cells.count] = value
  cells.count += 1
}

function addTelling(
  cells: Cells,
  { hash, count }: Hashes,
  given: Float32Array,
  from: number,
  worth: number,
): void {
  const values = given.subarray(0, count)
  const { least, ties } = findLeast(values)
  let left = ties
  let squares = 0
  const first = cells.count
  for (let at = 0; at < count; at += 1) {
    const value = values[at] ?? 0
    if (value < least || (value === least && left-- <= 0)) continue
    squares += value * value
    push(cells, from + ((hash[at] ?? 0) & MASK), value)
  }
  const length = Math.sqrt(squares) / worth || 1
  for (let at = first; at < cells.count; at += 1)
    cells.values[at] = (cells.values[at] ?? 0) / length
}

/** The smallest value that is among the most telling, and how many of that value are. */
function findLeast(values: Float32Array): { least: number; ties: number } {
  const least = values.length > MOST ? (values.slice().sort()[values.length - MOST] ?? 0) : 0
  let ties = MOST
  for (const value of values) if (value > least) ties -= 1
  return { least, ties }
}

function addScores(cells: Cells, raw: PostScores['raw']): void {
  let column = 3 * SIZE
  for (const name of [...raw.keys()].sort()) {
    const scores = raw.get(name) ?? []
    const value = name === 'sentiment' || name.startsWith('feeling') ? FEELING_VALUE : SCORE_VALUE
    const middle = scores.length > 1 ? scores.reduce((sum, s) => sum + s, 0) / scores.length : 0
    for (const score of scores) {
      if (column >= MEANING_START) return
      const held = Math.max(-SCORE_REACH, Math.min(SCORE_REACH, score - middle))
      push(cells, column++, value * held)
    }
  }
}

function addMeaning(cells: Cells, meaning: Float32Array): void {
  const most = Math.min(meaning.length, MOST_MEANINGS)
  for (let d = 0; d < most; d += 1)
    push(cells, MEANING_START + d, MEANING_VALUE * (meaning[d] ?? 0))
}
