import type { FeatureWord } from './feature-words.ts'

/** What words mean, so that words of like meaning count alike although few posts hold them. */
export interface WordMeaning {
  /** Numbers a word, and a post, is described by. */
  width: number
  /** Writes what the words mean together, from place `from` on; nothing of them known is zeros. */
  write(words: readonly FeatureWord[], into: Float32Array, from: number): void
  /** What each word adds to a score that weighs the numbers so. */
  partsOf(words: readonly FeatureWord[], weights: ArrayLike<number>): number[]
  /** How alike two words are, -1 to 1; 0 where one of them is not known. */
  likeness(one: string, other: string): number
}

/** What a byte of a row counts: it brings a post's numbers to a length of about one half, beside the measured ones. */
export const MEANING_UNIT = 1 / 256
const NOT = '¬'

/** A word as the table of meanings spells it: one that is negated means something of its own. */
export function meaningKey({ form, negated }: FeatureWord): string {
  return negated ? NOT + form : form
}

/** The word that such a key negates, or the word itself. */
export function plainKey(key: string): string {
  return key.startsWith(NOT) ? key.slice(NOT.length) : key
}

/** Opens word vectors: a word a line, and for each so many signed bytes in a row; the last say how it leans. */
export function openWordMeaning(
  lines: string,
  rows: Int8Array,
  width: number,
  leanings = 0,
): WordMeaning {
  const meanings = width - leanings
  const plain = new Map<string, number>()
  const negated = new Map<string, number>()
  lines.split('\n').forEach((word, number) => {
    const form = plainKey(word)
    const places = form === word ? plain : negated
    places.set(form, number * width)
  })
  const placeOf = (word: FeatureWord) => (word.negated ? negated : plain).get(word.form)
  const sums = new Int32Array(width)
  return {
    width,
    write(words, into, from) {
      sums.fill(0)
      let known = 0
      for (const word of words) {
        const place = placeOf(word)
        if (place === undefined) continue
        known += 1
        for (let d = 0; d < width; d += 1) sums[d] = (sums[d] ?? 0) + (rows[place + d] ?? 0)
      }
      const scale = known === 0 ? 0 : MEANING_UNIT / Math.sqrt(known)
      for (let d = 0; d < width; d += 1) into[from + d] = (sums[d] ?? 0) * scale
    },
    partsOf(words, weights) {
      const known = words.filter((word) => placeOf(word) !== undefined).length
      return words.map((word) => {
        const place = placeOf(word)
        if (place === undefined) return 0
        let sum = 0
        for (let d = 0; d < width; d += 1) sum += (rows[place + d] ?? 0) * (weights[d] ?? 0)
        return (sum * MEANING_UNIT) / Math.sqrt(known)
      })
    },
    likeness(one, other) {
      const [a, b] = [plain.get(one), plain.get(other)]
      if (a === undefined || b === undefined) return 0
      const dot = (from: number, to: number) => {
        let sum = 0
        for (let d = 0; d < meanings; d += 1) sum += (rows[from + d] ?? 0) * (rows[to + d] ?? 0)
        return sum
      }
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b) || 1)
    },
  }
}
