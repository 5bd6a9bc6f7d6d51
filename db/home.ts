import { type Kysely, sql } from 'kysely'
import type { CaseKind, CaseStatus } from '../core/case.ts'
import { isNetwork, type Network } from '../core/network.ts'
import { ownDigestOf } from '../core/own-digest.ts'
import { hasRole, type Role } from '../core/staff.ts'
import { readWhen } from '../core/when.ts'
import { localDay } from './local-day.ts'
import type { Schema } from './schema.ts'

/** As many as one section shows when it stands alone; the rest is counted. */
const ROWS = 30
/** Answers of a month that the median is taken from. */
const ANSWERS = 1000

/** One case in a list: who, what, where, until when. Customer text comes as stored. */
export interface QueueRow {
  id: number
  kind: CaseKind
  status: CaseStatus
  author: string | null
  network: Network
  brandName: string
  /** Null where the author removed the post; empty where it shows a picture and says nothing. */
  text: string | null
  dueAt: number
  answeredAt: number | null
  snoozedUntil: number | null
  followUpSince: number | null
  zone: string
}

export interface QueueList {
  rows: QueueRow[]
  /** How many there are, those not shown included. */
  total: number
}

/** What a member of staff has to do, has done this month and has set; null where they are not on the team. */
export async function readHome(db: Kysely<Schema>, staffId: string, now: number) {
  const me = await db
    .selectFrom('staff')
    .select(['id', 'name', 'role', 'zone', 'quiet', 'digest'])
    .where('id', '=', staffId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (me === undefined) return null
  const brandZone = await db.selectFrom('brand').select('zone').orderBy('id').limit(1).execute()
  const zone = me.zone ?? brandZone[0]?.zone ?? 'UTC'
  const role = me.role as Role
  const today = localDay(zone, now)
  const endOfDay = readWhen(`${today} 23:59`, now, zone) ?? now
  const monthStart = readWhen(`${today.slice(0, 8)}01 00:00`, now, zone) ?? now
  const awake = sql<boolean>`c.snoozed_until is null`
  return {
    name: me.name,
    role,
    zone,
    ownZone: me.zone,
    quiet: me.quiet,
    digest: ownDigestOf(me.digest ?? '') ?? 'off',
    mine: await readQueue(db, sql<boolean>`c.owner_id = ${staffId} and ${awake}`),
    unclaimed: await readQueue(db, sql<boolean>`c.owner_id is null and ${awake}`),
    back: await readQueue(
      db,
      sql<boolean>`(c.owner_id = ${staffId} or c.owner_id is null) and c.snoozed_until <= ${endOfDay}`,
    ),
    approvals: hasRole(role, 'approver') ? await readApprovals(db, staffId) : [],
    month: await readAnswers(db, staffId, monthStart, now),
  }
}

/** Open cases of a channel that got no card of their own, soonest due first; those that sleep are not shown. */
export function readHeld(db: Kysely<Schema>, channel: string): Promise<QueueList> {
  return readQueue(
    db,
    sql<boolean>`c.bundled = 1 and c.snoozed_until is null and c.channel = ${channel}`,
  )
}

/** Open cases that pass, soonest due first. */
async function readQueue(
  db: Kysely<Schema>,
  where: ReturnType<typeof sql<boolean>>,
): Promise<QueueList> {
  const open = db
    .selectFrom('case as c')
    .where(sql<boolean>`c.status not in ('resolved', 'closed_by_author')`)
    .where(where)
  const rows = await open
    .innerJoin('brand as b', 'b.id', 'c.brand_id')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .select([
      'c.id',
      'c.kind',
      'c.status',
      'c.due_at',
      'c.answered_at',
      'c.snoozed_until',
      'c.follow_up_since',
      'b.name as brand_name',
      'b.zone',
      'm.network',
      'm.text',
      'm.state',
      'a.name',
      'a.handle',
    ])
    .orderBy('c.due_at')
    .orderBy('c.id')
    .limit(ROWS)
    .execute()
  const { n } =
    rows.length < ROWS
      ? { n: rows.length }
      : await open.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  return {
    total: n,
    rows: rows.map((row) => ({
      id: row.id,
      kind: row.kind as CaseKind,
      status: row.status as CaseStatus,
      author: row.name ?? row.handle,
      network: isNetwork(row.network) ? row.network : 'import',
      brandName: row.brand_name,
      text: row.state === 'live' ? row.text : null,
      dueAt: row.due_at,
      answeredAt: row.answered_at,
      snoozedUntil: row.snoozed_until,
      followUpSince: row.follow_up_since,
      zone: row.zone,
    })),
  }
}

/** Gifts that somebody else asked for and answers that wait for a second look, oldest first. */
async function readApprovals(db: Kysely<Schema>, staffId: string) {
  const replies = await db
    .selectFrom('reply as r')
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .innerJoin('staff as s', 's.id', 'r.staff_id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .select(['r.case_id as caseId', 's.name as by', 'a.name as author'])
    // In words without a parameter, so that the partial index serves.
    .where(sql<boolean>`r.state = 'waiting_approval'`)
    .where('r.grant_id', 'is', null)
    .where('r.staff_id', '<>', staffId)
    .orderBy('r.id')
    .limit(ROWS)
    .execute()
  const gifts = await db
    .selectFrom('reward_grant as g')
    .innerJoin('reward_pool as p', 'p.id', 'g.pool_id')
    .innerJoin('staff as s', 's.id', 'g.requested_by')
    .leftJoin('author as a', 'a.id', 'g.author_id')
    .select(['g.case_id as caseId', 'p.name as gift', 's.name as by', 'a.name as author'])
    .where('g.state', '=', 'waiting')
    .where('g.requested_by', '<>', staffId)
    .orderBy('g.id')
    .limit(ROWS)
    .execute()
  return [...gifts, ...replies.map((reply) => ({ ...reply, gift: null }))].slice(0, ROWS)
}

/** Answers and kudos of somebody in [from, to]; the time from the opening of a case to their own first answer, the middle one. */
export async function readAnswers(db: Kysely<Schema>, staffId: string, from: number, to: number) {
  const sent = await db
    .selectFrom('reply as r')
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .select(['r.case_id', 'r.pressed_at', 'c.opened_at'])
    .where('r.staff_id', '=', staffId)
    .where('r.pressed_at', '>=', from)
    .where('r.pressed_at', '<=', to)
    .where('r.state', '=', 'sent')
    .orderBy('r.pressed_at')
    .limit(ANSWERS)
    .execute()
  const { n } = await db
    .selectFrom('kudos')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('staff_id', '=', staffId)
    .where('at', '>=', from)
    .where('at', '<=', to)
    .executeTakeFirstOrThrow()
  const first = new Map<number, number>()
  for (const row of sent)
    if (!first.has(row.case_id)) first.set(row.case_id, row.pressed_at - row.opened_at)
  const waits = [...first.values()].toSorted((a, b) => a - b)
  return {
    answers: sent.length,
    typicalWaitMs: waits[Math.floor(waits.length / 2)] ?? null,
    kudos: n,
  }
}
