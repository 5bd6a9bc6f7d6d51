import type { Item, StoredPost } from '../../connectors/connector.ts'

/** The posts that would stand in a store, as a connector may ask for them. */
export function createStanding() {
  const posts = new Map<string, StoredPost>()
  let serial = 0
  return {
    /** Stores as the desk would. */
    keep(items: readonly Item[]): void {
      for (const item of items) {
        if (item.type === 'delete') posts.delete(item.key)
        if (item.type !== 'upsert') continue
        const { key, nativeId, revision, observedAt, replyRef = {} } = item.mention
        const id = posts.get(key)?.id ?? ++serial
        posts.set(key, { id, key, nativeId, revision, observedAt, replyRef })
      }
    },
    /** Newest first. */
    async read(below: number | null, limit: number): Promise<StoredPost[]> {
      const newest = [...posts.values()].sort((a, b) => b.id - a.id)
      return newest.filter(({ id }) => id < (below ?? Infinity)).slice(0, limit)
    },
  }
}
