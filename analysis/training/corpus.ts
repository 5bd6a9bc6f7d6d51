import { SIGN_VALUE } from '../models/scorer.ts'
import { createHashes, type Hashes } from '../understand/features.ts'
import type { Features } from '../understand/featurise.ts'
import { RARITY_UNIT, type Rarity, weigh } from '../understand/rarity.ts'
import type { SparseRows } from './sparse-rows.ts'

/** Raw features of many posts, kept as hashes, so that every head may fold them to its own size. */
export interface Corpus {
  words: Uint32Array[]
  pieces: Uint32Array[]
  signs: Uint32Array[]
  dense: Float32Array[]
}

/** Sizes of a head's tables in bits, and how many measured numbers follow them. */
export interface Space {
  wordBits: number
  pieceBits: number
  signBits: number
  dense: number
}

export function createCorpus(): Corpus {
  return { words: [], pieces: [], signs: [], dense: [] }
}

/** Keeps a copy of a post's features and returns its number. */
export function keepFeatures(corpus: Corpus, features: Features): number {
  corpus.words.push(features.words.hash.slice(0, features.words.count))
  corpus.pieces.push(features.pieces.hash.slice(0, features.pieces.count))
  corpus.signs.push(features.signs.hash.slice(0, features.signs.count))
  return corpus.dense.push(features.dense.slice()) - 1
}

/** Counts in how many posts each hash occurs. */
export function measureRarity(corpus: Corpus, bits: number): Rarity {
  return { bits, words: rarityOf(corpus.words, bits), pieces: rarityOf(corpus.pieces, bits) }
}

function rarityOf(lists: readonly Uint32Array[], bits: number): Uint8Array {
  const mask = 2 ** bits - 1
  const posts = new Uint32Array(2 ** bits)
  const lastSeen = new Int32Array(2 ** bits).fill(-1)
  lists.forEach((list, number) => {
    for (const hash of list) {
      const bucket = hash & mask
      if (lastSeen[bucket] === number) continue
      lastSeen[bucket] = number
      posts[bucket] = (posts[bucket] ?? 0) + 1
    }
  })
  return Uint8Array.from(posts, (count) =>
    Math.min(255, Math.round(RARITY_UNIT * (1 + Math.log((lists.length + 1) / (count + 1))))),
  )
}

export function widthOf(space: Space): number {
  return 2 ** space.wordBits + 2 ** space.pieceBits + 2 ** space.signBits + space.dense
}

/** The matrix of a head: words, pieces, signs, measured numbers, then the scores of other heads. */
export function toRows(
  corpus: Corpus,
  chosen: ArrayLike<number>,
  rarity: Rarity,
  space: Space,
  denseOf: (row: number) => Float32Array = (row) => corpus.dense[row] ?? new Float32Array(0),
): SparseRows {
  const length = Array.from(chosen).reduce(
    (sum: number, row) =>
      sum +
      (corpus.words[row]?.length ?? 0) +
      (corpus.pieces[row]?.length ?? 0) +
      (corpus.signs[row]?.length ?? 0) +
      space.dense,
    0,
  )
  const starts = new Uint32Array(chosen.length + 1)
  const columns = new Uint32Array(length)
  const values = new Float32Array(length)
  const room = createHashes(0)
  const weighed = new Float32Array(2 ** 15)
  let to = 0
  const put = (
    list: Uint32Array | undefined,
    bits: number,
    first: number,
    rare: Uint8Array | null,
  ) => {
    if (list === undefined) return
    const hashes: Hashes = { ...room, hash: list, count: list.length }
    if (rare !== null) weigh(hashes, rare, weighed)
    for (let at = 0; at < list.length; at += 1) {
      columns[to] = first + ((list[at] ?? 0) & (2 ** bits - 1))
      values[to] = rare === null ? SIGN_VALUE : (weighed[at] ?? 0)
      to += 1
    }
  }
  for (let at = 0; at < chosen.length; at += 1) {
    const row = chosen[at] ?? 0
    const pieceStart = 2 ** space.wordBits
    const signStart = pieceStart + 2 ** space.pieceBits
    const denseStart = signStart + 2 ** space.signBits
    put(corpus.words[row], space.wordBits, 0, rarity.words)
    put(corpus.pieces[row], space.pieceBits, pieceStart, rarity.pieces)
    put(corpus.signs[row], space.signBits, signStart, null)
    const dense = denseOf(row)
    for (let d = 0; d < space.dense; d += 1) {
      columns[to] = denseStart + d
      values[to] = dense[d] ?? 0
      to += 1
    }
    starts[at + 1] = to
  }
  return { starts, columns, values }
}
