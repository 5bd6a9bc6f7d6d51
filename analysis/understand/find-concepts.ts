import { ASPECT_WORDS } from './aspect-words.ts'
import { CONCEPTS } from './concept-words.ts'
import type { FeatureWord } from './feature-words.ts'

/** A concept in a post and where. */
export interface FoundConcept {
  name: string
  at: number
  negated: boolean
}

const single = new Map<string, string[]>()
const double = new Map<string, string[]>()
const lists: [string, readonly string[]][] = [
  ...Object.entries(CONCEPTS).map(([name, words]): [string, string[]] => [
    name,
    words.split(/\s+/u),
  ]),
  ...Object.entries(ASPECT_WORDS).map(([name, words]): [string, readonly string[]] => [
    `about ${name}`,
    words,
  ]),
]
for (const [name, words] of lists)
  for (const word of words) {
    const table = word.includes('_') ? double : single
    const names = table.get(word) ?? []
    names.push(name)
    table.set(word, names)
  }

/** Starts of pairs, so that most words ask for no pair at all. */
const starts = new Set([...double.keys()].map((pair) => pair.slice(0, pair.indexOf('_'))))

/** Finds what the words of a post point to. */
export function findConcepts(words: readonly FeatureWord[]): FoundConcept[] {
  const found: FoundConcept[] = []
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place]
    if (word === undefined) break
    const add = (names: readonly string[] | undefined) => {
      for (const name of names ?? []) found.push({ name, at: word.at, negated: word.negated })
    }
    add(single.get(word.form))
    const next = words[place + 1]
    if (next !== undefined && starts.has(word.form)) add(double.get(`${word.form}_${next.form}`))
  }
  return found
}
