import type { Clock } from '../core/clock.ts'
import { countDueRequests } from '../db/data-requests.ts'
import type { Database } from '../db/database.ts'
import { queueNotice } from '../db/notices.ts'

const WEEK_MS = 7 * 86_400_000

/** Tells the team once a day while an answer about somebody's data is due within a week; answers for how many brands. */
export async function remindRequests(deps: { db: Database; clock: Clock }): Promise<number> {
  const { db, clock } = deps
  let reminded = 0
  for (const { id, name } of await db.kysely.selectFrom('brand').select(['id', 'name']).execute()) {
    const due = await countDueRequests(db.kysely, id, clock.now() + WEEK_MS)
    if (due === 0) continue
    const who = due === 1 ? '1 person waits' : `${due} people wait`
    const text = `${who} for an answer about their data at ${name}, and it is due within a week. Open People on the desk, then “What people ask about their data”.`
    if (await queueNotice(db, clock, { subject: id, about: 'data_requests', text })) reminded++
  }
  return reminded
}
