/** Bidi controls, zero-width and other invisible characters that let a name or a post pose as another. */
const INVISIBLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/g
/** What no setting needs: controls, bidi overrides and isolates, halves of a pair. */
const HIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/
const MARK_RUN = /(\p{M}{4})\p{M}+/gu
const NEWLINES = /\n{3,}/g

/** The longest text we keep of one post, in UTF-16 units (facts on reliability, fault 12). */
export const MAX_TEXT = 64_000

/** A customer's text made safe to keep and to show: well-formed, visible, no stacked marks, ≤ 64,000 units. */
export function cleanText(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '')
    .replace(MARK_RUN, '$1')
    .replace(NEWLINES, '\n\n')
}

/** True where a text holds signs that no keyboard writes and nobody sees. */
export function hasHidden(text: string): boolean {
  return HIDDEN.test(text) || !text.isWellFormed()
}

/** No name is longer, whatever is hidden in it; cleaning costs with every character. */
const MAX_NAME = 1000

/** A name or handle on one line, at most `max` characters. */
export function cleanName(name: string, max = 80): string {
  return clip(cleanText(name.slice(0, MAX_NAME)).replace(/\s+/g, ' ').trim(), max)
}

/** At most `max` UTF-16 units, ending in an ellipsis where cut, never through a surrogate pair. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text
    .slice(0, Math.max(0, max - 1))
    .toWellFormed()
    .replace(/\uFFFD$/u, '')}…`
}
