import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { AFTER_COMPLAINTS } from '../core/case.ts'
import type { Clock } from '../core/clock.ts'
import type { Missed, Trouble, TroubleKind } from '../core/trouble.ts'
import type { Database } from './database.ts'
import { morningAfter } from './morning.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'
import { readTeamChannel } from './team-channel.ts'

const DAY_MS = 86_400_000
const MISSED_SHOWN = 20
/** A gap is stored with its batch, and told a moment later. */
const TOLD_AFTER_MS = 5 * 60_000

/** What somebody should know of a source. */
export interface NewTrouble {
  sourceId: string
  about: TroubleKind
  text: string
  /** Since when; default: now. */
  since?: number
}

/** A trouble with where its message stands and what was not seen meanwhile. */
export interface ShownTrouble extends Trouble {
  channel: string
  slackTs: string | null
  zone: string
  missed: Missed[]
}

/**
 * Tells the team's channel once what is wrong with a source; at night in the morning. What is still so, or is so again
 * within a day, has the same message edited, which calls nobody. True where a message is queued; false also where
 * the team has no channel, as the page of sources says it too.
 */
export async function tellTrouble(db: Database, clock: Clock, found: NewTrouble): Promise<boolean> {
  return db.transaction(async (trx) => {
    const now = clock.now()
    const team = await readTeamChannel(trx)
    if (team === null) return false
    const known = await trx
      .selectFrom('trouble')
      .selectAll()
      .where('source_id', '=', found.sourceId)
      .where('about', '=', found.about)
      .where((eb) => eb.or([eb('ended_at', 'is', null), eb('began_at', '>', now - DAY_MS)]))
      .orderBy('began_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    const endedAt = found.about === 'gap' ? now : null
    if (known !== undefined) {
      await change(db, trx, known, { detail: found.text, looked_at: now, ended_at: endedAt }, now)
      return false
    }
    const id = db.nextId()
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('trouble')
      .values({
        id,
        source_id: found.sourceId,
        about: found.about,
        detail: found.text,
        began_at: found.since ?? now,
        looked_at: now,
        ended_at: endedAt,
        version: 1,
        channel: team.channel,
        slack_ts: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) return false
    const dueAt = await morningAfter(trx, team.zone, now)
    return queue(db, trx, 'trouble.post', { id, channel: team.channel, key: 'post', dueAt, now })
  })
}

/** A source is well again: what was told of it is edited to say so; how many messages that are. */
export async function endTroubles(
  db: Database,
  clock: Clock,
  sourceId: string,
  about: readonly TroubleKind[],
): Promise<number> {
  const readOpen = (from: Kysely<Schema>) =>
    from
      .selectFrom('trouble')
      .selectAll()
      .where('source_id', '=', sourceId)
      .where('about', 'in', [...about])
      .where('ended_at', 'is', null)
      .execute()
  // A source is well most of the time: that must cost no transaction.
  if ((await readOpen(db.kysely)).length === 0) return 0
  return db.transaction(async (trx) => {
    const now = clock.now()
    const rows = await readOpen(trx)
    for (const row of rows) await change(db, trx, row, { ended_at: now }, now)
    return rows.length
  })
}

/** What was told of gaps of a source that were filled at `now` is edited to say so. */
export async function redrawFilledGaps(
  db: Database,
  trx: Transaction<Schema>,
  sourceId: string,
  now: number,
): Promise<void> {
  const told = await trx
    .selectFrom('trouble as t')
    .selectAll('t')
    .where('t.source_id', '=', sourceId)
    .where('t.ended_at', 'is not', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('gap as g')
          .select('g.id')
          .whereRef('g.connection_id', '=', 't.source_id')
          .where('g.filled_at', '=', now)
          .whereRef('g.created_at', '<=', 't.ended_at')
          .where(sql<boolean>`g.created_at >= t.began_at - ${TOLD_AFTER_MS}`),
      ),
    )
    .execute()
  for (const row of told) await change(db, trx, row, { ended_at: row.ended_at }, now)
}

/** One trouble and what was not seen since it began; null where it is not known. */
export async function readTrouble(db: Kysely<Schema>, id: number): Promise<ShownTrouble | null> {
  const row = await db
    .selectFrom('trouble as t')
    .leftJoin('connection as c', 'c.id', 't.source_id')
    .selectAll('t')
    .select('c.network')
    .where('t.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  const gaps = await db
    .selectFrom('gap')
    .select(['from_at', 'to_at', 'filled_at'])
    .where('connection_id', '=', row.source_id)
    .where('created_at', '>=', row.began_at - TOLD_AFTER_MS)
    .where('created_at', '<=', row.ended_at ?? Number.MAX_SAFE_INTEGER)
    .orderBy('from_at')
    .limit(MISSED_SHOWN)
    .execute()
  return {
    id: row.id,
    sourceId: row.source_id,
    network: row.network,
    about: row.about as TroubleKind,
    detail: row.detail,
    beganAt: row.began_at,
    lookedAt: row.looked_at,
    endedAt: row.ended_at,
    version: row.version,
    channel: row.channel,
    slackTs: row.slack_ts,
    zone: (await readTeamChannel(db))?.zone ?? 'UTC',
    missed: gaps.map((gap) => ({
      from: gap.from_at,
      to: gap.to_at,
      isFilled: gap.filled_at !== null,
    })),
  }
}

/** Remembers where the message stands; what changed while it was posted is drawn at once. */
export async function setTroubleMessage(
  db: Database,
  trx: Transaction<Schema>,
  drawn: Pick<Trouble, 'id' | 'version'>,
  at: { channel: string; slackTs: string; now: number },
): Promise<void> {
  const row = await trx
    .updateTable('trouble')
    .set({ channel: at.channel, slack_ts: at.slackTs })
    .where('id', '=', drawn.id)
    .returning('version')
    .executeTakeFirst()
  if (row === undefined || row.version === drawn.version) return
  const about = { id: drawn.id, channel: at.channel, key: `v${row.version}:late`, now: at.now }
  await queue(db, trx, 'trouble.update', { ...about, dueAt: at.now })
}

async function change(
  db: Database,
  trx: Transaction<Schema>,
  row: Selectable<Schema['trouble']>,
  set: { detail?: string; looked_at?: number; ended_at: number | null },
  now: number,
): Promise<void> {
  const version = row.version + 1
  await trx
    .updateTable('trouble')
    .set({ ...set, version })
    .where('id', '=', row.id)
    .execute()
  // Not told yet: the message will be drawn as it is then.
  if (row.slack_ts === null) return
  // Only the last state is worth drawing.
  await trx
    .deleteFrom('outbox')
    .where('kind', '=', 'trouble.update')
    .where('state', '=', 'pending')
    .where('key', 'like', `trouble:${row.id}:v%`)
    .execute()
  const about = { id: row.id, channel: row.channel, key: `v${version}`, dueAt: now, now }
  await queue(db, trx, 'trouble.update', about)
}

async function queue(
  db: Database,
  trx: Transaction<Schema>,
  kind: 'trouble.post' | 'trouble.update',
  about: { id: number; channel: string; key: string; dueAt: number; now: number },
): Promise<boolean> {
  return enqueue(trx, {
    id: db.nextId(),
    kind,
    key: `trouble:${about.id}:${about.key}`,
    lane: `slack:${about.channel}`,
    case_id: null,
    priority: AFTER_COMPLAINTS,
    payload: JSON.stringify({ troubleId: about.id }),
    due_at: about.dueAt,
    created_at: about.now,
  })
}
