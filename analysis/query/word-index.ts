import { createTermTable, type TermTable } from './term-table.ts'

/** Everything the scanner looks words up in; never changes once made. */
export interface WordIndex {
  readonly words: TermTable
  readonly stems: TermTable
  /** Bit n is set when a stem has n units; longer stems than 30 units set `hasLongStems`. */
  readonly stemLengths: number
  readonly hasLongStems: boolean
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
    build() {
      const lengths = Array.from(stems.keys(), ({ length }) => length)
      return {
        words: createTermTable([...words.keys()]),
        stems: createTermTable([...stems.keys()]),
        stemLengths: lengths.reduce((bits, n) => (n <= 30 ? bits | (1 << n) : bits), 0),
        hasLongStems: lengths.some((n) => n > 30),
      }
    },
  }
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text)
  if (known !== undefined) return known
  const next = numbers.size
  numbers.set(text, next)
  return next
}
