import { createNearCopyIndex, type NearCopyIndex } from '../analysis/near-copies/near-copy-index.ts'
import { sketchOf } from '../analysis/near-copies/sketch.ts'
import type { Database } from '../db/database.ts'
import { readRecentPosts } from '../db/recent-posts.ts'

/** Posts a brand that are compared with; at a few thousand a day this is some days. */
const WINDOW = 5000

/** What was said lately to each brand, in sketches; kept in memory and read again when the program starts. */
export interface NearCopies {
  /** Has to be called before a batch that holds posts of these brands. */
  prepare(brandIds: Iterable<string>, since: number): Promise<void>
  /** A view for one batch: what it learns is kept only once the batch is stored. */
  begin(): NearCopyBatch
}

export interface NearCopyBatch {
  /** The post that this one retells with small changes; otherwise it is remembered itself, under `id`. */
  findOrNote(brandId: string, id: number, text: string): number | null
  /** The batch is stored: keep what it noted. */
  keep(): void
}

/** Near-copies are looked for among the last posts of a brand only, so a look costs the same for ever. */
export function createNearCopies(db: Database): NearCopies {
  const brands = new Map<string, NearCopyIndex>()
  return {
    async prepare(brandIds, since) {
      for (const brandId of new Set(brandIds)) {
        if (brands.has(brandId)) continue
        const index = createNearCopyIndex(WINDOW)
        for (const post of await readRecentPosts(db.kysely, brandId, since, WINDOW)) {
          const sketch = sketchOf(post.text)
          if (sketch !== null) index.add(post.id, sketch)
        }
        brands.set(brandId, index)
      }
    },
    begin() {
      const noted: { brandId: string; id: number; sketch: Uint32Array }[] = []
      const fresh = new Map<string, NearCopyIndex>()
      return {
        findOrNote(brandId, id, text) {
          const sketch = sketchOf(text)
          if (sketch === null) return null
          const first = brands.get(brandId)?.find(sketch) ?? fresh.get(brandId)?.find(sketch)
          if (first !== undefined && first !== null) return first === id ? null : first
          const index = fresh.get(brandId) ?? createNearCopyIndex(WINDOW)
          fresh.set(brandId, index)
          index.add(id, sketch)
          noted.push({ brandId, id, sketch })
          return null
        },
        keep() {
          for (const { brandId, id, sketch } of noted) brands.get(brandId)?.add(id, sketch)
        },
      }
    },
  }
}
