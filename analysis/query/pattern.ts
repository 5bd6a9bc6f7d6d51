import { fold } from './fold.ts'
import type { TextTerm } from './query.ts'
import { type Token, tokenise } from './tokenise.ts'

/** What one word of a text must be to continue a pattern. */
export interface PatternPart {
  readonly text: string
  /** The word may go on after `text`. */
  readonly open: boolean
  /** Nothing may stand between it and the word before. */
  readonly glued: boolean
}

/** Words that must follow one another, with nothing but spaces and signs between. */
export type Pattern = readonly PatternPart[]

/** The pattern of a word, phrase or prefix. */
export function patternOf({ kind, text }: TextTerm): Pattern {
  return tokenise(fold(text)).map((token, index) => ({
    text: token.text,
    open: kind === 'prefix',
    glued: index > 0 && token.glued,
  }))
}

/** Whether the pattern begins at a token. */
export function fitsAt(pattern: Pattern, tokens: readonly Token[], at: number): boolean {
  if (at + pattern.length > tokens.length) return false
  return pattern.every(({ text, open, glued }, index) => {
    const token = tokens[at + index]
    if (token === undefined || (glued && !token.glued)) return false
    return open ? token.text.startsWith(text) : token.text === text
  })
}
