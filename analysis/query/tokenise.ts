/** A word of a folded text. `start` and `end` are UTF-16 units of that text. */
export interface Token {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Nothing stands between this token and the one before. */
  readonly glued: boolean
}

/** Letters of scripts written without spaces, and Hangul, whose particles hang on the word. */
const UNSPACED_SCRIPTS =
  '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]'
const UNSPACED = `[${UNSPACED_SCRIPTS}&&[\\p{L}\\p{N}\\p{M}]]`
const WORD = `[[\\p{L}\\p{N}\\p{M}]--${UNSPACED}]`
/** For patterns with the v flag: what can belong to a name in a script with spaces. */
export const SPACED = `[[\\p{L}\\p{N}\\p{M}_]--${UNSPACED_SCRIPTS}]`
/** © and ® are pictographs to Unicode, but only decorate a name. */
const EMOJI = '\\p{RI}{2}|\\p{RI}|[\\p{Extended_Pictographic}--[©®]]'

const TOKENS = new RegExp(`${WORD}+|${UNSPACED}|${EMOJI}`, 'gv')
const UNSPACED_CHARACTER = new RegExp(`^${UNSPACED}$`, 'v')
const WORD_CHARACTER = new RegExp(`^${WORD}$`, 'v')

/**
 * The words of a folded text: runs of letters and digits, single emoji, and each letter by itself in
 * scripts without spaces, so that a word there is found as a run of its letters inside longer text.
 */
export function tokenise(folded: string): Token[] {
  const tokens: Token[] = []
  let previousEnd = -1
  for (const { 0: text, index: start } of folded.matchAll(TOKENS)) {
    const end = start + text.length
    tokens.push({ text, start, end, glued: start === previousEnd })
    previousEnd = end
  }
  return tokens
}

/** Whether a folded character belongs to a script whose words are found inside longer text. */
export function isUnspaced(character: string): boolean {
  return UNSPACED_CHARACTER.test(character)
}

/** Whether a folded character is part of a word that ends at a space or sign. */
export function isWordCharacter(character: string): boolean {
  return WORD_CHARACTER.test(character)
}
