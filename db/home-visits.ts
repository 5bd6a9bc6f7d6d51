import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export interface HomeVisit {
  staffId: string
  /** Of Slack. */
  userId: string
  at: number
}

/** Remembers that somebody opened their Home: from now on it holds names and words of others. */
export async function noteHomeVisit(
  db: Kysely<Schema>,
  { staffId, userId, at }: HomeVisit,
): Promise<void> {
  const row = { user_id: userId, at }
  await db
    .insertInto('home_visit')
    .values({ staff_id: staffId, ...row })
    .onConflict((conflict) => conflict.column('staff_id').doUpdateSet(row))
    .execute()
}

/** Everybody whose Home is filled. */
export async function readHomeVisits(db: Kysely<Schema>): Promise<HomeVisit[]> {
  const rows = await db.selectFrom('home_visit').selectAll().orderBy('staff_id').execute()
  return rows.map((row) => ({ staffId: row.staff_id, userId: row.user_id, at: row.at }))
}

/** Forgets the visit of a Home that was emptied, unless it was opened again since. */
export async function forgetHomeVisit(
  db: Kysely<Schema>,
  { staffId, at }: HomeVisit,
): Promise<void> {
  await db.deleteFrom('home_visit').where('staff_id', '=', staffId).where('at', '=', at).execute()
}

/** What happened to cases since an event: who did it or has the case, and whether posts are gone. */
export async function readHomeNews(
  db: Kysely<Schema>,
  since: { eventId: number; erasedAt: number },
) {
  const events = await db
    .selectFrom('case_event as e')
    .leftJoin('case as c', 'c.id', 'e.case_id')
    .select(['e.id', 'e.kind', 'e.actor_id', 'c.owner_id'])
    .where('e.id', '>', since.eventId)
    .orderBy('e.id')
    .limit(1000)
    .execute()
  const erased = await db
    .selectFrom('erasure')
    .select((eb) => eb.fn.max('done_at').as('at'))
    .executeTakeFirst()
  const erasedAt = erased?.at ?? 0
  return {
    eventId: events.at(-1)?.id ?? since.eventId,
    erasedAt,
    isGone: erasedAt > since.erasedAt || events.some(({ kind }) => kind === 'post.removed'),
    staff: new Set(events.flatMap((one) => [one.actor_id ?? [], one.owner_id ?? []].flat())),
  }
}

/** The newest event of any case; 0 where there is none. */
export async function newestEvent(db: Kysely<Schema>): Promise<number> {
  const row = await db
    .selectFrom('case_event')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst()
  return row?.id ?? 0
}
