import { fold } from './fold.ts'
import { isUnspaced, isWordCharacter, tokenise } from './tokenise.ts'

/** What the fast scanner does with a UTF-16 unit that is no plain letter or digit. */
export const CHARACTER = {
  unknown: 0,
  separator: 1,
  /** A word by itself, the same when folded. */
  single: 2,
  /** Stands for nothing: soft hyphens, joiners, variation selectors. */
  invisible: 3,
  /** A word by itself that folds to another unit. */
  otherSingle: 4,
  /** Continues a word as several units: ß. */
  spelled: 5,
  surrogate: 6,
  /** Separators that open a hashtag or a handle. */
  sign: 7,
  /** May change with its neighbours: the whole text is folded first. */
  complex: 8,
  /** From here on: continues a word as one unit, this one. */
  firstLetter: 16,
} as const

/** What the fast scanner does with a character beyond 16 bits. */
export const ASTRAL = {
  unknown: 0,
  separator: 1,
  word: 2,
  invisible: 3,
  single: 4,
  region: 5,
  complex: 8,
  /** From here on: continues a word as one unit, this one. */
  firstLetter: 16,
} as const

const UNITS = 0x1_0000
const ASTRAL_START = 0x1_0000
const ASTRAL_UNITS = 0x2_0000
const CONTEXTUAL = /[\p{M}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u
const MAX_SPELLING = 4

/**
 * By unit, filled as units are met: what a word unit folds to, or else one of CHARACTER; no letter is
 * numbered so low. One table, because the scanner reads it for every unit of every post.
 */
export const unitTable = new Uint16Array(UNITS)
/** What a single unit folds to. */
const singles = new Map<number, number>()
const astralClasses = new Uint8Array(ASTRAL_UNITS)
const spellings = new Map<number, string>()

for (let unit = 0; unit < 128; unit++) classifyUnit(unit)

/** Classifies a unit met for the first time, by the plain folding and tokenising of that unit alone. */
export function classifyUnit(unit: number): number {
  const found = classOfUnit(unit)
  unitTable[unit] = found
  return found
}

/** What a single unit folds to. */
export function singleFold(unit: number): number {
  return singles.get(unit) ?? unit
}

/** What a spelled unit folds to. */
export function spellingOf(unit: number): string {
  return spellings.get(unit) ?? ''
}

/** What a character beyond 16 bits is; planes above the third count as complex. */
export function classOfAstral(point: number): number {
  const index = point - ASTRAL_START
  if (index >= ASTRAL_UNITS) return ASTRAL.complex
  const known = astralClasses[index] ?? 0
  if (known !== ASTRAL.unknown) return known
  const found = classifyAstral(point)
  astralClasses[index] = found
  return found
}

function classOfUnit(unit: number): number {
  if (unit >= 0xd800 && unit < 0xdc00) return CHARACTER.surrogate
  const character = String.fromCharCode(unit)
  if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return CHARACTER.invisible
  const folded = fold(character)
  if (CONTEXTUAL.test(character) || CONTEXTUAL.test(folded)) return CHARACTER.complex
  if (folded === '') return CHARACTER.invisible
  if (folded === '#' || folded === '@') return CHARACTER.sign
  if (tokenise(folded).length === 0) return separates(folded)
  return classOfVisible(unit, folded)
}

function separates(folded: string): number {
  return /[#@]/.test(folded) ? CHARACTER.complex : CHARACTER.separator
}

function classOfVisible(unit: number, folded: string): number {
  if (folded.length === 1) {
    const other = folded.charCodeAt(0)
    if (isWordCharacter(folded)) return other
    if (other === unit) return CHARACTER.single
    singles.set(unit, other)
    return CHARACTER.otherSingle
  }
  const isSpelling = folded.length <= MAX_SPELLING && Array.from(folded).every(isWordCharacter)
  if (!isSpelling || folded.length !== Array.from(folded).length) return CHARACTER.complex
  spellings.set(unit, folded)
  return CHARACTER.spelled
}

function classifyAstral(point: number): number {
  const character = String.fromCodePoint(point)
  if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return ASTRAL.invisible
  const folded = fold(character)
  if (folded === '') return ASTRAL.invisible
  if (folded !== character || CONTEXTUAL.test(character)) return ASTRAL.complex
  if (/\p{RI}/u.test(character)) return ASTRAL.region
  if (tokenise(folded).length === 0) return ASTRAL.separator
  return isUnspaced(folded) || !isWordCharacter(folded) ? ASTRAL.single : ASTRAL.word
}
