/** 2024-01-01 UTC: ids count ms from here, so that they stay below 2^53 until 2093. */
const EPOCH = 1_704_067_200_000
const NODES = 64
const PER_MS = 64

/** Makes unique, time-ordered integer ids. */
export type IdSource = () => number

/**
 * Ids are ms since 2024, then 6 bits of node, then 6 bits of sequence; over 64 ids in one ms borrow
 * from the next. `node` (0–63) keeps threads and processes that write at the same time apart.
 */
export function createIdSource(now: () => number, node: number): IdSource {
  let lastMs = 0
  let sequence = 0
  return () => {
    const ms = Math.max(now() - EPOCH, lastMs)
    if (ms > lastMs) {
      lastMs = ms
      sequence = 0
    } else if (++sequence === PER_MS) {
      lastMs++
      sequence = 0
    }
    return (lastMs * NODES + (node % NODES)) * PER_MS + sequence
  }
}

/** When an id was made, epoch ms. */
export function timeOfId(id: number): number {
  return Math.floor(id / (NODES * PER_MS)) + EPOCH
}

/** The least id that can be made at a time, epoch ms. */
export function idAt(at: number): number {
  return Math.max(0, at - EPOCH) * NODES * PER_MS
}
