import type { Batch, Ctx, Cursor, Item, StoredPost } from './connector.ts'

/** Posts asked for again each day, the newest ones. */
const MOST = 1000
const AT_ONCE = 50
const DAY_MS = 86_400_000

/**
 * For networks that tell of no deletion: asks once a day about the posts that stand here, newest first, and says
 * which are gone. Answers the cursor to go on with, which remembers the day in `checked`; a look that breaks begins
 * anew.
 */
export async function* findDeleted(
  at: Cursor,
  ctx: Ctx,
  isGone: (post: StoredPost) => Promise<boolean>,
): AsyncGenerator<Batch, Cursor> {
  const checked = Number(at['checked'] ?? 0)
  if (ctx.clock.now() - checked < DAY_MS) return at
  let below: number | null = null
  for (let left = MOST; left > 0 && !ctx.signal.aborted; left -= AT_ONCE) {
    const posts: readonly StoredPost[] = (await ctx.stored?.(below, AT_ONCE)) ?? []
    const items: Item[] = []
    for (const post of posts)
      if (await isGone(post))
        items.push({ type: 'delete', key: post.key, reason: 'no longer there' })
    if (items.length > 0) yield { items, cursor: at, caughtUp: true }
    below = posts.at(-1)?.id ?? null
    if (below === null) break
  }
  return { ...at, checked: ctx.clock.now() }
}
