import type { Features } from '../understand/featurise.ts'
import type { Hashes } from '../understand/features.ts'
import type { PieceBook } from './piece-book.ts'
import { type HeadHeader, type TableHeader, WeightsError } from './weights-file.ts'

/** What a sign counts beside the words, whose sum of squares is one. */
export const SIGN_VALUE = 0.4

/** A post with what each of its features counts; used again for the next. */
export interface Weighed {
  features: Features
  words: Float32Array
  pieces: Float32Array
  /** What the pieces add up to by class of all heads; null where they were not looked up in a book. */
  sums: Float64Array | null
}

/** Scores several heads in one walk over a post's features. */
export interface Scorer {
  /** Raw scores, head after head and class after class; overwritten by the next call. */
  score(weighed: Weighed, dense: ArrayLike<number>): Float64Array
}

/**
 * Lays the tables of heads side by side, so that a feature is looked up once for all of them; `places` says where
 * their classes stand in the sums of a piece book.
 */
export function createScorer(
  heads: readonly HeadHeader[],
  body: Uint8Array,
  places?: PieceBook['places'],
): Scorer {
  const classes = heads.reduce((sum, head) => sum + head.classes.length, 0)
  const words = merge(heads.map((head) => head.words), heads, body)
  const addPieces =
    places === undefined ? addEachPiece(heads, body) : addSums(heads, places)
  const signs = merge(heads.map((head) => head.signs), heads, body)
  const bias = heads.flatMap((head) => head.bias)
  const { depth, dense } = mergeDense(heads, classes)
  const out = new Float64Array(classes)
  const sums = new Float64Array(classes)
  return {
    score(weighed, given) {
      const { features } = weighed
      for (let c = 0; c < classes; c += 1) out[c] = bias[c] ?? 0
      addTable(words, features.words, weighed.words, sums, out)
      addPieces(weighed, sums, out)
      addTable(signs, features.signs, null, sums, out)
      const most = Math.min(given.length, depth)
      for (let c = 0; c < classes; c += 1) {
        const base = c * depth
        let sum = 0
        for (let d = 0; d < most; d += 1) sum += (given[d] ?? 0) * (dense[base + d] ?? 0)
        out[c] = (out[c] ?? 0) + sum
      }
      return out
    },
  }
}

type AddPieces = (weighed: Weighed, sums: Float64Array, out: Float64Array) => void

function addEachPiece(heads: readonly HeadHeader[], body: Uint8Array): AddPieces {
  const table = merge(heads.map((head) => head.pieces), heads, body)
  return ({ features, pieces }, sums, out) => addTable(table, features.pieces, pieces, sums, out)
}

function addSums(heads: readonly HeadHeader[], places: PieceBook['places']): AddPieces {
  const scales = heads.flatMap((head) => head.pieces.scales)
  const from = heads.flatMap(({ name, classes }) => classes.map((_, c) => (places.get(name) ?? 0) + c))
  return ({ sums }, _, out) => {
    for (let c = 0; c < out.length; c += 1)
      out[c] = (out[c] ?? 0) + (sums?.[from[c] ?? 0] ?? 0) * (scales[c] ?? 0)
  }
}

interface Table {
  mask: number
  bytes: Int8Array
  scales: readonly number[]
}

function merge(tables: readonly TableHeader[], heads: readonly HeadHeader[], body: Uint8Array): Table {
  const bits = tables[0]?.bits ?? 0
  if (tables.some((table) => table.bits !== bits))
    throw new WeightsError('Heads of one round have tables of different sizes.')
  const scales = tables.flatMap((table) => table.scales)
  const views = tables.map((table, number) => {
    const size = 2 ** bits * (heads[number]?.classes.length ?? 0)
    return new Int8Array(body.buffer, body.byteOffset + table.at, size)
  })
  const [only] = views
  if (views.length === 1 && only !== undefined) return { mask: 2 ** bits - 1, bytes: only, scales }
  const bytes = new Int8Array(2 ** bits * scales.length)
  let first = 0
  views.forEach((view, number) => {
    const k = heads[number]?.classes.length ?? 0
    for (let bucket = 0; bucket < 2 ** bits; bucket += 1)
      for (let c = 0; c < k; c += 1)
        bytes[bucket * scales.length + first + c] = view[bucket * k + c] ?? 0
    first += k
  })
  return { mask: 2 ** bits - 1, bytes, scales }
}

/** Weights of the numbers, class after class. */
function mergeDense(
  heads: readonly HeadHeader[],
  classes: number,
): { depth: number; dense: Float64Array } {
  const depth = Math.max(0, ...heads.map((head) => head.dense.length))
  const dense = new Float64Array(depth * classes)
  let first = 0
  for (const head of heads) {
    head.dense.forEach((weights, d) => {
      for (const [c, weight] of weights.entries()) dense[(first + c) * depth + d] = weight
    })
    first += head.classes.length
  }
  return { depth, dense }
}

function addTable(
  table: Table,
  hashes: Hashes,
  values: Float32Array | null,
  sums: Float64Array,
  out: Float64Array,
): void {
  addMany(table, hashes, values, sums)
  for (let c = 0; c < out.length; c += 1)
    out[c] = (out[c] ?? 0) + (sums[c] ?? 0) * (table.scales[c] ?? 0)
}

/** Four classes at a time: their sums then stay in the processor. */
function addMany(
  table: Table,
  hashes: Hashes,
  values: Float32Array | null,
  sums: Float64Array,
): void {
  let first = 0
  for (; first + 4 <= sums.length; first += 4) addFour(table, hashes, values, sums, first)
  for (; first < sums.length; first += 1) addOne(table, hashes, values, sums, first)
}

function addFour(
  { mask, bytes }: Table,
  { hash, count }: Hashes,
  values: Float32Array | null,
  sums: Float64Array,
  first: number,
): void {
  let one = 0
  let two = 0
  let three = 0
  let four = 0
  for (let at = 0; at < count; at += 1) {
    const base = ((hash[at] ?? 0) & mask) * sums.length + first
    const value = values === null ? SIGN_VALUE : (values[at] ?? 0)
    one += value * (bytes[base] ?? 0)
    two += value * (bytes[base + 1] ?? 0)
    three += value * (bytes[base + 2] ?? 0)
    four += value * (bytes[base + 3] ?? 0)
  }
  sums[first] = one
  sums[first + 1] = two
  sums[first + 2] = three
  sums[first + 3] = four
}

function addOne(
  { mask, bytes }: Table,
  { hash, count }: Hashes,
  values: Float32Array | null,
  sums: Float64Array,
  first: number,
): void {
  let sum = 0
  for (let at = 0; at < count; at += 1) {
    const value = values === null ? SIGN_VALUE : (values[at] ?? 0)
    sum += value * (bytes[((hash[at] ?? 0) & mask) * sums.length + first] ?? 0)
  }
  sums[first] = sum
}
