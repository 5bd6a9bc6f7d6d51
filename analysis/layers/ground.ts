import type { PostScores } from '../models/score-post.ts'
import type { Hashes } from '../understand/features.ts'
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

/** Columns of every layer: words, pieces of words, signs, scores of the trained heads. */
export const LAYER_COLUMNS = 3 * SIZE + MOST_SCORES

/** The columns of a layer that a post touches, copied out of the shared memory of the heads. */
export function columnsOf({ weighed, raw }: PostScores): Pick<Ground, 'columns' | 'values'> {
  const { words, pieces, signs } = weighed.features
  const cells: [number, number][] = []
  addTelling(cells, words, weighed.words, 0)
  addTelling(cells, pieces, weighed.pieces, SIZE)
  for (let at = 0; at < signs.count; at += 1)
    cells.push([2 * SIZE + ((signs.hash[at] ?? 0) & MASK), SIGN_VALUE])
  addScores(cells, raw)
  return {
    columns: Uint16Array.from(cells, ([column]) => column),
    values: Float32Array.from(cells, ([, value]) => value),
  }
}

function addTelling(
  cells: [number, number][],
  { hash, count }: Hashes,
  values: Float32Array,
  from: number,
): void {
  const valueAt = (at: number) => values[at] ?? 0
  let places = Array.from({ length: count }, (_, at) => at)
  if (count > MOST) places = places.sort((a, b) => valueAt(b) - valueAt(a) || a - b).slice(0, MOST)
  const length = Math.sqrt(places.reduce((sum, at) => sum + valueAt(at) ** 2, 0)) || 1
  for (const at of places) cells.push([from + ((hash[at] ?? 0) & MASK), valueAt(at) / length])
}

function addScores(cells: [number, number][], raw: PostScores['raw']): void {
  let column = 3 * SIZE
  for (const name of [...raw.keys()].sort()) {
    const scores = raw.get(name) ?? []
    const value = name === 'sentiment' || name.startsWith('feeling') ? FEELING_VALUE : SCORE_VALUE
    const middle = scores.length > 1 ? scores.reduce((sum, s) => sum + s, 0) / scores.length : 0
    for (const score of scores) {
      if (column >= LAYER_COLUMNS) return
      const held = Math.max(-SCORE_REACH, Math.min(SCORE_REACH, score - middle))
      cells.push([column++, value * held])
    }
  }
}
