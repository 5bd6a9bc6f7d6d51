import { createHashes } from '../understand/features.ts'
import type { Features } from '../understand/featurise.ts'
import { type Rarity, weigh } from '../understand/rarity.ts'
import { openWordMeaning, type WordMeaning } from '../understand/word-meaning.ts'
import { createPieceBook, type PieceBook } from './piece-book.ts'
import { createScorer, type Scorer, SIGN_VALUE, type Weighed } from './scorer.ts'
import { type HeadHeader, openWeights, type TableHeader, type WeightsHeader } from './weights-file.ts'

/** One decision: raw scores from features, and what a feature adds to them. */
export interface Head extends HeadHeader, Scorer {
  /** What one feature adds to the score of a class. */
  weightOf(table: 'words' | 'pieces' | 'signs', hash: number, k: number): number
}

/** Heads that are scored in one walk. */
export interface Round extends Scorer {
  heads: readonly HeadHeader[]
}

export interface Model {
  header: WeightsHeader
  lexicon: ReadonlyMap<string, number>
  meaning: WordMeaning
  heads: ReadonlyMap<string, Head>
  /** The general heads, and those that ask about the brand. */
  first: Round
  mention: Round
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
  const book = createPieceBook(header.heads, body, rarity.pieces)
  const heads = new Map(header.heads.map((head) => [head.name, openHead(head, body, book.places)]))
  const round = (names: readonly string[]): Round => {
    const chosen = header.heads.filter(({ name }) => names.includes(name))
    return { ...createScorer(chosen, body, book.places), heads: chosen }
  }
  return {
    header,
    heads,
    lexicon: readLexicon(new TextDecoder().decode(body.subarray(at, at + length))),
    meaning: readMeaning(header.meaning, body),
    first: round(header.rounds.first),
    mention: round(header.rounds.mention),
    weigh: createWeigher(rarity, book),
    width: Math.max(0, ...header.heads.map((head) => head.dense.length)),
  }
}

function readMeaning(
  { at, length, rows, width, leanings }: WeightsHeader['meaning'],
  body: Uint8Array,
): WordMeaning {
  const words = new TextDecoder().decode(body.subarray(at, at + length))
  const bytes = new Int8Array(body.buffer, body.byteOffset + rows)
  return openWordMeaning(words, bytes, width, leanings)
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
export function createWeigher(rarity: Rarity, book?: PieceBook): (features: Features) => Weighed {
  const none = createHashes(0)
  let words = new Float32Array(0)
  let pieces = new Float32Array(0)
  const weighed: Weighed = {
    features: { list: [], words: none, pieces: none, signs: none, dense: new Float32Array(0) },
    words,
    pieces,
    sums: null,
  }
  return (features) => {
    if (words.length < features.words.count) words = new Float32Array(features.words.hash.length)
    if (pieces.length < features.pieces.count) pieces = new Float32Array(features.pieces.hash.length)
    weigh(features.words, rarity.words, words)
    weigh(features.pieces, rarity.pieces, pieces)
    weighed.features = features
    weighed.words = words
    weighed.pieces = pieces
    if (book !== undefined) weighed.sums = book.add(features.list)
    return weighed
  }
}

/** A head of the tables that follow the header. */
export function openHead(
  head: HeadHeader,
  body: Uint8Array,
  places?: PieceBook['places'],
): Head {
  const k = head.classes.length
  const view = ({ bits, at }: TableHeader) =>
    new Int8Array(body.buffer, body.byteOffset + at, 2 ** bits * k)
  const bytes = { words: view(head.words), pieces: view(head.pieces), signs: view(head.signs) }
  return {
    ...head,
    ...createScorer([head], body, places),
    weightOf(name, hash, c) {
      const { bits, scales } = head[name]
      const value = (bytes[name][(hash & (2 ** bits - 1)) * k + c] ?? 0) * (scales[c] ?? 0)
      return name === 'signs' ? value * SIGN_VALUE : value
    },
  }
}
