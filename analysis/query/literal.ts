import { fold } from './fold.ts'
import { isUnspaced, isWordCharacter } from './tokenise.ts'

const MARK_FIRST = /^[\p{M}\u1160-\u11ff]/u

/**
 * Where a literal stands in an exact text, without overlaps, UTF-16 units. `NASA` is not found in
 * NASAL: where the literal begins or ends with a letter or digit, so must the word.
 */
export function findLiteral(literal: string, exact: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  let start = exact.indexOf(literal)
  if (start < 0) return found
  const folded = fold(literal)
  const edges = { first: firstCharacter(folded), last: lastCharacter(folded) }
  while (start >= 0) {
    const end = start + literal.length
    const whole = isWhole(edges, exact, start, end)
    if (whole) found.push({ start, end })
    start = exact.indexOf(literal, whole ? end : start + 1)
  }
  return found
}

interface Edges {
  readonly first: string
  readonly last: string
}

function isWhole(edges: Edges, exact: string, start: number, end: number): boolean {
  const before = lastCharacter(exact.slice(Math.max(0, start - 2), start))
  const after = firstCharacter(exact.slice(end, end + 2))
  const endsInLetter = isWordCharacter(edges.last) || isUnspaced(edges.last)
  if (endsInLetter && continuesLetter(after)) return false
  if (isWordCharacter(edges.first) && endsLetter(before)) return false
  return !(isWordCharacter(edges.last) && isWordCharacter(firstCharacter(fold(after))))
}

/** Whether a character ends a word; an accent does, as it stands on a letter. */
function endsLetter(character: string): boolean {
  const folded = fold(character)
  return isWordCharacter(lastCharacter(folded)) || (folded === '' && character !== '')
}

/** Whether a character belongs to the letter before it: an accent, the rest of a syllable. */
function continuesLetter(character: string): boolean {
  return /^\p{M}/u.test(character) || MARK_FIRST.test(fold(character))
}

function firstCharacter(text: string): string {
  const point = text.codePointAt(0)
  return point === undefined ? '' : String.fromCodePoint(point)
}

function lastCharacter(text: string): string {
  const pair = text.slice(-2)
  return pair.length === 2 && (pair.codePointAt(0) ?? 0) > 0xffff ? pair : text.slice(-1)
}
