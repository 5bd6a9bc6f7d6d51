import { createTermTable, type TermTable } from './term-table.ts'

/** Everything the scanner looks words up in; never changes once made. */
export interface WordIndex {
  readonly words: TermTable
  readonly stems: TermTable
  /** By unit, the number of the word that is this unit alone, or -1. */
  readonly units: Int32Array
  /** Bit n is set when some stem has n units, modulo 32. */
  readonly stemLengths: number
}

/** Numbers words and stems while queries are compiled, from 0 in the order they are met. */
export interface WordNumbers {
  wordNumber(word: string): number
  stemNumber(stem: string): number
  build(): WordIndex
}

/** An empty numbering. */
export function createWordNumbers(): WordNumbers {
  const words = new Map<string, number>()
  const stems = new Map<string, number>()
  return {
    wordNumber: (word) => numberOf(words, word),
    stemNumber: (stem) => numberOf(stems, stem),
    build: () => ({
      words: createTermTable([...words.keys()]),
      stems: createTermTable([...stems.keys()]),
      stemLengths: Array.from(stems.keys()).reduce((bits, { length }) => bits | (1 << length), 0),
      units: numbersByUnit(words),
    }),
  }
}

function numbersByUnit(words: ReadonlyMap<string, number>): Int32Array {
  const numbers = new Int32Array(0x1_0000).fill(-1)
  for (const [word, number] of words) {
    if (word.length === 1) numbers[word.charCodeAt(0)] = number
  }
  return numbers
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text)
  if (known !== undefined) return known
  const next = numbers.size
  numbers.set(text, next)
  return next
}
