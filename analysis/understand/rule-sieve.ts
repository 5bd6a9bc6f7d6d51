import { neededPieces } from './needed-pieces.ts'

/** Letters of a piece that are looked at, packed into one number, a byte each. */
const LENGTH = 4
/** Letters from common to rare; other signs are rarer still. */
const COMMON = ' etaoinshrdlucmwfygpbvkxjqz'
const PER_WORD = 32
/** Bits by which most letters of a text are passed over; few enough to stay near the processor. */
const GATE_BITS = 17

/** A piece, the place in it behind the letters that are looked at, and the patterns that need it. */
interface Sought {
  piece: string
  until: number
  bits: Uint32Array
}

/** Tells which of many patterns may match a text, after one pass over it; never leaves out one that does. */
export interface Sieve {
  /** Sets a bit for each pattern worth trying; the answer is overwritten by the next call. */
  sift(text: string): Uint32Array
}

/** A sieve of the patterns, by the few letters that any match of theirs must hold. */
export function createSieve(patterns: readonly RegExp[]): Sieve {
  const size = Math.ceil(patterns.length / PER_WORD)
  const always = new Uint32Array(size)
  const found = new Uint32Array(size)
  const pieces = new Map<string, Uint32Array>()
  patterns.forEach((pattern, number) => {
    const needed = neededPieces(pattern.source)
    if (needed === null) setBit(always, number)
    for (const piece of needed ?? []) {
      const bits = pieces.get(piece) ?? new Uint32Array(size)
      setBit(bits, number)
      pieces.set(piece, bits)
    }
  })
  const short = [...pieces].filter(([piece]) => piece.length < LENGTH)
  const long = new Map<number, Sought[]>()
  const gate = new Uint32Array(2 ** GATE_BITS / PER_WORD)
  for (const [piece, bits] of pieces) {
    if (piece.length < LENGTH) continue
    const until = rarest(piece) + LENGTH
    const key = keyOf(piece.slice(until - LENGTH, until))
    long.set(key, [...(long.get(key) ?? []), { piece, until, bits }])
    setBit(gate, gateOf(key))
  }
  return {
    sift(text) {
      found.set(always)
      for (const [piece, bits] of short) if (text.includes(piece)) join(found, bits)
      let key = 0
      for (let at = 0; at < text.length; at += 1) {
        key = (key << 8) | byteOf(text.charCodeAt(at))
        if (!isSifted(gate, gateOf(key))) continue
        for (const { piece, until, bits } of long.get(key) ?? NOTHING)
          if (text.startsWith(piece, at + 1 - until)) join(found, bits)
      }
      return found
    },
  }
}

const NOTHING: readonly Sought[] = []

/** Whether a pattern's bit is set. */
export function isSifted(found: Uint32Array, number: number): boolean {
  return (((found[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1
}

function setBit(bits: Uint32Array, number: number): void {
  const word = number >>> 5
  bits[word] = ((bits[word] ?? 0) | (1 << (number & 31))) >>> 0
}

function join(found: Uint32Array, bits: Uint32Array): void {
  for (let word = 0; word < found.length; word += 1)
    found[word] = (found[word] ?? 0) | (bits[word] ?? 0)
}

function keyOf(part: string): number {
  let key = 0
  for (let at = 0; at < part.length; at += 1) key = (key << 8) | byteOf(part.charCodeAt(at))
  return key
}

/** Letters beyond Latin share bytes, so that four letters fit; the piece itself is looked for then. */
function byteOf(unit: number): number {
  return (unit ^ (unit >>> 8)) & 0xff
}

function gateOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - GATE_BITS)
}

/** Where the letters of a piece begin that are the least common. */
function rarest(piece: string): number {
  let best = 0
  for (let at = 1; at + LENGTH <= piece.length; at += 1)
    if (rareness(piece.slice(at, at + LENGTH)) > rareness(piece.slice(best, best + LENGTH)))
      best = at
  return best
}

function rareness(part: string): number {
  return [...part].reduce((sum, letter) => {
    const place = COMMON.indexOf(letter)
    return sum + (place === -1 ? COMMON.length : place)
  }, 0)
}
