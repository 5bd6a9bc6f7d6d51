import emojiRegex from 'emoji-regex'

export type TokenKind = 'word' | 'handle' | 'tag' | 'link' | 'emoji' | 'number' | 'mark'

export interface Token {
  kind: TokenKind
  /** Lower case, NFKC. */
  text: string
  /** As the author wrote it. */
  raw: string
}

/** Longer texts are read only so far: units of UTF-16, one long forum post. */
export const MAX_TEXT_UNITS = 2_000

const EMOTICON = String.raw`[:;=8xX][-'^o]?[)(\]\[DPpOo/\\|*]+(?![\p{L}\p{N}])|<3+|</3|\^_*\^|-_+-`
const PARTS = [
  String.raw`(https?:\/\/\S+|www\.\S+)`,
  String.raw`(@[\p{L}\p{N}_][\p{L}\p{N}_.-]*)`,
  String.raw`(#[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*)`,
  `(${emojiRegex().source}|${EMOTICON})`,
  String.raw`(\p{N}+(?:[.,:]\p{N}+)*)`,
  String.raw`([\p{L}\p{M}]+(?:['\u2019][\p{L}\p{M}]+)*)`,
  String.raw`([!?.,;:\u2026\u00bf\u00a1\u061f*"\u201c\u201d%\u00a3$\u20ac&-]+)`,
]
const TOKEN = new RegExp(PARTS.join('|'), 'gu')
/** In the order of the parts. */
const KINDS: readonly TokenKind[] = ['link', 'handle', 'tag', 'emoji', 'number', 'word', 'mark']

/** Splits a post into words, handles, tags, links, emoji and marks, keeping accents and emoji whole. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  const clean = text.slice(0, MAX_TEXT_UNITS).normalize('NFKC').replaceAll('\u2019', "'")
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(clean); match !== null; match = TOKEN.exec(clean)) {
    const raw = match[0]
    tokens.push({ kind: kindOf(match), raw, text: raw.toLowerCase() })
  }
  return tokens
}

/** The group that matched; groups stand in the order of the kinds. */
function kindOf(match: RegExpExecArray): TokenKind {
  for (let group = 1; group <= KINDS.length; group += 1)
    if (match[group] !== undefined) return KINDS[group - 1] ?? 'mark'
  return 'mark'
}
