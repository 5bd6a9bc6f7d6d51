import type { Database } from './database.ts'
import { removePosts } from './erasure/scrub-posts.ts'
import { type ErasureDeps, type ErasureList, readErasures, replayErasures } from './erasures.ts'

/** What people asked of us, as far as a backup made earlier cannot know it. */
export interface LaterWishes extends ErasureList {
  /** Posts that their authors removed. */
  gone: readonly { key: string; reason: string; at: number }[]
  /** Accounts that we never write to. */
  silent: readonly { key: string; staffId: string; at: number }[]
}

const CHUNK = 500
/** A clock that was put back must not lose a wish. */
const MARGIN_MS = 86_400_000

/** Reads them before a restore; `since` is when the backup was made, epoch ms. */
export async function readLaterWishes(db: Database, since: number): Promise<LaterWishes> {
  const gone = await db.kysely
    .selectFrom('tombstone')
    .selectAll()
    .where('at', '>', since - MARGIN_MS)
    .orderBy('key')
    .execute()
  const silent = await db.kysely
    .selectFrom('opt_out as o')
    .innerJoin('author as a', 'a.id', 'o.author_id')
    .select(['a.key', 'o.staff_id as staffId', 'o.at'])
    .orderBy('a.key')
    .execute()
  return { ...(await readErasures(db)), gone, silent }
}

/** Does them again in the restored database; answers how many people, customers and posts were found. */
export async function replayLaterWishes(
  deps: ErasureDeps,
  wishes: LaterWishes,
): Promise<{ erased: number; removed: number }> {
  const erased = await replayErasures(deps, wishes)
  const removed = await removeAgain(deps, wishes.gone)
  for (const { key, staffId, at } of wishes.silent)
    await deps.db.kysely
      .insertInto('opt_out')
      .columns(['author_id', 'staff_id', 'at'])
      .expression((eb) =>
        eb
          .selectFrom('author')
          .select((inner) => ['author.id', inner.val(staffId).as('s'), inner.val(at).as('t')])
          .where('author.key', '=', key),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  return { erased, removed }
}

/** As if the network said it again. */
async function removeAgain({ db, clock }: ErasureDeps, gone: LaterWishes['gone']): Promise<number> {
  let removed = 0
  for (let i = 0; i < gone.length; i += CHUNK)
    removed += await removePosts(db, clock.now(), gone.slice(i, i + CHUNK))
  return removed
}
