/** Tells which of a brand's known topics a post touches; cheap enough for every post of a stream. */
export type TopicMatcher = (text: string) => string[]

const WORD = /[\p{L}\p{M}\p{N}]+(?:['-][\p{L}\p{M}\p{N}]+)*/gu
const MAX_UNITS = 600
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
  topics.forEach(({ forms }, place) => {
    for (const form of forms) {
      const words = wordsOf(form)
      const [first] = words
      if (first === undefined) continue
      byFirst.set(first, [...(byFirst.get(first) ?? []), { words, place }])
    }
  })
  if (byFirst.size === 0) return () => []
  return (text) => {
    const words = wordsOf(text)
    const found = new Set<number>()
    words.forEach((word, at) => {
      for (const { words: phrase, place } of byFirst.get(word) ?? [])
        if (!found.has(place) && phrase.every((one, i) => words[at + i] === one)) found.add(place)
    })
    return [...found]
      .toSorted((a, b) => a - b)
      .slice(0, MAX_TOPICS)
      .map((place) => topics[place]?.key ?? '')
  }
}

function wordsOf(text: string): string[] {
  const clean = text.slice(0, MAX_UNITS).normalize('NFKC').replaceAll('’', "'").toLowerCase()
  return clean.match(WORD) ?? []
}
