import type { Head } from '../models/model.ts'
import { createWeigher } from '../models/model.ts'
import type { Weighed } from '../models/scorer.ts'
import { signalOf } from '../models/signal.ts'
import { createHashes, type Hashes } from '../understand/features.ts'
import { createFeaturiser } from '../understand/featurise.ts'
import type { Rarity } from '../understand/rarity.ts'
import type { ReadPost } from '../understand/read-post.ts'
import type { UnderstandInput } from '../understand/understanding.ts'
import type { WordMeaning } from '../understand/word-meaning.ts'
import { type Corpus, createCorpus, keepFeatures } from './corpus.ts'

/** Every post read once, by number; the measured numbers of each grow by the scores of heads. */
export interface Library {
  corpus: Corpus
  langs: string[]
  inputs: UnderstandInput[]
  /** Whether an emergency rule spoke in the post. */
  alarms: boolean[]
  /** Reads a post, unless it is known, and returns its number. */
  add(input: UnderstandInput): number
}

export function createLibrary(read: ReadPost, meaning: WordMeaning): Library {
  const corpus = createCorpus()
  const featurise = createFeaturiser(meaning)
  const known = new Map<string, number>()
  const library: Library = {
    corpus,
    langs: [],
    inputs: [],
    alarms: [],
    add(input) {
      const key = `${input.brand?.id ?? ''}\n${input.parent ?? ''}\n${input.text}`
      const number = known.get(key)
      if (number !== undefined) return number
      const reading = read(input)
      const made = keepFeatures(corpus, featurise(reading))
      library.langs.push(reading.lang)
      library.inputs.push(input)
      library.alarms.push(reading.rules.some(({ rule }) => rule.label === 'emergency'))
      known.set(key, made)
      return made
    },
  }
  return library
}

/** Appends a head's scores, as later heads see them, to the measured numbers of every post. */
export function appendScores(
  library: Library,
  rarity: Rarity,
  headFor: (lang: string) => Head,
): void {
  const weighed = weighedOf(library.corpus, rarity)
  for (let number = 0; number < library.inputs.length; number += 1) {
    const dense = library.corpus.dense[number] ?? new Float32Array(0)
    const head = headFor(library.langs[number] ?? 'und')
    const signal = signalOf(head.kind, head.score(weighed(number), dense))
    const longer = new Float32Array(dense.length + signal.length)
    longer.set(dense)
    longer.set(signal, dense.length)
    library.corpus.dense[number] = longer
  }
}

/** Stored posts as the running program would see them. */
export function weighedOf(corpus: Corpus, rarity: Rarity): (number: number) => Weighed {
  const weigh = createWeigher(rarity)
  const none = createHashes(0)
  return (number) => {
    const hashes = (list: Uint32Array | undefined): Hashes =>
      list === undefined ? none : { ...none, hash: list, count: list.length }
    return weigh({
      list: [],
      words: hashes(corpus.words[number]),
      pieces: hashes(corpus.pieces[number]),
      signs: hashes(corpus.signs[number]),
      dense: corpus.dense[number] ?? new Float32Array(0),
    })
  }
}
