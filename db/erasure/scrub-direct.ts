import type { Transaction } from 'kysely'
import type { Database } from '../database.ts'
import type { Schema } from '../schema.ts'
import { inStep } from './in-step.ts'
import type { Subject } from './subject.ts'
import { takeBack } from './take-back.ts'

/** Direct messages that name somebody: those about their cases, and those about them. */
const ABOUT_CASE = ['staff.note']
const ABOUT_PERSON = ['strike.note']

/** Has direct messages to colleagues about these people deleted in Slack; what waits is not sent any more. */
export async function scrubDirect(
  db: Database,
  now: number,
  subject: Subject,
  caseIds: readonly number[],
): Promise<void> {
  const wanted = [
    ...caseIds.map((id) => ({ kinds: ABOUT_CASE, start: `{"caseId":${id},` })),
    ...subject.personIds.map((id) => ({ kinds: ABOUT_PERSON, start: `{"personId":${id},` })),
  ]
  for (const one of wanted) await inStep(db, (trx) => scrubSome(db, trx, now, one))
}

async function scrubSome(
  db: Database,
  trx: Transaction<Schema>,
  now: number,
  { kinds, start }: { kinds: readonly string[]; start: string },
): Promise<void> {
  const rows = await trx
    .selectFrom('outbox')
    .select(['id', 'lane', 'state', 'result'])
    .where('kind', 'in', [...kinds])
    .where('payload', 'like', `${start}%`)
    .execute()
  for (const { id, lane, state, result } of rows) {
    if (state !== 'sent') await trx.deleteFrom('outbox').where('id', '=', id).execute()
    if (state !== 'sent' || result === null) continue
    await takeBack(db, trx, { id, lane }, result, now)
  }
}
