import type { Kysely } from 'kysely'
import { nextOpen } from '../core/business-hours.ts'
import { CASE_KINDS } from '../core/case.ts'
import type { DigestFacts, DigestKind } from '../core/digest.ts'
import { type DueDigest, digestSpan } from '../core/digest-time.ts'
import type { OwnDigest } from '../core/own-digest.ts'
import { awakeHours } from '../core/schedule.ts'
import type { Database } from './database.ts'
import { readAnswers, readHome } from './home.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'

/** Behind every card, as the team's digest is. */
const PRIORITY = CASE_KINDS.length
/** Teams of more brands read those on the desk. */
const BRANDS_TOLD = 3

/** Somebody who wants a digest of their own. */
export interface OwnReader {
  staffId: string
  slackUserId: string
  wants: Exclude<OwnDigest, 'off'>
  since: number
  zone: string
  quiet: string | null
}

/** What a queued one says of itself. */
export interface OwnDigestRow {
  staffId: string
  userId: string
  day: string
  kind: DigestKind
  /** When it should be read, epoch ms. */
  at: number
}

/** Everybody on the team who wants one and whom Slack knows. */
export async function readOwnReaders(db: Kysely<Schema>): Promise<OwnReader[]> {
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'slack_user_id', 'digest', 'digest_since', 'zone', 'quiet'])
    .where('digest', 'is not', null)
    .where('slack_user_id', 'is not', null)
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .execute()
  if (rows.length === 0) return []
  const brand = await db.selectFrom('brand').select('zone').orderBy('id').limit(1).execute()
  return rows.map((row) => ({
    staffId: row.id,
    slackUserId: row.slack_user_id ?? '',
    wants: row.digest === 'weekly' ? 'weekly' : 'daily',
    since: row.digest_since ?? 0,
    zone: row.zone ?? brand[0]?.zone ?? 'UTC',
    quiet: row.quiet,
  }))
}

/** Queues one for the end of their own quiet hours; false where that of this local date was queued before. */
export async function queueOwnDigest(
  db: Database,
  { staffId, slackUserId, zone, quiet }: OwnReader,
  due: DueDigest,
  now: number,
): Promise<boolean> {
  const at = nextOpen(due.dueAt, awakeHours(quiet, zone))
  const said: OwnDigestRow = { staffId, userId: slackUserId, day: due.day, kind: due.kind, at }
  return db.transaction((trx) =>
    enqueue(trx, {
      id: db.nextId(),
      kind: 'own.digest',
      key: `staff:${staffId}:digest:${due.day}`,
      lane: `slack:${slackUserId}`,
      case_id: null,
      priority: PRIORITY,
      payload: JSON.stringify(said),
      due_at: Math.max(at, now),
      created_at: now,
    }),
  )
}

/**
 * What waits for somebody and what they did: numbers alone, so that nothing has to be taken back when a post goes;
 * null where they are gone or want it no more. `brands` are the team's digests of the same date, where there are few.
 */
export async function readOwnDigest(db: Kysely<Schema>, row: OwnDigestRow, now: number) {
  const home = await readHome(db, row.staffId, now)
  if (home === null || home.digest === 'off') return null
  const span = digestSpan(row.kind, home.zone, row.day)
  const told = await db
    .selectFrom('digest as d')
    .innerJoin('brand as b', 'b.id', 'd.brand_id')
    .select(['b.name', 'd.facts'])
    .where('d.day', '=', row.day)
    .where('d.kind', '=', row.kind)
    .where('d.state', '=', 'made')
    .orderBy('b.name')
    .limit(BRANDS_TOLD + 1)
    .execute()
  return {
    ...home,
    kind: row.kind,
    did: await readAnswers(db, row.staffId, span.from, span.to),
    brands:
      told.length > BRANDS_TOLD
        ? []
        : told.map(({ name, facts }) => ({ name, facts: JSON.parse(facts) as DigestFacts })),
  }
}
