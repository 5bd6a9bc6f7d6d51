import {
  ASTRAL,
  CHARACTER,
  classifyUnit,
  classOfAstral,
  singleFold,
  spellingOf,
  unitTable,
} from './characters.ts'
import { fold } from './fold.ts'
import { findTerm, HASH_PRIME, HASH_START } from './term-table.ts'
import { tokenise } from './tokenise.ts'
import type { WordIndex } from './word-index.ts'

/** A word no query holds, and a place where no pattern may run across. */
export const UNKNOWN_WORD = -1
export const BARRIER = -2

/** What the scanner leaves behind of one post; used again for the next. Counts are in words. */
export interface Scan {
  count: number
  /** By place: number of the word, or one of the constants above. */
  words: Int32Array
  /** By place: 1 when nothing stands between the word and the one before. */
  glued: Uint8Array
  /** Stems met, and the places of the words that begin with them. */
  stemCount: number
  stems: Int32Array
  stemPlaces: Int32Array
  /** Whether the text holds `#` or `@`. */
  hasSigns: boolean
  gap: boolean
  /** The folded units of the word being read, how many, and their hash. */
  units: Uint16Array
  length: number
  hash: number
}

/** Units; see characters.ts. */
const LONGEST_SPELLING = 4

/** An empty scan. */
export function createScan(): Scan {
  return {
    count: 0,
    words: new Int32Array(512),
    glued: new Uint8Array(512),
    stemCount: 0,
    stems: new Int32Array(64),
    stemPlaces: new Int32Array(64),
    hasSigns: false,
    gap: true,
    units: new Uint16Array(512),
    length: 0,
    hash: HASH_START,
  }
}

/** Appends the words of a text to the scan. Same words as `tokenise(fold(text))`. */
export function scanText(text: string, index: WordIndex, scan: Scan): void {
  const { count, stemCount } = scan
  makeRoom(scan, text.length)
  scan.gap = true
  if (scanFast(text, index, scan)) return
  scan.count = count
  scan.stemCount = stemCount
  scan.length = 0
  scan.hash = HASH_START
  scanFolded(fold(text), index, scan)
}

/** Appends places that no pattern and no NEAR can bridge. */
export function addBarrier(scan: Scan, places: number): void {
  makeRoom(scan, places)
  scan.words.fill(BARRIER, scan.count, scan.count + places)
  scan.glued.fill(0, scan.count, scan.count + places)
  scan.count += places
}

/** False when the text holds characters whose folding depends on their neighbours. */
function scanFast(text: string, index: WordIndex, scan: Scan): boolean {
  let at = scanPlain(text, 0, index, scan)
  while (at < text.length) {
    const read = scanOther(text, at, index, scan)
    if (read === 0) return false
    at = scanPlain(text, at + read, index, scan)
  }
  endWord(index, scan)
  return true
}

/**
 * Reads up to the next rare character and gives its place. Almost every unit of every post passes here:
 * the state lies in variables, and nothing rare is called, which would cost half the speed.
 */
function scanPlain(text: string, from: number, index: WordIndex, scan: Scan): number {
  const { units, words, glued } = scan
  const { stemLengths } = index
  let { count, length, hash } = scan
  let touches = scan.gap ? 0 : 1
  let at = from
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const found = unitTable[unit] ?? 0
    if (found >= CHARACTER.firstLetter) {
      units[length++] = found
      hash = Math.imul(hash ^ found, HASH_PRIME)
      // Shifts count modulo 32, so longer stems share a bit with shorter ones; findTerm tells them apart.
      if (((stemLengths >>> length) & 1) === 1) checkStem(index, scan, count, length, hash)
      continue
    }
    if (found > CHARACTER.single || found === CHARACTER.unknown) break
    if (length > 0) {
      words[count] = findTerm(index.words, units, length, hash)
      glued[count++] = touches
      touches = 1
      length = 0
      hash = HASH_START
    }
    if (found === CHARACTER.separator) touches = 0
    else {
      words[count] = index.units[unit] ?? UNKNOWN_WORD
      glued[count++] = touches
      touches = 1
    }
  }
  scan.count = count
  scan.gap = touches === 0
  scan.length = length
  scan.hash = hash
  return at
}

