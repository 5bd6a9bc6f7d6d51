import type { SimulatedClock } from '../../core/clock.ts'
import type { Database } from '../../db/database.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { anAnswer, CANARY, type Ids, PRINT, placesOf, theirOrder, theirPosts } from './canary.ts'
import { type Desk, NOON, openDesk } from './listening-desk.ts'
import { plantCase, plantMessages } from './plant-case.ts'
import { plantAnswer, plantContacts, plantPerson } from './plant-person.ts'

export interface Planted extends Ids {
  desk: Desk
  /** In how many tables the canary stands. */
  places: number
}

/** A person of whom something stands in every place that may hold words, names or handles. */
export async function plantCanary(db: Database, clock: SimulatedClock): Promise<Planted> {
  const desk = await openDesk({ db, clock })
  for (const [id, role] of [
    ['olga', 'owner'],
    ['ana', 'agent'],
  ] as const)
    await db.kysely
      .insertInto('staff')
      .values({
        id,
        slack_user_id: null,
        name: id,
        role,
        zone: null,
        created_at: NOON,
        disabled_at: null,
      })
      .execute()
  for (const item of [...theirPosts, anAnswer]) await desk.hear(item)
  const author = await db.kysely
    .selectFrom('author')
    .select('id')
    .where('key', 'like', `%${CANARY}%`)
    .executeTakeFirstOrThrow()
  const row = await db.kysely
    .selectFrom('case')
    .select('id')
    .where('author_id', '=', author.id)
    .executeTakeFirstOrThrow()
  const personId = await personOf(db, author.id)
  const ids = { personId, authorId: author.id, caseId: row.id }
  await createPurchaseStore(db, clock.now, PRINT).store('juniper', 'shop', [theirOrder])
  await plantPerson(db, ids)
  await plantContacts(db, ids)
  await plantAnswer(db, ids)
  await plantCase(db, ids)
  await plantMessages(db, ids)
  const places = (await placesOf(db)).size
  return { desk, ...ids, places }
}

async function personOf(db: Database, authorId: number): Promise<number> {
  const known = await db.kysely
    .selectFrom('person_author')
    .select('person_id')
    .where('author_id', '=', authorId)
    .executeTakeFirstOrThrow()
  return known.person_id
}
