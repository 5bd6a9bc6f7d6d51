/** Tells which of a brand's known topics a post touches; cheap enough for every post of a stream. */
export type TopicMatcher = (text: string) => string[]

const MAX_UNITS = 600
/** A post counts for so many topics at most. */
const MAX_TOPICS = 5
const LAST_ASCII = 127
const HYPHEN = 45
const APOSTROPHE = 39
/** Marks and spaces beyond ASCII: no-break space to ¿, ×, ÷, general and CJK punctuation, full-width marks. */
const MARK =
  /[\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u303f\uff00-\uff0f]/

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
      const phrases = byFirst.get(first) ?? []
      phrases.push({ words, place })
      byFirst.set(first, phrases)
    }
  })
  if (byFirst.size === 0) return () => []
  return (text) => {
    const words = wordsOf(text)
    const found: number[] = []
    for (let at = 0; at < words.length; at++) {
      const phrases = byFirst.get(words[at] ?? '')
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

/** Lower-case words, apostrophes and hyphens within them kept; by hand, as a pattern costs four times as much. */
function wordsOf(text: string): string[] {
  const clean = text.slice(0, MAX_UNITS).normalize('NFKC').replaceAll('’', "'").toLowerCase()
  const words: string[] = []
  let start = -1
  for (let i = 0; i <= clean.length; i++) {
    const code = i < clean.length ? clean.charCodeAt(i) : 0
    if (isLetter(code, clean, i)) {
      if (start < 0) start = i
    } else if (start >= 0 && !joins(code, clean, i)) {
      words.push(clean.slice(start, i))
      start = -1
    }
  }
  return words
}

function isLetter(code: number, text: string, at: number): boolean {
  if (code > LAST_ASCII) return !MARK.test(text.charAt(at))
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57)
}

function joins(code: number, text: string, at: number): boolean {
  if (code !== APOSTROPHE && code !== HYPHEN) return false
  return at + 1 < text.length && isLetter(text.charCodeAt(at + 1), text, at + 1)
}
