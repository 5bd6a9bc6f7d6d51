import { describe, expect, it } from 'vitest'
import { createPieceBook } from '../../../analysis/models/piece-book.ts'
import type { HeadHeader } from '../../../analysis/models/weights-file.ts'
import { createRandom } from '../../../analysis/training/random.ts'
import type { FeatureWord } from '../../../analysis/understand/feature-words.ts'
import { createHashes, hashPieces } from '../../../analysis/understand/features.ts'

const BITS = 6
const SIZE = 2 ** BITS
const random = createRandom(7)
const body = Uint8Array.from({ length: SIZE * 4 }, () => Math.floor(random() * 256))
const rarity = Uint8Array.from({ length: SIZE }, () => Math.floor(random() * 256))
const heads = [aHead('one', ['a', 'b', 'c'], 0), aHead('two', ['d'], SIZE * 3)]

function aHead(name: string, classes: readonly string[], at: number): HeadHeader {
  const table = { bits: BITS, at, scales: classes.map(() => 1) }
  return {
    name,
    kind: 'any',
    classes,
    words: table,
    pieces: table,
    signs: table,
    bias: [],
    dense: [],
    calibration: { slopes: [], shifts: [] },
    thresholds: [],
  }
}

function listOf(text: string): FeatureWord[] {
  return text.split(' ').map((form, at) => ({ form, spelt: form !== '@', negated: false, at }))
}

/** Piece by piece, with the whole post as long as one. */
function addEach(text: string): number[] {
  const pieces = createHashes(4_096)
  for (const { form, spelt } of listOf(text)) if (spelt) hashPieces(form, 0, pieces)
  const hashes = [...pieces.hash.subarray(0, pieces.count)]
  const values = hashes.map((hash) => rarity[hash % SIZE] ?? 0)
  const length = Math.hypot(...values) || 1
  return heads.flatMap(({ classes, pieces: { at } }) =>
    classes.map((_, k) => {
      const bytes = new Int8Array(body.buffer, at, SIZE * classes.length)
      return hashes.reduce(
        (sum, hash, n) =>
          sum + ((values[n] ?? 0) / length) * (bytes[(hash % SIZE) * classes.length + k] ?? 0),
        0,
      )
    }),
  )
}

describe('the book of pieces', () => {
  const book = createPieceBook(heads, body, rarity)
  const isSame = (text: string): void => {
    const found = [...book.add(listOf(text))]
    addEach(text).forEach((sum, c) => expect(found[c]).toBeCloseTo(sum, 8))
  }

  it('adds up what each piece would, the first time and from memory', () => {
    for (const text of ['cold soup', 'soup soup @ again', 'é 👋 ß', '', '@', 'x'.repeat(400)]) {
      isSame(text)
      isSame(text)
    }
  })

  it('stays right after more words than it keeps', () => {
    for (let n = 0; n < 20_000; n += 1) book.add(listOf(`w${n}`))
    isSame('w1 w19999 soup')
  })

  it('says where the classes of a head stand', () => {
    expect([...book.places]).toEqual([
      ['one', 0],
      ['two', 3],
    ])
  })
})
