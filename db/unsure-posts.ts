import type { Kysely, Transaction } from 'kysely'
import { CASE_KINDS } from '../core/case.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'

/** Places a message in the outbox with the bundles: nobody waits for it. */
const PRIORITY = CASE_KINDS.length
/** Marks on older messages are only marks. */
const LATEST = 30

/** Which message is drawn again, and whether to take something out of it. */
export interface AskRedraw {
  askedIn: number
  takesOut?: boolean
}

/** Key of the message that asks what some posts are. */
export function askKey(askedIn: number): string {
  return `unsure:${askedIn}`
}

/** The posts that one message asks about, oldest first, and which of them nobody has told yet. */
export async function readAsked(
  db: Kysely<Schema>,
  askedIn: number,
): Promise<{ all: number; open: number[] }> {
  const rows = await db
    .selectFrom('case')
    .select(['id', 'kind', 'status'])
    .where('asked_in', '=', askedIn)
    .orderBy('id')
    .execute()
  const open = rows.filter(
    ({ kind, status }) =>
      kind === 'unsure' && status !== 'resolved' && status !== 'closed_by_author',
  )
  return { all: rows.length, open: open.map(({ id }) => id) }
}

/** Where the message stands in Slack; null while it does not. */
export async function findAskMessage(
  db: Kysely<Schema>,
  askedIn: number,
): Promise<{ lane: string; ts: string } | null> {
  const key = askKey(askedIn)
  const row = await db
    .selectFrom('outbox')
    .select(['lane', 'result'])
    .where('key', 'in', [key, `${key}:fallback`])
    .where('state', '=', 'sent')
    .where('result', 'is not', null)
    .executeTakeFirst()
  return row === undefined || row.result === null ? null : { lane: row.lane, ts: row.result }
}

/** Whether a message in a channel is one of the latest that ask what posts are. */
export async function isAskMessage(
  db: Kysely<Schema>,
  channel: string,
  ts: string,
): Promise<boolean> {
  const asked = await db
    .selectFrom('case')
    .select('asked_in')
    .distinct()
    .where('asked_in', 'is not', null)
    .where('channel', '=', channel)
    .orderBy('asked_in', 'desc')
    .limit(LATEST)
    .execute()
  if (asked.length === 0) return false
  const row = await db
    .selectFrom('outbox')
    .select('id')
    .where(
      'id',
      'in',
      asked.flatMap(({ asked_in }) => asked_in ?? []),
    )
    .where('result', '=', ts)
    .executeTakeFirst()
  return row !== undefined
}

/** Has the message drawn again: one of its posts was told, closed or came late, or (`takesOut`) words have to go. */
export async function redrawAsk(
  trx: Transaction<Schema>,
  { id, lane, now, ...said }: { id: number; lane: string; now: number } & AskRedraw,
): Promise<void> {
  const { askedIn } = said
  await enqueue(trx, {
    id,
    kind: 'unsure.update',
    key: `${askKey(askedIn)}:${id}`,
    lane,
    case_id: null,
    priority: PRIORITY,
    payload: JSON.stringify(said),
    due_at: now,
    created_at: now,
  })
}
