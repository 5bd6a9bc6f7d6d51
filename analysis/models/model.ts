import { type Features } from '../understand/featurise.ts'
import { createHashes, type Hashes } from '../understand/features.ts'
import { type Rarity, weigh } from '../understand/rarity.ts'
import { type HeadHeader, openWeights, type TableHeader, type WeightsHeader } from './weights-file.ts'

/** What a sign counts beside the words, whose sum of squares is one. */
export const SIGN_VALUE = 0.4

/** A post with what each of its features counts; used again for the next. */
export interface Weighed {
  features: Features
  words: Float32Array
  pieces: Float32Array
}

/** One decision: raw scores from features, and probabilities from raw scores. */
export interface Head extends HeadHeader {
  /** Writes a raw score for each class. `dense` holds the measured numbers and the other heads' scores. */
  score(weighed: Weighed, dense: ArrayLike<number>): Float64Array
  /** What one feature adds to the score of a class. */
  weightOf(table: 'words' | 'pieces' | 'signs', hash: number, k: number): number
}

export interface Model {
  header: WeightsHeader
  lexicon: ReadonlyMap<string, number>
  heads: ReadonlyMap<string, Head>
  weigh(features: Features): Weighed
  /** Most numbers that a head takes besides hashes. */
  width: number
}

/** Opens a weights file for use. */
export function openModel(bytes: Uint8Array): Model {
  const { header, body } = openWeights(bytes)
  const rarity: Rarity = {
    bits: header.rarity.bits,
    words: body.subarray(header.rarity.words, header.rarity.words + 2 ** header.rarity.bits),
    pieces: body.subarray(header.rarity.pieces, header.rarity.pieces + 2 ** header.rarity.bits),
  }
  const { at, length } = header.lexicon
  return {
    header,
    lexicon: readLexicon(new TextDecoder().decode(body.subarray(at, at + length))),
    heads: new Map(header.heads.map((head) => [head.name, openHead(head, body)])),
    weigh: createWeigher(rarity),
    width: Math.max(0, ...header.heads.map((head) => head.dense.length)),
  }
}

/** Lines of "word<tab>hundredths". */
function readLexicon(text: string): Map<string, number> {
  const words = new Map<string, number>()
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t')
    if (tab > 0) words.set(line.slice(0, tab), Number(line.slice(tab + 1)) / 100)
  }
  return words
}

/** Works out what each feature of a post counts; the answer is overwritten by the next post. */
export function createWeigher(rarity: Rarity): (features: Features) => Weighed {
  const weighed: Weighed = {
    features: { words: createHashes(0), pieces: createHashes(0), signs: createHashes(0), dense: new Float32Array(0) },
    words: new Float32Array(0),
    pieces: new Float32Array(0),
  }
  return (features) => {
    weighed.features = features
    if (weighed.words.length < features.words.count) weighed.words = new Float32Array(features.words.hash.length)
    if (weighed.pieces.length < features.pieces.count) weighed.pieces = new Float32Array(features.pieces.hash.length)
    weigh(features.words, rarity.words, weighed.words)
    weigh(features.pieces, rarity.pieces, weighed.pieces)
    return weighed
  }
}

interface Table {
  mask: number
  bytes: Int8Array
  scales: readonly number[]
}

/** A head of the tables that follow the header. */
export function openHead(head: HeadHeader, body: Uint8Array): Head {
  const k = head.classes.length
  const tables = {
    words: openTable(head.words, body, k),
    pieces: openTable(head.pieces, body, k),
    signs: openTable(head.signs, body, k),
  }
  const out = new Float64Array(k)
  const sums = new Float64Array(k)
  const flatDense = Float64Array.from(head.dense.flat())
  return {
    ...head,
    score({ features, words, pieces }, dense) {
      for (let c = 0; c < k; c += 1) out[c] = head.bias[c] ?? 0
      addTable(tables.words, features.words, words, sums, out)
      addTable(tables.pieces, features.pieces, pieces, sums, out)
      addTable(tables.signs, features.signs, null, sums, out)
      const most = Math.min(dense.length, head.dense.length)
      for (let d = 0; d < most; d += 1) {
        const value = dense[d] ?? 0
        if (value === 0) continue
        for (let c = 0; c < k; c += 1) out[c] = (out[c] ?? 0) + value * (flatDense[d * k + c] ?? 0)
      }
      return out
    },
    weightOf(name, hash, c) {
      const table = tables[name]
      const value = (table.bytes[(hash & table.mask) * k + c] ?? 0) * (table.scales[c] ?? 0)
      return name === 'signs' ? value * SIGN_VALUE : value
    },
  }
}

function openTable(header: TableHeader, body: Uint8Array, classes: number): Table {
  const size = 2 ** header.bits * classes
  const bytes = new Int8Array(body.buffer, body.byteOffset + header.at, size)
  return { mask: 2 ** header.bits - 1, bytes, scales: header.scales }
}

function addTable(
  { mask, bytes, scales }: Table,
  hashes: Hashes,
  values: Float32Array | null,
  sums: Float64Array,
  out: Float64Array,
): void {
  const k = out.length
  const { hash, count } = hashes
  sums.fill(0)
  for (let at = 0; at < count; at += 1) {
    const base = ((hash[at] ?? 0) & mask) * k
    const value = values === null ? SIGN_VALUE : (values[at] ?? 0)
    for (let c = 0; c < k; c += 1) sums[c] = (sums[c] ?? 0) + value * (bytes[base + c] ?? 0)
  }
  for (let c = 0; c < k; c += 1) out[c] = (out[c] ?? 0) + (sums[c] ?? 0) * (scales[c] ?? 0)
}
