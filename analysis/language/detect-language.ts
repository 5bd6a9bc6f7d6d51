import { readLetters } from './letter-groups.ts'
import { ENGLISH, ROMANISED_HINDI, SHORT_WORDS } from './short-words.ts'

/** Under so many letters only scripts, telling words and the prior of the thread decide. */
const FEW_LETTERS = 12
/** So many little English words, and such a share of all words, settle it. */
const ENGLISH_HITS = 3
const ENGLISH_SHARE = 0.2

/** Scripts that belong to one language (or nearly so), tested before any statistics. */
const SCRIPTS: readonly [string, RegExp][] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
]

const NOISE = /https?:\/\/\S+|www\.\S+|[@#][\p{L}\p{N}_.-]+|[^\p{L}\p{M}'\s]+/gu

/**
 * ISO 639-1 code of a post's language, `und` where it shows none. `prior` is the language of the
 * account or the thread and decides where the text is too short to tell.
 */
export function detectLanguage(text: string, prior?: string): string {
  const words = text.slice(0, 400).replace(NOISE, ' ').trim()
  const letters = words.replace(/[\s']+/gu, '').length
  if (letters === 0) return prior ?? 'und'
  const script = languageOfScript(words, letters)
  if (script !== null) return script
  const list = words.toLowerCase().split(/\s+/u)
  if (isRomanisedHindi(list)) return 'hi'
  if (!BEYOND_LATIN.test(words) && isPlainlyEnglish(list)) return 'en'
  if (letters < FEW_LETTERS) return languageOfFew(list) ?? prior ?? languageByLetters(words)
  return languageByLetters(words, prior)
}

/** Whether anything stands in the text but Latin letters; most posts hold none. */
const BEYOND_LATIN = /[\u0370-\u{10ffff}]/u

function languageOfScript(words: string, letters: number): string | null {
  if (!BEYOND_LATIN.test(words)) return null
  for (const [code, pattern] of SCRIPTS) {
    const found = words.match(pattern)?.length ?? 0
    // Kana marks Japanese even between many Chinese characters.
    if (found > 0 && found >= letters * (code === 'ja' ? 0.1 : 0.4)) return code
  }
  return null
}

function isRomanisedHindi(words: readonly string[]): boolean {
  const hits = words.filter((word) => ROMANISED_HINDI.has(word)).length
  return hits >= 2 && hits >= words.length * 0.15
}

/** Most posts are, and their little words tell it in a tenth of the time that statistics take. */
function isPlainlyEnglish(words: readonly string[]): boolean {
  let hits = 0
  for (const word of words) if (ENGLISH.has(word)) hits++
  return hits >= ENGLISH_HITS && hits >= words.length * ENGLISH_SHARE
}

function languageOfFew(words: readonly string[]): string | null {
  for (const [code, telling] of SHORT_WORDS) {
    if (words.some((word) => telling.has(word))) return code
  }
  return null
}

function languageByLetters(words: string, prior?: string): string {
  const { language, isReliable } = readLetters(words)
  // The table holds no Indonesian and calls it Malay, which most such posts are not.
  const found = language === 'ms' ? 'id' : language
  if (found === '') return prior ?? 'und'
  if (prior !== undefined && prior !== found && !isReliable) return prior
  return found
}
