import { bareWords } from './bare-words.ts'

/** Numbers in a sketch; the share that two sketches have in common estimates the Jaccard index of their texts. */
export const SKETCH_SIZE = 64
/** Letters in a shingle. */
const SHINGLE = 5
/** Shorter texts have too few shingles to tell a copy from a coincidence: they join only where they are the same. */
const MIN_LETTERS = 60
/** What follows in a longer text says nothing new about whose words these are. */
const MAX_LETTERS = 2000
const EMPTY = 0xffffffff

const MARKS = /[^\p{L}\p{M}\p{N}\s]+/gu

/**
 * The minhash sketch of a text's letter shingles, links, handles, emoji and case left out; null where the
 * text is too short for one. One hash a shingle: its first bits choose the place, the least of each place
 * stays (one permutation hashing, Li, Owen and Zhang 2012).
 */
export function sketchOf(text: string): Uint32Array | null {
  const letters = lettersOf(text)
  if (letters.length < MIN_LETTERS) return null
  const sketch = new Uint32Array(SKETCH_SIZE).fill(EMPTY)
  for (let at = 0; at + SHINGLE <= letters.length; at++) {
    let hash = 0x811c9dc5
    for (let i = at; i < at + SHINGLE; i++)
      hash = Math.imul(hash ^ letters.charCodeAt(i), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    hash = (hash ^ (hash >>> 13)) >>> 0
    const place = hash % SKETCH_SIZE
    if (hash < (sketch[place] as number)) sketch[place] = hash
  }
  return fillGaps(sketch)
}

/** A place that no shingle fell into takes the value of the next one, marked by how far it lay (Shrivastava and Li 2014). */
function fillGaps(sketch: Uint32Array): Uint32Array {
  const filled = sketch.slice()
  for (let place = 0; place < SKETCH_SIZE; place++) {
    let far = 0
    while (sketch[(place + far) % SKETCH_SIZE] === EMPTY && far < SKETCH_SIZE) far++
    if (far > 0)
      filled[place] = ((sketch[(place + far) % SKETCH_SIZE] as number) + far * 0x9e3779b1) >>> 0
  }
  return filled
}

/** The share of places in which two sketches agree, 0–1. */
export function likeness(a: Uint32Array, b: Uint32Array): number {
  let same = 0
  for (let i = 0; i < SKETCH_SIZE; i++) if (a[i] === b[i]) same++
  return same / SKETCH_SIZE
}

function lettersOf(text: string): string {
  return bareWords(text.slice(0, 2 * MAX_LETTERS))
    .replaceAll(MARKS, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .slice(0, MAX_LETTERS)
}
