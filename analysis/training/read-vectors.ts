import { readFileSync } from 'node:fs'
import { join } from 'node:path'

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
