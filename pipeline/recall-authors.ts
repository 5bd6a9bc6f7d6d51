import { type AskedAuthor, readAuthorHistories } from '../db/batch-writer/author-history.ts'
import type { Database } from '../db/database.ts'
import type { Draft, World } from './draft.ts'

/** Fills in how earlier posts of each author were taken, where we may keep a profile of them at all. */
export async function recallAuthors(
  db: Database,
  drafts: readonly Draft[],
  { facts, policy }: World,
): Promise<void> {
  const asked: (AskedAuthor & { draft: Draft })[] = []
  for (const draft of drafts) {
    const author = draft.authorKey === null ? undefined : facts.authors.get(draft.authorKey)
    if (author === undefined || (policy.needsOptIn && !author.optedIn)) continue
    const ownId = facts.mentions.get(draft.mention.key)?.id ?? null
    for (const brandId of draft.caughtBy.keys())
      asked.push({ draft, authorId: author.id, brandId, ownId })
  }
  const histories = await readAuthorHistories(db, asked)
  asked.forEach(({ draft, brandId }, n) => {
    const history = histories[n]
    if (history !== undefined) draft.past.set(brandId, history)
  })
}
