import { type Kysely, sql } from 'kysely'
import { forgetDeliveries } from './deliveries.ts'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
/** Rows a statement: a long lock would keep cards waiting. */
const CHUNK = 500

/** How long the deletion of a post we never had is remembered. */
const FOREIGN_DAYS = 3

/** What is kept for a while only: its table, its key, its time, and for how many days. */
const KEPT = [
  // Near-copies are joined within a week (DESIGN §2).
  { table: 'recent_text', key: 'mention_id', at: 'at', days: 7 },
  // Long enough to answer "why did I not see this?" and to back-test a query.
  { table: 'rejected', key: 'key', at: 'at', days: 14 },
  // Source: facts on reliability, rule 7.
  { table: 'dead_letter', key: 'id', at: 'at', days: 14 },
  // Keys of sent rows must outlive every replay that could ask for the same effect again.
  { table: 'outbox', key: 'id', at: 'sent_at', days: 90 },
  { table: 'trouble', key: 'id', at: 'ended_at', days: 90 },
  { table: 'login_link', key: 'token_hash', at: 'expires_at', days: 1 },
  { table: 'session', key: 'id_hash', at: 'expires_at', days: 1 },
] as const

/** Forgets what has been kept long enough, in small steps; how many rows of each table went. */
export async function forgetOld(
  db: Kysely<Schema>,
  now: number,
): Promise<Readonly<Record<(typeof KEPT)[number]['table'], number>>> {
  const gone = {
    recent_text: 0,
    rejected: 0,
    dead_letter: 0,
    outbox: 0,
    trouble: 0,
    login_link: 0,
    session: 0,
  }
  for (const { table, key, at, days } of KEPT) {
    for (;;) {
      const { numAffectedRows } = await sql`
        delete from ${sql.table(table)} where ${sql.ref(key)} in (
          select ${sql.ref(key)} from ${sql.table(table)}
          where ${sql.ref(at)} < ${now - days * DAY_MS} limit ${sql.lit(CHUNK)})`.execute(db)
      const count = Number(numAffectedRows ?? 0n)
      gone[table] += count
      if (count === 0) break
    }
  }
  await forgetForeignTombstones(db, now)
  await forgetDeliveries(db, now)
  return gone
}

/**
 * A stream of a whole network tells of every deletion, also of posts that we never had. Those need to be
 * known only as long as the stream can repeat them (Jetstream: 36 h); what we had keeps its own mark.
 */
async function forgetForeignTombstones(db: Kysely<Schema>, now: number): Promise<void> {
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from tombstone where key in (
        select t.key from tombstone t where t.at < ${now - FOREIGN_DAYS * DAY_MS}
        and t.key not like 'author:%'
        and not exists (select 1 from mention m where m.key = t.key) limit ${sql.lit(CHUNK)})`.execute(
      db,
    )
    if (Number(numAffectedRows ?? 0n) === 0) return
  }
}
