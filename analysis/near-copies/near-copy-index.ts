import { likeness, SKETCH_SIZE } from './sketch.ts'

/** Sixteen bands of four meet for 99 of 100 pairs that share eight tenths, for 2 of 3 that share half. */
const BANDS = 16
const ROWS = SKETCH_SIZE / BANDS
/** Texts that share so much are copies with a word or two changed; strangers share a tenth. */
export const NEAR = 0.7
/** A band that half the world shares (a slogan, a template) is looked at only so deep. */
const MAX_LOOKED = 50

/** Recent texts by their sketches; forgets the oldest where it is full. */
export interface NearCopyIndex {
  /** The id of the most alike text at least `NEAR` alike, the earliest of equals; null without one. */
  find(sketch: Uint32Array): number | null
  add(id: number, sketch: Uint32Array): void
  size: number
}

/** An index of the last `capacity` texts by locality-sensitive hashing; a look costs the same however full it is. */
export function createNearCopyIndex(capacity: number): NearCopyIndex {
  const sketches = new Map<number, Uint32Array>()
  const buckets = new Map<number, number[]>()

  return {
    get size() {
      return sketches.size
    },
    find(sketch) {
      let best: number | null = null
      let bestLikeness = NEAR
      const seen = new Set<number>()
      for (const key of bandsOf(sketch)) {
        for (const id of buckets.get(key)?.slice(-MAX_LOOKED) ?? []) {
          if (seen.has(id)) continue
          seen.add(id)
          const alike = likeness(sketch, sketches.get(id) ?? sketch)
          if (alike > bestLikeness || (alike === bestLikeness && (best === null || id < best))) {
            best = id
            bestLikeness = alike
          }
        }
      }
      return best
    },
    add(id, sketch) {
      if (sketches.has(id)) return
      sketches.set(id, sketch)
      for (const key of bandsOf(sketch)) {
        const bucket = buckets.get(key)
        if (bucket === undefined) buckets.set(key, [id])
        else bucket.push(id)
      }
      if (sketches.size > capacity) forgetOldest()
    },
  }

  function forgetOldest(): void {
    const [first] = sketches
    if (first === undefined) return
    const [oldest, sketch] = first
    sketches.delete(oldest)
    for (const key of bandsOf(sketch)) {
      const rest = (buckets.get(key) ?? []).filter((id) => id !== oldest)
      if (rest.length === 0) buckets.delete(key)
      else buckets.set(key, rest)
    }
  }
}

/** One number a band, the band's place mixed in. */
function bandsOf(sketch: Uint32Array): number[] {
  const keys: number[] = []
  for (let band = 0; band < BANDS; band++) {
    let key = band + 1
    for (let row = 0; row < ROWS; row++)
      key = Math.imul(key ^ (sketch[band * ROWS + row] as number), 0x5bd1e995) ^ (key >>> 13)
    keys.push(key)
  }
  return keys
}
