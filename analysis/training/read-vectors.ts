import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MEANING_UNIT, plainKey } from '../understand/word-meaning.ts'

/** Words, a line each, and what each means in `width` small numbers. */
export interface Vectors {
  words: string
  rows: Int8Array
  width: number
}

/** Reads the vectors that `meaning/make_vectors.py` made once; its head says of what and how. */
export function readVectors(folder: string): Vectors {
  const lines = readFileSync(join(folder, 'words.txt'), 'utf8').trimEnd().split('\n')
  const rows = Int8Array.from(readFileSync(join(folder, 'vectors.bin')))
  return {
    words: lines.map((line) => line.split('\t')[0]).join('\n'),
    rows,
    width: rows.length / lines.length,
  }
}

/** Where learning starts for these words: what the vectors say of them, nothing for those that they lack. */
export function startOf(
  { words, rows, width }: Vectors,
  wanted: readonly string[],
): { rows: Float32Array; width: number } {
  const places = new Map(words.split('\n').map((word, place) => [word, place]))
  const start = new Float32Array(wanted.length * width)
  wanted.forEach((word, number) => {
    // A negated word starts as the plain one.
    const place = places.get(plainKey(word))
    if (place === undefined) return
    for (let d = 0; d < width; d += 1)
      start[number * width + d] = (rows[place * width + d] ?? 0) * MEANING_UNIT
  })
  return { rows: start, width }
}