/** Reads a character that is neither a plain letter nor a plain separator; gives its units, 0 for complex. */
function scanOther(text: string, at: number, index: WordIndex, scan: Scan): number {
  const unit = text.charCodeAt(at)
  const known = unitTable[unit] ?? CHARACTER.unknown
  const found = known === CHARACTER.unknown ? classifyUnit(unit) : known
  switch (found) {
    case CHARACTER.invisible:
      return 1
    case CHARACTER.spelled: {
      const spelling = spellingOf(unit)
      for (let i = 0; i < spelling.length; i++) addUnit(index, scan, spelling.charCodeAt(i))
      return 1
    }
    case CHARACTER.surrogate:
      return scanAstral(text, at, index, scan)
    case CHARACTER.single:
    case CHARACTER.otherSingle:
      endWord(index, scan)
      addUnit(index, scan, singleFold(unit))
      endWord(index, scan)
      return 1
    case CHARACTER.complex:
      return 0
    case CHARACTER.separator:
    case CHARACTER.sign:
      endWord(index, scan)
      scan.gap = true
      if (found === CHARACTER.sign) scan.hasSigns = true
      return 1
    default:
      addUnit(index, scan, found)
      return 1
  }
}

function scanAstral(text: string, at: number, index: WordIndex, scan: Scan): number {
  const point = text.codePointAt(at) ?? 0
  if (point <= 0xffff) {
    endWord(index, scan)
    scan.gap = true
    return 1
  }
  const found = classOfAstral(point)
  if (found === ASTRAL.complex) return 0
  if (found === ASTRAL.invisible) return 2
  if (found === ASTRAL.word) {
    addPoint(text, at, index, scan)
    return 2
  }
  endWord(index, scan)
  if (found === ASTRAL.separator) {
    scan.gap = true
    return 2
  }
  addPoint(text, at, index, scan)
  const read = found === ASTRAL.region ? 2 + addPartner(text, at + 2, index, scan) : 2
  endWord(index, scan)
  return read
}

/** Two regional letters make one flag. Gives the units read. */
function addPartner(text: string, from: number, index: WordIndex, scan: Scan): number {
  let at = from
  while (unitTable[text.charCodeAt(at)] === CHARACTER.invisible) at += 1
  if (classOfAstral(text.codePointAt(at) ?? 0) !== ASTRAL.region) return 0
  addPoint(text, at, index, scan)
  return at + 2 - from
}

function addPoint(text: string, at: number, index: WordIndex, scan: Scan): void {
  addUnit(index, scan, text.charCodeAt(at))
  addUnit(index, scan, text.charCodeAt(at + 1))
}

function addUnit(index: WordIndex, scan: Scan, unit: number): void {
  scan.units[scan.length++] = unit
  scan.hash = Math.imul(scan.hash ^ unit, HASH_PRIME)
  checkStem(index, scan, scan.count, scan.length, scan.hash)
}

function endWord(index: WordIndex, scan: Scan): void {
  if (scan.length === 0) return
  addWord(scan, findTerm(index.words, scan.units, scan.length, scan.hash))
  scan.length = 0
  scan.hash = HASH_START
}

function addWord(scan: Scan, word: number): void {
  scan.words[scan.count] = word
  scan.glued[scan.count] = scan.gap ? 0 : 1
  scan.gap = false
  scan.count += 1
}

/** Notes a stem that the word being read, which will stand at `place`, begins with. */
function checkStem(
  index: WordIndex,
  scan: Scan,
  place: number,
  length: number,
  hash: number,
): void {
  const stem = findTerm(index.stems, scan.units, length, hash)
  if (stem >= 0) addStem(scan, stem, place)
}

function addStem(scan: Scan, stem: number, place: number): void {
  if (scan.stemCount === scan.stems.length) {
    scan.stems = grown(scan.stems, scan.stemCount * 2)
    scan.stemPlaces = grown(scan.stemPlaces, scan.stemCount * 2)
  }
  scan.stems[scan.stemCount] = stem
  scan.stemPlaces[scan.stemCount] = place
  scan.stemCount += 1
}

function scanFolded(folded: string, index: WordIndex, scan: Scan): void {
  makeRoom(scan, folded.length)
  if (folded.includes('#') || folded.includes('@')) scan.hasSigns = true
  for (const { text, glued } of tokenise(folded)) {
    for (let i = 0; i < text.length; i++) addUnit(index, scan, text.charCodeAt(i))
    scan.gap = !glued
    endWord(index, scan)
  }
}

/** Room for the words of a text of so many units, and for the units of its longest word. */
function makeRoom(scan: Scan, length: number): void {
  const places = scan.count + length + 1
  if (places > scan.words.length) {
    scan.words = grown(scan.words, places * 2)
    const glued = new Uint8Array(places * 2)
    glued.set(scan.glued)
    scan.glued = glued
  }
  const units = length * LONGEST_SPELLING + 2
  if (units > scan.units.length) scan.units = new Uint16Array(units)
}

function grown(old: Int32Array, size: number): Int32Array {
  const larger = new Int32Array(size)
  larger.set(old)
  return larger
}
