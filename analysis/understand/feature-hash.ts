const PRIME = 0x01000193
/** Where every hash starts; another start keeps another kind of feature apart. */
export const HASH_START = 0x811c9dc5

/** Hash of a string's UTF-16 units (FNV-1a), to be finished with `finish`. */
export function hashText(text: string, start: number = HASH_START): number {
  let hash = start
  for (let at = 0; at < text.length; at += 1) hash = step(hash, text.charCodeAt(at))
  return hash
}

/** One more unit of a hash. */
export function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, PRIME)
}

/** Spreads the bits, so that the low ones can index a table; unsigned. */
export function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
