import type { Rule } from './rule.ts'

/** Makes rules that name a danger, from parts of patterns: alternatives stand beside each other with |. */
interface DangerMaker {
  /** Whole words of any of the `signs`; silent where one of `unless` stands, too. */
  danger(id: string, weight: number, signs: readonly string[], unless?: readonly string[]): Rule
  /** One of the first and, so many letters behind it at most, one of the second. */
  near(first: readonly string[], letters: number, second: readonly string[]): string
}

/** Where a word begins or ends: the letters of English are told at once, those of all languages cost more to tell. */
const EDGES = {
  english: [String.raw`\b`, String.raw`\b`],
  any: [String.raw`(?<!\p{L})`, String.raw`(?!\p{L})`],
} as const

/** A maker of rules for words of English letters, or of any. */
export function dangersIn(letters: keyof typeof EDGES): DangerMaker {
  const [start, end] = EDGES[letters]
  const wholeWords = (parts: readonly string[]) =>
    new RegExp(`${start}(?:${parts.join('|')})${end}`, 'u')
  return {
    danger: (id, weight, signs, unless) => ({
      id,
      label: 'emergency',
      weight,
      pattern: wholeWords(signs),
      unless: unless && wholeWords(unless),
    }),
    near: (first, most, second) =>
      `(?:${first.join('|')})${end}.{0,${most}}?${start}(?:${second.join('|')})`,
  }
}
