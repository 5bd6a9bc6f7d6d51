import type { Transaction } from 'kysely'
import { type Bulk, createBulkSource } from '../batch-writer/bulk.ts'
import type { Database } from '../database.ts'
import { enqueue } from '../queue.ts'
import type { Schema } from '../schema.ts'
import { redrawAsk } from '../unsure-posts.ts'
import { inStep } from './in-step.ts'
import { keepNumbers } from './scrub-json.ts'
import type { Subject } from './subject.ts'
import { EMPTIED, TOLD, takeBackThread } from './take-back.ts'

type Trx = Transaction<Schema>

const CHUNK = 50
/** Words of ours in an event: who got the case, and where it went from. */
const OWN_WORDS = ['to', 'from']
/** Why an answer that waited will never be sent. */
export const ERASED_REASON = 'This person asked to be erased, so nothing is sent to them any more.'

/**
 * Empties the cases of these people: notes, drafts, answers, reasons and messages lose their words. That there
 * was a case, who worked on it and when stays.
 */
export async function scrubCases(db: Database, now: number, subject: Subject): Promise<number[]> {
  const ids = await findCases(db, subject)
  const bulkOf = createBulkSource(db)
  for (let i = 0; i < ids.length; i += CHUNK) {
    const some = ids.slice(i, i + CHUNK)
    await inStep(db, async (trx) => {
      await scrubRows(bulkOf(trx), some)
      await scrubEvents(trx, some)
      await scrubMessages(db, trx, some, now)
    })
  }
  return ids
}

async function findCases(db: Database, subject: Subject): Promise<number[]> {
  const own = await db.kysely
    .selectFrom('case')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('author_id', 'in', [...subject.authorIds, -1]),
        eb('person_id', 'in', [...subject.personIds, -1]),
      ]),
    )
    .execute()
  const joined = await db.kysely
    .selectFrom('case_mention as cm')
    .innerJoin('mention as m', 'm.id', 'cm.mention_id')
    .select('cm.case_id as id')
    .where('m.author_id', 'in', [...subject.authorIds, -1])
    .execute()
  return [...new Set([...own, ...joined].map(({ id }) => id))]
}

async function scrubRows(bulk: Bulk, ids: readonly number[]): Promise<void> {
  const rows = ids.map((id) => [id])
  await bulk.run('delete from note where case_id = ?', rows)
  await bulk.run('delete from draft where case_id = ?', rows)
  await bulk.run('update recovery set fix = null, due_at = null where case_id = ?', rows)
  await bulk.run(
    `update reward_grant set reason = '', person_id = null,
       state = case when state in ('waiting', 'approved') and code_id is null then 'expired' else state end
     where case_id = ?`,
    rows,
  )
  await bulk.run(
    `update reply set text = '', url = null, native_id = null, error = null where case_id = ?
     and state not in ('queued', 'waiting_approval', 'ambiguous')`,
    rows,
  )
  await bulk.run(
    `update reply set text = '', url = null, native_id = null, error = ?, state = 'refused'
     where case_id = ? and state in ('queued', 'waiting_approval', 'ambiguous')`,
    ids.map((id) => [ERASED_REASON, id]),
  )
  await bulk.run(
    `update "case" set person_id = null, thread_root = null,
       status = case when status = 'waiting_approval' then 'closed_by_author' else status end
     where id = ?`,
    rows,
  )
}

async function scrubEvents(trx: Trx, ids: readonly number[]): Promise<void> {
  const events = await trx
    .selectFrom('case_event')
    .select(['id', 'detail'])
    .where('case_id', 'in', [...ids])
    .where('detail', '<>', '{}')
    .execute()
  for (const { id, detail } of events) {
    const kept = keepNumbers(detail, OWN_WORDS)
    if (kept !== detail)
      await trx.updateTable('case_event').set({ detail: kept }).where('id', '=', id).execute()
  }
}

/** What waits keeps its numbers, and nothing more is told; what was told in their threads is deleted there. */
async function scrubMessages(
  db: Database,
  trx: Trx,
  ids: readonly number[],
  now: number,
): Promise<void> {
  const rows = await trx
    .selectFrom('outbox')
    .select(['id', 'kind', 'payload', 'state'])
    .where('case_id', 'in', [...ids])
    .execute()
  for (const row of rows) {
    const isOver = row.state === 'sent' || row.state === 'dead'
    await trx
      .updateTable('outbox')
      .set({ payload: isOver ? EMPTIED : keepNumbers(row.payload, ['day']), error: null })
      .where('id', '=', row.id)
      .execute()
    if (TOLD.includes(row.kind) && row.state !== 'sent')
      await trx.deleteFrom('outbox').where('id', '=', row.id).execute()
  }
  const cards = await trx
    .selectFrom('case')
    .select(['id', 'channel', 'slack_ts'])
    .where('id', 'in', [...ids])
    .execute()
  for (const { id: caseId, channel, slack_ts: ts } of cards)
    if (channel !== null && ts !== null) await takeBackThread(db, trx, { caseId, channel, ts }, now)
}

/** Has every card drawn again, and the message that asks about it, once nothing can be read from it any more. */
export async function redrawCards(
  db: Database,
  trx: Trx,
  ids: readonly number[],
  now: number,
): Promise<void> {
  for (const caseId of ids) {
    const row = await trx
      .updateTable('case')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('id', '=', caseId)
      .returning(['version', 'channel', 'bundled', 'asked_in'])
      .executeTakeFirst()
    if (row === undefined || row.channel === null) continue
    const { channel, asked_in: askedIn } = row
    if (askedIn !== null)
      await redrawAsk(trx, {
        id: db.nextId(),
        askedIn,
        lane: `slack:${channel}`,
        now,
        takesOut: true,
      })
    if (row.bundled === 1) continue
    await enqueue(trx, {
      id: db.nextId(),
      kind: 'card.update',
      key: `case:${caseId}:v${row.version}`,
      lane: `slack:${channel}`,
      case_id: caseId,
      priority: 1,
      payload: JSON.stringify({ caseId, version: row.version, takesOut: true }),
      due_at: now,
      created_at: now,
    })
  }
}
