import type { Transaction } from 'kysely'
import { createBulkSource } from '../batch-writer/bulk.ts'
import { closeRequestsOf } from '../data-requests.ts'
import type { Database } from '../database.ts'
import type { Schema } from '../schema.ts'
import { inStep } from './in-step.ts'
import { authorMarks, customerMark, emailMark } from './marks.ts'
import { forgetAsks } from './scrub-asks.ts'
import { keepNumbers } from './scrub-json.ts'
import type { Subject } from './subject.ts'

/** Of a staff member, or of ours: no word about the person. */
const OWN_WORDS = ['to', 'from', 'heads']
const ERASED_DETAIL = '{"erased":true}'
const CHUNK = 400

/** First of all: from now on nothing of theirs is taken any more. */
export async function leaveMarks(db: Database, now: number, subject: Subject): Promise<void> {
  const authors = await db.kysely
    .selectFrom('author')
    .select(['key', 'network', 'native_id', 'handle'])
    .where('id', 'in', [...subject.authorIds, -1])
    .where('key', 'not like', 'erased:%')
    .execute()
  const customers = await db.kysely
    .selectFrom('customer')
    .select(['key', 'brand_id', 'email_print'])
    .where('id', 'in', [...subject.customerIds, -1])
    .execute()
  const marks = [
    ...authors.flatMap(authorMarks),
    ...customers.flatMap(({ key, brand_id, email_print }) => [
      customerMark(key),
      ...(email_print === null ? [] : [emailMark(brand_id, email_print)]),
    ]),
  ]
  const bulkOf = createBulkSource(db)
  await inStep(db, (trx) =>
    bulkOf(trx).insertNew(
      'erased',
      ['mark', 'at'],
      [...new Set(marks)].map((mark) => [mark, now]),
    ),
  )
}

/** What staff did stays in the audit; what their acts were about goes. */
export async function scrubAudit(
  db: Database,
  subject: Subject,
  caseIds: readonly number[],
): Promise<void> {
  const replies = await idsOf(db, 'reply', caseIds)
  const grants = await idsOf(db, 'reward_grant', caseIds)
  const subjects = [
    ...subject.personIds.map((id) => `person:${id}`),
    ...subject.authorIds.map((id) => `author:${id}`),
    ...caseIds.map((id) => `case:${id}`),
    ...replies.map((id) => `reply:${id}`),
    ...grants.map((id) => `grant:${id}`),
  ]
  for (let i = 0; i < subjects.length; i += CHUNK)
    await inStep(db, async (trx) => {
      const rows = await trx
        .selectFrom('audit')
        .select(['id', 'detail'])
        .where('subject', 'in', subjects.slice(i, i + CHUNK))
        .where('detail', 'not in', ['{}', ERASED_DETAIL])
        .execute()
      for (const { id, detail } of rows)
        if (keepNumbers(detail, OWN_WORDS) !== detail)
          await trx
            .updateTable('audit')
            .set({ detail: ERASED_DETAIL })
            .where('id', '=', id)
            .execute()
    })
}

/** Last of all: who they were. Their empty accounts hold gifts and cases together. */
export async function forgetPeople(
  trx: Transaction<Schema>,
  subject: Subject,
  now: number,
): Promise<void> {
  const people = [...subject.personIds, -1]
  const authors = [...subject.authorIds, -1]
  await trx.deleteFrom('person_author').where('person_id', 'in', people).execute()
  await trx.deleteFrom('person_author').where('author_id', 'in', authors).execute()
  await trx.deleteFrom('person_customer').where('person_id', 'in', people).execute()
  await trx.deleteFrom('person_standing').where('person_id', 'in', people).execute()
  await trx.deleteFrom('person_event').where('person_id', 'in', people).execute()
  await forgetAsks(trx, subject)
  await closeRequestsOf(trx, subject, now)
  await trx.deleteFrom('contact').where('person_id', 'in', people).execute()
  await trx
    .deleteFrom('not_same')
    .where((eb) => eb.or([eb('low_id', 'in', people), eb('high_id', 'in', people)]))
    .execute()
  await trx.deleteFrom('person').where('id', 'in', people).execute()
  await trx.deleteFrom('account_side').where('author_id', 'in', authors).execute()
  await trx.deleteFrom('ignored_author').where('author_id', 'in', authors).execute()
  await trx.deleteFrom('opt_out').where('author_id', 'in', authors).execute()
  await trx.deleteFrom('consent').where('author_id', 'in', authors).execute()
  await trx
    .deleteFrom('merge')
    .where((eb) => eb.or([eb('kept_id', 'in', people), eb('merged_id', 'in', people)]))
    .execute()
  for (const id of subject.authorIds)
    await trx
      .updateTable('author')
      .set({
        key: `erased:${id}`,
        native_id: null,
        handle: null,
        name: null,
        url: null,
        followers: null,
        verified: null,
        is_bot: null,
        address: null,
      })
      .where('id', '=', id)
      .execute()
}

async function idsOf(
  db: Database,
  table: 'reply' | 'reward_grant',
  caseIds: readonly number[],
): Promise<number[]> {
  const rows = await db.kysely
    .selectFrom(table)
    .select('id')
    .where('case_id', 'in', [...caseIds, -1])
    .execute()
  return rows.map(({ id }) => id)
}
