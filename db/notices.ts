import type { Transaction } from 'kysely'
import { AFTER_COMPLAINTS } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import type { Database } from './database.ts'
import { morningAfter } from './morning.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'
import { readTeamChannel } from './team-channel.ts'

const DAY_MS = 86_400_000

/** Something the team should know that is no case. */
export interface Notice {
  /** Whom or what it is about; never shown. */
  subject: string
  /** Said of a subject at most once a day. */
  about: string
  text: string
  /** The message in Slack that it is about. */
  message?: { channel: string; ts: string }
}

/**
 * Queues a message to the team's channel; nothing where the team has no channel. At night it waits for the morning.
 * False where the same was said today.
 */
export async function queueNotice(db: Database, clock: Clock, notice: Notice): Promise<boolean> {
  return db.transaction((trx) => enqueueNotice(db, trx, clock.now(), notice))
}

/** The same within a transaction. */
export async function enqueueNotice(
  db: Database,
  trx: Transaction<Schema>,
  now: number,
  { subject, about, ...said }: Notice,
): Promise<boolean> {
  const team = await readTeamChannel(trx)
  if (team === null) return false
  return enqueue(trx, {
    id: db.nextId(),
    kind: 'notice.post',
    key: `notice:${subject}:${about}:${Math.floor(now / DAY_MS)}`,
    lane: `slack:${team.channel}`,
    case_id: null,
    priority: AFTER_COMPLAINTS,
    payload: JSON.stringify(said),
    due_at: await morningAfter(trx, team.zone, now),
    created_at: now,
  })
}
