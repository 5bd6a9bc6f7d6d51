import type { FeatureWord } from '../understand/feature-words.ts'
import { createHashes, hashPieces } from '../understand/features.ts'
import type { HeadHeader } from './weights-file.ts'

/** What the pieces of words add to the classes of every head, kept word by word, because most words come again. */
export interface PieceBook {
  /** Where the classes of each head stand in the sums. */
  places: ReadonlyMap<string, number>
  /** The sums of a post by class, before the scale of the table; overwritten by the next. */
  add(words: readonly FeatureWord[]): Float64Array
}

/** The table of a head, and where its classes stand. */
interface Table {
  from: number
  k: number
  mask: number
  bytes: Int8Array
}

/** Words that are kept; then the book is begun anew. */
const MOST_WORDS = 16_384
/** Letters of a word that is kept; the place of those that are not is the first. */
const LONGEST = 32
const PASSING = 0
/** Room for the pieces of the longest word. */
const MOST_PIECES = 65_536

/** A book over the tables of all heads; `rarity` is that of pieces. */
export function createPieceBook(
  heads: readonly HeadHeader[],
  body: Uint8Array,
  rarity: Uint8Array,
): PieceBook {
  const places = new Map<string, number>()
  let classes = 0
  const tables = heads.map(({ name, classes: own, pieces: { bits, at } }): Table => {
    const from = classes
    places.set(name, from)
    classes += own.length
    const bytes = new Int8Array(body.buffer, body.byteOffset + at, 2 ** bits * own.length)
    return { from, k: own.length, mask: 2 ** bits - 1, bytes }
  })
  const slots = new Map<string, number>()
  const sums = new Int32Array(MOST_WORDS * classes)
  const squares = new Float64Array(MOST_WORDS)
  const pieces = createHashes(MOST_PIECES)
  const values = new Uint8Array(MOST_PIECES)
  const out = new Float64Array(classes)
  return {
    places,
    add(words) {
      out.fill(0)
      let square = 0
      for (let place = 0; place < words.length; place += 1) {
        const word = words[place]
        if (word === undefined || !word.spelt) continue
        const slot = slots.get(word.form) ?? write(word.form)
        square += squares[slot] ?? 0
        const from = slot * classes
        for (let c = 0; c < classes; c += 1) out[c] = (out[c] ?? 0) + (sums[from + c] ?? 0)
      }
      const scale = square === 0 ? 0 : 1 / Math.sqrt(square)
      for (let c = 0; c < classes; c += 1) out[c] = (out[c] ?? 0) * scale
      return out
    },
  }

  function write(form: string): number {
    const slot = form.length > LONGEST ? PASSING : keep(form)
    pieces.count = 0
    hashPieces(form, 0, pieces)
    let square = 0
    for (let at = 0; at < pieces.count; at += 1) {
      const value = rarity[(pieces.hash[at] ?? 0) & (rarity.length - 1)] ?? 0
      values[at] = value
      square += value * value
    }
    sums.fill(0, slot * classes, (slot + 1) * classes)
    for (const table of tables) addPieces(table, slot * classes + table.from)
    squares[slot] = square
    return slot
  }

  function addPieces({ k, mask, bytes }: Table, to: number): void {
    for (let at = 0; at < pieces.count; at += 1) {
      const row = ((pieces.hash[at] ?? 0) & mask) * k
      const value = values[at] ?? 0
      for (let c = 0; c < k; c += 1) sums[to + c] = (sums[to + c] ?? 0) + value * (bytes[row + c] ?? 0)
    }
  }

  function keep(form: string): number {
    if (slots.size === MOST_WORDS - 1) slots.clear()
    const slot = PASSING + 1 + slots.size
    slots.set(form, slot)
    return slot
  }
}
