import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * Whatever was written down of somebody while another was joined to them, without a case: nobody but staff knows of which
 * of the two it tells. What came along with a later merge belongs to that one.
 */
export async function readWrittenSince(
  db: Pick<Kysely<Schema>, 'selectFrom'>,
  merge: { id: number; kept_id: number },
) {
  const others = await db
    .selectFrom('merge')
    .select('snapshot')
    .where('kept_id', '=', merge.kept_id)
    .where('id', '<>', merge.id)
    .where('undone_at', 'is', null)
    .execute()
  const theirs = new Set(
    others.flatMap(
      ({ snapshot }) => (JSON.parse(snapshot) as { contacts?: number[] }).contacts ?? [],
    ),
  )
  const rows = await db
    .selectFrom('contact')
    .select(['id', 'at', 'way', 'text'])
    .where('person_id', '=', merge.kept_id)
    .where('case_id', 'is', null)
    .where('undone_at', 'is', null)
    // Numbers follow time, also within one millisecond.
    .where('id', '>', merge.id)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.filter(({ id }) => !theirs.has(id))
}

/** What staff wrote down of these people and did not take back, in order of time; `newest`: only so many, the newest first. */
export function readLoggedContacts(
  db: Kysely<Schema>,
  personIds: readonly number[],
  since: number,
  newest?: number,
) {
  return db
    .selectFrom('contact as k')
    .leftJoin('staff as s', 's.id', 'k.staff_id')
    .select([
      'k.id',
      'k.person_id',
      'k.case_id',
      'k.at',
      'k.way',
      'k.sentiment',
      'k.intents',
      'k.text',
      's.name as by',
    ])
    .where('k.person_id', 'in', [...personIds])
    .where('k.undone_at', 'is', null)
    .where('k.at', '>', since)
    .$if(newest === undefined, (query) => query.orderBy('k.at').orderBy('k.id'))
    .$if(newest !== undefined, (query) =>
      query
        .orderBy('k.at', 'desc')
        .orderBy('k.id', 'desc')
        .limit(newest ?? 0),
    )
    .execute()
}
