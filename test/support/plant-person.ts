import { noteDataRequest } from '../../db/data-requests.ts'
import type { Database } from '../../db/database.ts'
import { CANARY, type Ids, theirOrder } from './canary.ts'
import { DAY, NOON } from './listening-desk.ts'

/** What stands about the person itself: whose customer, how they stand, what was given to them. */
export async function plantPerson(
  db: Database,
  { personId, authorId, caseId }: Ids,
): Promise<void> {
  const of = { person_id: personId, brand_id: 'juniper' }
  const customer = await db.kysely.selectFrom('customer').select('id').executeTakeFirstOrThrow()
  await db.kysely
    .insertInto('person_customer')
    .values({
      person_id: personId,
      customer_id: customer.id,
      evidence: `told by ${CANARY}`,
      confidence: 1,
      confirmed_by: 'ana',
      created_at: NOON,
    })
    .execute()
  await db.kysely
    .insertInto('person_standing')
    .values({
      ...of,
      strikes: 2,
      is_out: 0,
      unproved: 0,
      terms: `{"love":[{"what":"${CANARY}"}]}`,
      evidence: `["${CANARY}"]`,
      assessed_at: NOON,
    })
    .execute()
  await db.kysely
    .insertInto('person_event')
    .values({ ...of, key: `k:${CANARY}`, at: NOON, kind: 'moved_up', detail: `{"w":"${CANARY}"}` })
    .execute()
  await db.kysely
    .insertInto('merge')
    .values({
      id: db.nextId(),
      brand_id: 'juniper',
      kept_id: personId,
      merged_id: db.nextId(),
      evidence: `${CANARY} says so`,
      snapshot: `{"person":{"name":"${CANARY}"}}`,
      staff_id: 'ana',
      at: NOON,
      undone_at: null,
      undone_by: null,
    })
    .execute()
  await db.kysely
    .insertInto('reward_grant')
    .values({
      id: db.nextId(),
      pool_id: 'cake',
      brand_id: 'juniper',
      author_id: authorId,
      person_id: personId,
      case_id: caseId,
      requested_by: 'ana',
      decided_by: null,
      state: 'issued',
      reason: `${CANARY} is kind`,
      code_id: null,
      created_at: NOON,
      decided_at: NOON,
    })
    .execute()
}

/** A question of ours and their answer. */
export async function plantAnswer(db: Database, { authorId }: Ids): Promise<void> {
  const askId = db.nextId()
  await db.kysely
    .insertInto('ask')
    .values({
      id: askId,
      brand_id: 'juniper',
      author_id: authorId,
      kind: 'feedback',
      selection: 'everybody',
      staff_id: 'ana',
      at: NOON,
      expires_at: NOON + DAY,
    })
    .execute()
  await db.kysely
    .insertInto('feedback_answer')
    .values({
      id: db.nextId(),
      ask_id: askId,
      brand_id: 'juniper',
      author_id: authorId,
      score: 3,
      words: `${CANARY} was unhappy`,
      at: NOON,
      mention_id: null,
    })
    .execute()
}

/** A call, what was promised in it, and what follows from it. */
export async function plantContacts(
  db: Database,
  { personId, authorId, caseId }: Ids,
): Promise<void> {
  const by = { staff_id: 'ana', brand_id: 'juniper' }
  await db.kysely
    .insertInto('contact')
    .values({
      ...by,
      id: db.nextId(),
      person_id: personId,
      case_id: caseId,
      at: NOON,
      way: 'phone',
      sentiment: 'negative',
      intents: '["complaint"]',
      text: `${CANARY} rang`,
      created_at: NOON,
      undone_at: null,
      undone_by: null,
    })
    .execute()
  await db.kysely
    .insertInto('recovery')
    .values({
      case_id: caseId,
      brand_id: 'juniper',
      author_id: authorId,
      opened_at: NOON,
      is_addressed: 1,
      fix: `${CANARY} now gets her coffee hot`,
      outcome: 'open',
      updated_at: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await noteDataRequest(db.kysely, {
    id: db.nextId(),
    brandId: 'juniper',
    kind: 'export',
    source: 'shop',
    customerKey: theirOrder.customer.key,
    personId: null,
    at: NOON,
    doneBy: null,
  })
  await db.kysely
    .insertInto('account_side')
    .values({ ...by, author_id: authorId, side: 'customer', at: NOON })
    .execute()
  await db.kysely
    .insertInto('not_same')
    .values({ low_id: 1, high_id: personId, staff_id: 'ana', at: NOON })
    .execute()
}
