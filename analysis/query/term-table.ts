/** Where word hashes begin; FNV-1a over UTF-16 units. */
export const HASH_START = 0x811c9dc5 | 0
export const HASH_PRIME = 0x01000193

/** Words of all queries, numbered from 0, found by hash without making strings. */
export interface TermTable {
  readonly size: number
  readonly mask: number
  /** Term number + 1; 0 is empty. */
  readonly slots: Int32Array
  readonly hashes: Int32Array
  /** The units of term n lie in `pool` from `starts[n]` to `starts[n + 1]`. */
  readonly pool: Uint16Array
  readonly starts: Int32Array
}

/** Terms in the order of their numbers, each once. */
export function createTermTable(terms: readonly string[]): TermTable {
  const capacity = 1 << Math.max(4, Math.ceil(Math.log2(terms.length * 4 + 1)))
  const mask = capacity - 1
  const slots = new Int32Array(capacity)
  const hashes = new Int32Array(terms.length)
  const starts = new Int32Array(terms.length + 1)
  const pool = new Uint16Array(terms.reduce((sum, { length }) => sum + length, 0))
  let filled = 0
  for (const [number, term] of terms.entries()) {
    starts[number] = filled
    for (let i = 0; i < term.length; i++) pool[filled++] = term.charCodeAt(i)
    const hash = hashTerm(term)
    hashes[number] = hash
    let slot = slotOf(hash, mask)
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = number + 1
  }
  starts[terms.length] = filled
  return { size: terms.length, mask, slots, hashes, pool, starts }
}

/** The number of the term whose units are the first `length` of `units`; -1 when there is none. */
export function findTerm(
  table: TermTable,
  units: Uint16Array,
  length: number,
  hash: number,
): number {
  const { slots, hashes, mask } = table
  let slot = slotOf(hash, mask)
  for (;;) {
    const number = (slots[slot] ?? 0) - 1
    if (number < 0) return -1
    if (hashes[number] === hash && isTerm(table, number, units, length)) return number
    slot = (slot + 1) & mask
  }
}

function isTerm(table: TermTable, number: number, units: Uint16Array, length: number): boolean {
  const start = table.starts[number] ?? 0
  if ((table.starts[number + 1] ?? 0) - start !== length) return false
  for (let i = 0; i < length; i++) if (table.pool[start + i] !== units[i]) return false
  return true
}

function hashTerm(term: string): number {
  let hash = HASH_START
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), HASH_PRIME)
  return hash
}

function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 15)) & mask
}
