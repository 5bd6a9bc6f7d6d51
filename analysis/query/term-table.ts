/** Where word hashes begin; FNV-1a over UTF-16 units. */
export const HASH_START = 0x811c9dc5 | 0
export const HASH_PRIME = 0x01000193
/** The low bits of a short word's hash are spread least. */
const BIT_SHIFT = 9

const SLOTS_PER_TERM = 2
const BITS_PER_SLOT = 4
/** Of a slot: number + 1 or 0 when empty, hash, place in the pool, length. Side by side for the cache. */
const SLOT_SIZE = 4

/** Words of all queries, numbered from 0, found by hash without making strings. */
export interface TermTable {
  readonly size: number
  readonly mask: number
  readonly slots: Int32Array
  /** One bit a hash; most words of a post are refused here, without a walk to the larger slots. */
  readonly bits: Uint32Array
  readonly bitMask: number
  /** The units of all terms. */
  readonly pool: Uint16Array
}

/** Terms in the order of their numbers, each once. */
export function createTermTable(terms: readonly string[]): TermTable {
  const capacity = 1 << Math.max(4, Math.ceil(Math.log2(terms.length * SLOTS_PER_TERM + 1)))
  const mask = capacity - 1
  const slots = new Int32Array(capacity * SLOT_SIZE)
  const bits = new Uint32Array(Math.max(1, (capacity * BITS_PER_SLOT) / 32))
  const bitMask = bits.length * 32 - 1
  const pool = new Uint16Array(terms.reduce((sum, { length }) => sum + length, 0))
  let filled = 0
  for (const [number, term] of terms.entries()) {
    const hash = hashTerm(term)
    const bit = (hash >>> BIT_SHIFT) & bitMask
    bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31))
    let slot = slotOf(hash, mask)
    while (slots[slot * SLOT_SIZE] !== 0) slot = (slot + 1) & mask
    slots.set([number + 1, hash, filled, term.length], slot * SLOT_SIZE)
    for (let i = 0; i < term.length; i++) pool[filled++] = term.charCodeAt(i)
  }
  return { size: terms.length, mask, slots, bits, bitMask, pool }
}

/** The number of the term whose units are the first `length` of `units`; -1 when there is none. */
export function findTerm(
  table: TermTable,
  units: Uint16Array,
  length: number,
  hash: number,
): number {
  const { slots, mask, pool } = table
  if (!mayHold(table, hash)) return -1
  let slot = slotOf(hash, mask)
  for (;;) {
    const at = slot * SLOT_SIZE
    const number = slots[at] ?? 0
    if (number === 0) return -1
    if (slots[at + 1] === hash && slots[at + 3] === length) {
      const start = slots[at + 2] ?? 0
      let same = 0
      while (same < length && pool[start + same] === units[same]) same += 1
      if (same === length) return number - 1
    }
    slot = (slot + 1) & mask
  }
}

/** False when no term has this hash. */
function mayHold({ bits, bitMask }: TermTable, hash: number): boolean {
  const bit = (hash >>> BIT_SHIFT) & bitMask
  return ((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0
}

function hashTerm(term: string): number {
  let hash = HASH_START
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), HASH_PRIME)
  return hash
}

function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask
}
