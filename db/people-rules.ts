import { type Kysely, sql } from 'kysely'
import { peopleSchema } from '../core/config-people.ts'
import type { PeopleRules } from '../core/people-rules.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

/** The rules that hold now; what was never set is as in docs/people-rules.md. */
export async function readPeopleRules(db: Kysely<Schema>): Promise<PeopleRules> {
  const settings = await readSettings(db, ['people'])
  // What was set before a rule was known takes that rule as it is here.
  return peopleSchema.parse(settings.get('people') ?? undefined)
}

/** People of a brand that have a standing, in order of id, above `last`. */
export async function readAssessedIds(
  db: Kysely<Schema>,
  brandId: string,
  last: number,
  limit: number,
): Promise<{ id: number; name: string }[]> {
  return db
    .selectFrom('person_standing as s')
    .innerJoin('person as p', 'p.id', 's.person_id')
    .select(['p.id', 'p.name'])
    .where('s.brand_id', '=', brandId)
    .where('p.id', '>', last)
    .where(sql<boolean>`s.love is not null`)
    .orderBy('p.id')
    .limit(limit)
    .execute()
}
