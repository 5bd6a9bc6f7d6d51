import type { Transaction } from 'kysely'
import type { Database } from '../database.ts'
import type { OutboxRow } from '../queue.ts'
import type { Schema } from '../schema.ts'
import { inStep } from './in-step.ts'
import type { Subject } from './subject.ts'
import { takeBack } from './take-back.ts'

type Trx = Transaction<Schema>
type Told = Pick<OutboxRow, 'id' | 'lane' | 'payload' | 'state' | 'result'>

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
  for (const { kinds, start } of wanted)
    await inStep(db, async (trx) => {
      const rows = await select(trx, kinds).where('payload', 'like', `${start}%`).execute()
      for (const row of rows) await unsay(db, trx, row, now)
    })
  await inStep(db, (trx) => scrubReminders(db, trx, new Set(caseIds), now))
}

/** A reminder may be of many cases, each with the name of its author; what waits is of the others from now on. */
async function scrubReminders(
  db: Database,
  trx: Trx,
  caseIds: ReadonlySet<number>,
  now: number,
): Promise<void> {
  for (const row of await select(trx, ['nudge.post']).where('case_id', 'is', null).execute()) {
    const said = JSON.parse(row.payload) as { steps?: readonly { caseId: number }[] }
    const steps = said.steps?.filter(({ caseId }) => !caseIds.has(caseId)) ?? []
    if (steps.length === (said.steps?.length ?? 0)) continue
    if (row.state !== 'pending' || steps.length === 0) await unsay(db, trx, row, now)
    else
      await trx
        .updateTable('outbox')
        .set({ payload: JSON.stringify({ ...said, steps }) })
        .where('id', '=', row.id)
        .execute()
  }
}

function select(trx: Trx, kinds: readonly string[]) {
  return trx
    .selectFrom('outbox')
    .select(['id', 'lane', 'payload', 'state', 'result'])
    .where('kind', 'in', [...kinds])
}

/** One that is on its way is found by its missing row when it arrives. */
async function unsay(db: Database, trx: Trx, row: Told, now: number): Promise<void> {
  if (row.state !== 'sent') await trx.deleteFrom('outbox').where('id', '=', row.id).execute()
  else if (row.result !== null) await takeBack(db, trx, { lane: row.lane, ts: row.result }, now)
}
