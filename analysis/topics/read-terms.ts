import { stemOf } from './stem.ts'
import { stopWordsOf } from './stop-words.ts'

/** A phrase of one to three words: its stems, and the words as people wrote them. */
export interface Term {
  key: string
  form: string
  /** How many of its words mean something. */
  weight: number
}

const MAX_UNITS = 600
const MAX_WORDS = 80
const LONGEST = 3
/** Letters and marks with inner apostrophes or hyphens, numbers, tags; `break` ends a phrase. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*|[.,;:!?…()"\n]+/gu
const NOT_TEXT = /https?:\/\/\S+|www\.\S+|[@＠][\p{L}\p{N}_.-]+/gu
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/**
 * The phrases of a post, each once. They never cross a mark, never begin or end with a small word, and `ignored`
 * (the brand's own words) stands in none: everybody says those.
 */
export function readTerms(
  text: string,
  lang: string,
  ignored: ReadonlySet<string> = new Set(),
): Term[] {
  const stops = stopWordsOf(lang)
  const terms = new Map<string, Term>()
  for (const words of phrasesOf(text)) {
    for (let from = 0; from < words.length; from++) {
      if (isSmall(words[from] ?? '', stops) || isIgnored(words[from] ?? '', ignored)) continue
      for (let length = 1; length <= LONGEST && from + length <= words.length; length++) {
        const last = words[from + length - 1] ?? ''
        if (isIgnored(last, ignored)) break
        if (isSmall(last, stops)) continue
        const phrase = words.slice(from, from + length)
        const key = phrase.map((word) => stemOf(word, lang)).join(' ')
        if (terms.has(key)) continue
        const weight = phrase.filter((word) => !isSmall(word, stops)).length
        terms.set(key, { key, form: phrase.join(' '), weight })
      }
    }
  }
  return [...terms.values()]
}

/** Runs of lower-case words between marks. */
function phrasesOf(text: string): string[][] {
  const clean = text
    .slice(0, MAX_UNITS)
    .normalize('NFKC')
    .replaceAll(NOT_TEXT, ' . ')
    .replaceAll('’', "'")
    .toLowerCase()
  const phrases: string[][] = [[]]
  let words = 0
  for (const [found] of clean.matchAll(WORD)) {
    if (++words > MAX_WORDS) break
    if (!/[\p{L}\p{N}]/u.test(found)) phrases.push([])
    else if (UNSPACED.test(found)) phrases.at(-1)?.push(...segmentsOf(found))
    else phrases.at(-1)?.push(found)
  }
  return phrases
}

/** The brand's own words, also where something is theirs: "juniper's queue". */
function isIgnored(word: string, ignored: ReadonlySet<string>): boolean {
  return ignored.has(word) || ignored.has(word.replace(/'s?$/u, ''))
}

/** Too short to mean something, a bare number, or a word of no weight. */
function isSmall(word: string, stops: ReadonlySet<string>): boolean {
  if (stops.has(word)) return true
  if (UNSPACED.test(word)) return word.length < 2
  return word.length < 3 || /^\p{N}+$/u.test(word)
}

let segmenter: Intl.Segmenter | null = null

function segmentsOf(run: string): string[] {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' })
  return [...segmenter.segment(run)].map((part) => part.segment)
}
