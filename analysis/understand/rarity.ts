import type { Hashes } from './features.ts'

/** How telling each hash is, by how few posts hold it; one byte a bucket. */
export interface Rarity {
  bits: number
  words: Uint8Array
  pieces: Uint8Array
}

/** Bytes are sixteenths of a natural logarithm. */
export const RARITY_UNIT = 16

/** Writes what each hash counts in this post: its rarity, with the whole post as long as one. */
export function weigh(hashes: Hashes, rarity: Uint8Array, values: Float32Array): void {
  const mask = rarity.length - 1
  let sum = 0
  for (let at = 0; at < hashes.count; at += 1) {
    const value = rarity[(hashes.hash[at] ?? 0) & mask] ?? 0
    values[at] = value
    sum += value * value
  }
  const scale = sum === 0 ? 0 : 1 / Math.sqrt(sum)
  for (let at = 0; at < hashes.count; at += 1) values[at] = (values[at] ?? 0) * scale
}
