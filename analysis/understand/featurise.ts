import { measure } from './feature-dense.ts'
import { hashSigns, MOST_SIGNS, type Reading } from './feature-signs.ts'
import type { FeatureWord } from './feature-words.ts'
import { createHashes, createWordHashes, type Hashes, hashWords } from './features.ts'
import type { WordMeaning } from './word-meaning.ts'

/** The features of one post for every head; overwritten by the next post. */
export interface Features {
  /** The words that were hashed. */
  list: readonly FeatureWord[]
  words: Hashes
  pieces: Hashes
  signs: Hashes
  /** The measured numbers, then what the words mean. */
  dense: Float32Array
}

/** Numbers that `measure` writes. */
export const DENSE = 42

/** Turns readings into features, one pass for all heads, in memory that is used again. */
export function createFeaturiser(meaning: WordMeaning): (reading: Reading) => Features {
  const features: Features = {
    list: [],
    ...createWordHashes(),
    signs: createHashes(MOST_SIGNS),
    dense: new Float32Array(DENSE + meaning.width),
  }
  return (reading) => {
    features.list = reading.words
    hashWords(reading.words, features.words, features.pieces)
    hashSigns(reading, features.signs)
    measure(reading, features.dense)
    meaning.write(wordsWithMeaning(reading), features.dense, DENSE)
    return features
  }
}

/** The words whose meaning counts: the vectors know English alone. */
export function wordsWithMeaning({ lang, words }: Reading): readonly FeatureWord[] {
  return lang === 'en' || lang === 'und' ? words : []
}
