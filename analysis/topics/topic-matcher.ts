import { splitWords, type WordSieve } from './split-words.ts'

/** Tells which of a brand's known topics a post touches; cheap enough for every post of a stream. */
export type TopicMatcher = (text: string) => string[]

/** A post counts for so many topics at most. */
const MAX_TOPICS = 5

/**
 * Finds whole words and phrases as people write them; no stemming, as the forms of a topic hold what was seen.
 * The same text always gives the same topics, in the order of the list.
 */
export function createTopicMatcher(
  topics: readonly { key: string; forms: readonly string[] }[],
): TopicMatcher {
  const byFirst = new Map<string, { words: string[]; place: number }[]>()
  const sieve: WordSieve = { longest: 0, beginnings: new Set() }
  topics.forEach(({ forms }, place) => {
    for (const form of forms) {
      const words = splitWords(form)
      const [first] = words
      if (first === undefined) continue
      const phrases = byFirst.get(first) ?? []
      phrases.push({ words, place })
      byFirst.set(first, phrases)
      for (const word of words) {
        sieve.longest = Math.max(sieve.longest, word.length)
        sieve.beginnings.add(word.charCodeAt(0))
      }
    }
  })
  if (byFirst.size === 0) return () => []
  return (text) => {
    const words = splitWords(text, sieve)
    const found: number[] = []
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? ''
      const phrases = word === '' ? undefined : byFirst.get(word)
      if (phrases === undefined) continue
      for (const { words: phrase, place } of phrases)
        if (!found.includes(place) && startsAt(words, at, phrase)) found.push(place)
    }
    found.sort((a, b) => a - b)
    return found.slice(0, MAX_TOPICS).map((place) => topics[place]?.key ?? '')
  }
}

function startsAt(words: readonly string[], at: number, phrase: readonly string[]): boolean {
  for (let i = 1; i < phrase.length; i++) if (words[at + i] !== phrase[i]) return false
  return true
}
