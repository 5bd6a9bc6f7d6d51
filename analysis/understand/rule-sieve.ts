import { neededPieces } from './needed-pieces.ts'

const BITS = 14
const MASK = 2 ** BITS - 1
/** Letters of a piece that are looked at. */
const LONGEST = 4
/** Letters from common to rare; other signs are rarer still. */
const COMMON = ' etaoinshrdlucmwfygpbvkxjqz'
const PER_WORD = 32

/** Tells which of many patterns may match a text, after one pass over it; never leaves out one that does. */
export interface Sieve {
  /** Sets a bit for each pattern worth trying; the answer is overwritten by the next call. */
  sift(text: string): Uint32Array
}

/** A sieve of the patterns, by the few letters that any match of theirs must hold. */
export function createSieve(patterns: readonly RegExp[]): Sieve {
  const size = Math.ceil(patterns.length / PER_WORD)
  /** By how many letters are looked at, less one. */
  const tables = Array.from({ length: LONGEST }, () => new Uint32Array((MASK + 1) * size))
  const always = new Uint32Array(size)
  const found = new Uint32Array(size)
  patterns.forEach((pattern, number) => {
    const word = Math.floor(number / PER_WORD)
    const bit = 2 ** (number % PER_WORD)
    const pieces = neededPieces(pattern.source)
    if (pieces === null) always[word] = ((always[word] ?? 0) | bit) >>> 0
    for (const piece of pieces ?? []) {
      const part = rarest(piece)
      const table = tables[part.length - 1]
      const at = keyOf(part) * size + word
      if (table !== undefined) table[at] = ((table[at] ?? 0) | bit) >>> 0
    }
  })
  return {
    sift(text) {
      found.set(always)
      const keys = new Int32Array(LONGEST)
      for (let at = 0; at < text.length; at += 1) {
        const unit = text.charCodeAt(at)
        for (let length = LONGEST - 1; length >= 0; length -= 1) {
          const key = mix(length === 0 ? 0 : (keys[length - 1] ?? 0), unit)
          keys[length] = key
          const table = tables[length]
          const place = (key & MASK) * size
          for (let word = 0; word < size; word += 1)
            found[word] = (found[word] ?? 0) | (table?.[place + word] ?? 0)
        }
      }
      return found
    },
  }
}

/** Whether a pattern's bit is set. */
export function isSifted(found: Uint32Array, number: number): boolean {
  return (((found[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1
}

function mix(key: number, unit: number): number {
  const mixed = Math.imul(key ^ unit, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

function keyOf(part: string): number {
  let key = 0
  for (let at = 0; at < part.length; at += 1) key = mix(key, part.charCodeAt(at))
  return key & MASK
}

/** The letters of a piece that are the least common. */
function rarest(piece: string): string {
  let best = piece.slice(0, LONGEST)
  for (let at = 1; at + LONGEST <= piece.length; at += 1) {
    const part = piece.slice(at, at + LONGEST)
    if (rareness(part) > rareness(best)) best = part
  }
  return best
}

function rareness(part: string): number {
  return [...part].reduce((sum, letter) => {
    const place = COMMON.indexOf(letter)
    return sum + (place === -1 ? COMMON.length : place)
  }, 0)
}
