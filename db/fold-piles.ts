import { sql, type Transaction } from 'kysely'
import { CASE_KINDS, type CaseKind } from '../core/case.ts'
import type { Database } from './database.ts'
import { localDay } from './local-day.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'

/** Cards that could not be posted for so long are old news (facts on reliability, rule 8). */
export const PILE_MS = 300_000
/** The most pressing cards of a pile, which still go out one by one (facts on Slack, A8). */
export const PILE_CARDS = 5

/** In the words of the partial index, so that SQLite does not read every row ever sent. */
const waiting = sql<boolean>`o.state in ('pending', 'leased', 'ambiguous') and o.state = 'pending'`

/** Rows that another process is about to send are passed over. */
const held = (db: Database) =>
  db.dialect === 'postgres' ? sql`for update of o skip locked` : sql``

/**
 * Gathers what piled up for a channel while it could not be reached: emergencies and the few most pressing
 * cards stay, the other cases go into one bundle and give their share of the day's alerts back. Rows that may
 * have been sent already are left alone. Returns how many cards were gathered.
 */
export async function foldPiles(db: Database, now: number): Promise<number> {
  const lanes = await findPiles(db, now)
  if (lanes.length === 0) return 0
  return db.transaction(async (trx) => {
    // The ingest writes cases and shares as it read them: the two take turns, as its own writers do.
    if (db.dialect === 'postgres') await sql`select pg_advisory_xact_lock(4747)`.execute(trx)
    let folded = 0
    for (const lane of lanes) folded += await foldLane(db, trx, lane, now)
    return folded
  })
}

/** Lanes with more old cards than may go out one by one, or with several bundles due at once. */
async function findPiles(db: Database, now: number): Promise<string[]> {
  const rows = await db.kysely
    .selectFrom('outbox as o')
    .select(['o.lane', 'o.kind', (eb) => eb.fn.countAll<number>().as('n')])
    .where(waiting)
    .where('o.priority', '>', 0)
    .where((eb) =>
      eb.or([
        eb.and([
          eb('o.kind', '=', 'card.post'),
          eb('o.created_at', '<=', now - PILE_MS),
          // What is held for the morning is no pile before it.
          eb('o.due_at', '<=', now),
        ]),
        eb.and([eb('o.kind', '=', 'bundle.post'), eb('o.due_at', '<=', now)]),
      ]),
    )
    .groupBy(['o.lane', 'o.kind'])
    .execute()
  const most = (kind: string) => (kind === 'card.post' ? PILE_CARDS : 1)
  return [...new Set(rows.filter((row) => row.n > most(row.kind)).map((row) => row.lane))]
}

async function foldLane(
  db: Database,
  trx: Transaction<Schema>,
  lane: string,
  now: number,
): Promise<number> {
  const pile = await trx
    .selectFrom('outbox as o')
    .innerJoin('case as c', 'c.id', 'o.case_id')
    .innerJoin('brand as b', 'b.id', 'c.brand_id')
    .select([
      'o.id',
      'o.created_at',
      'o.payload',
      'c.id as caseId',
      'c.kind',
      'c.channel',
      'b.zone',
    ])
    .where(waiting)
    .where('o.lane', '=', lane)
    .where('o.kind', '=', 'card.post')
    .where('o.priority', '>', 0)
    .where('o.created_at', '<=', now - PILE_MS)
    .where('o.due_at', '<=', now)
    .orderBy('o.priority')
    .orderBy('o.id')
    .modifyEnd(held(db))
    .execute()
  const counts: Partial<Record<CaseKind, number>> = {}
  const folded = pile.slice(PILE_CARDS)
  for (const card of folded) {
    const kind = card.kind as CaseKind
    counts[kind] = (counts[kind] ?? 0) + 1
    await withdrawCard(trx, card)
  }
  await gatherBundles(db, trx, lane, counts, now)
  return folded.length
}

/** The case waits on the desk: no card to redraw, and its share of the day's alerts is free again. */
async function withdrawCard(
  trx: Transaction<Schema>,
  card: {
    caseId: number
    channel: string | null
    zone: string
    created_at: number
    payload: string
  },
): Promise<void> {
  await trx
    .deleteFrom('outbox')
    .where('case_id', '=', card.caseId)
    .where('kind', 'in', ['card.post', 'card.update', 'thread.note'])
    .where('state', '=', 'pending')
    .execute()
  await trx.updateTable('case').set({ bundled: 1 }).where('id', '=', card.caseId).execute()
  if (card.channel === null) return
  const { day } = JSON.parse(card.payload) as { day?: string }
  await trx
    .updateTable('alert_count')
    .set((eb) => ({ sent: eb('sent', '-', 1) }))
    .where('channel', '=', card.channel)
    .where('day', '=', day ?? localDay(card.zone, card.created_at))
    .where('sent', '>', 0)
    .execute()
}

/** A bundle is a message of its day, too: one more, or one that was never told after all. */
async function countBundle(
  trx: Transaction<Schema>,
  lane: string,
  at: number,
  by: 1 | -1,
): Promise<void> {
  const channel = lane.replace(/^slack:/, '')
  const brand = await trx
    .selectFrom('brand')
    .select('zone')
    .where('channel', '=', channel)
    .executeTakeFirst()
  await trx
    .updateTable('alert_count')
    .set((eb) => ({ sent: eb('sent', '+', by) }))
    .where('channel', '=', channel)
    .where('day', '=', localDay(brand?.zone ?? 'UTC', at))
    .where('sent', '>=', by === 1 ? 0 : 1)
    .execute()
}

/** One bundle a lane, due now, with everything that the waiting ones say. */
async function gatherBundles(
  db: Database,
  trx: Transaction<Schema>,
  lane: string,
  counts: Partial<Record<CaseKind, number>>,
  now: number,
): Promise<void> {
  const bundles = await trx
    .selectFrom('outbox as o')
    .select(['o.id', 'o.payload', 'o.created_at'])
    .where(waiting)
    .where('o.lane', '=', lane)
    .where('o.kind', '=', 'bundle.post')
    .orderBy('o.id')
    .modifyEnd(held(db))
    .execute()
  const views = bundles.map((row) => JSON.parse(row.payload) as { counts: typeof counts })
  const sum = (kind: CaseKind) =>
    views.reduce((all, view) => all + (view.counts[kind] ?? 0), counts[kind] ?? 0)
  const total = Object.fromEntries(
    CASE_KINDS.map((kind) => [kind, sum(kind)]).filter(([, n]) => n !== 0),
  )
  if (Object.keys(total).length === 0) return
  const payload = JSON.stringify({ counts: total, deskUrl: null })
  const [first, ...others] = bundles
  if (first === undefined) {
    const id = db.nextId()
    await enqueue(trx, {
      id,
      kind: 'bundle.post',
      key: `bundle:${lane}:${id}`,
      lane,
      case_id: null,
      priority: CASE_KINDS.length,
      payload,
      due_at: now,
      created_at: now,
    })
    return countBundle(trx, lane, now, 1)
  }
  await trx.updateTable('outbox').set({ payload, due_at: now }).where('id', '=', first.id).execute()
  for (const one of others) {
    await trx.deleteFrom('outbox').where('id', '=', one.id).execute()
    await countBundle(trx, lane, one.created_at, -1)
  }
}
