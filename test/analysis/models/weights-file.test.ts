import { describe, expect, it } from 'vitest'
import {
  openWeights,
  packWeights,
  WeightsError,
  type WeightsHeader,
} from '../../../analysis/models/weights-file.ts'

const header: WeightsHeader = {
  model: 'test',
  made: '2026-01-01',
  rarity: { bits: 2, words: 0, pieces: 4 },
  lexicon: { at: 8, length: 0 },
  meaning: { at: 8, length: 0, rows: 8, width: 0, leanings: 0 },
  heads: [],
  rounds: { first: [], mention: [] },
  abstain: { relevance: 0.6, sentiment: 0.45 },
  emergency: { alone: 0.5, withRule: 0.3 },
  measured: [],
}
const bytes = packWeights({ header, body: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]) })

describe('a weights file', () => {
  it('opens to what was packed, wherever it lies in memory', () => {
    const moved = new Uint8Array(bytes.length + 5)
    moved.set(bytes, 5)
    const opened = openWeights(moved.subarray(5))
    expect(opened.header).toEqual(header)
    expect([...opened.body]).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it.each(Array.from({ length: bytes.length }, (_, at) => at))(
    'is refused with its byte %i turned',
    (at) => {
      const damaged = bytes.slice()
      damaged[at] = (damaged[at] ?? 0) ^ 0x10
      expect(() => openWeights(damaged)).toThrow(WeightsError)
    },
  )

  it.each([0, 7, 19, bytes.length - 1])('is refused cut off after %i bytes', (length) => {
    expect(() => openWeights(bytes.slice(0, length))).toThrow(WeightsError)
  })
})
