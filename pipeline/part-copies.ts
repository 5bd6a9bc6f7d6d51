import type { Database } from '../db/database.ts'
import { readLiving } from '../db/recent-posts.ts'
import type { Draft } from './draft.ts'

/** Who says the same again so soon pressed twice; later they say it anew, because nobody helped. */
const ANEW_MS = 3_600_000

/**
 * Parts posts from what they were joined to where they stand for themselves: where the first was dropped by a later step or
 * deleted meanwhile, and where its author says the same again after an hour. That moves no standing: it is the same trouble.
 */
export async function partCopies(
  db: Database,
  kept: readonly Draft[],
  since: number,
): Promise<void> {
  const firsts = new Map<number, Pick<Draft, 'authorKey' | 'at'>>(
    kept.map((draft) => [draft.id, draft]),
  )
  const others = kept.flatMap(({ joinedTo }) =>
    joinedTo === null || firsts.has(joinedTo) ? [] : [joinedTo],
  )
  for (const { id, ...first } of await readLiving(db.kysely, [...new Set(others)], since))
    firsts.set(id, first)
  for (const draft of kept) {
    if (draft.joinedTo === null) continue
    const first = firsts.get(draft.joinedTo)
    draft.isRepeat =
      first !== undefined &&
      first.authorKey !== null &&
      first.authorKey === draft.authorKey &&
      draft.at - first.at > ANEW_MS
    if (first === undefined || draft.isRepeat) draft.joinedTo = null
  }
}
