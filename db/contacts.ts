import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

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
