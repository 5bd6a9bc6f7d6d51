import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../database.ts'
import { writeStatement } from '../incidents.ts'
import { containing } from '../like.ts'
import type { Schema } from '../schema.ts'
import { forgetQuotes } from './forget-quotes.ts'
import { inStep } from './in-step.ts'
import { cutOut } from './scrub-json.ts'
import type { Needles } from './subject.ts'
import { EMPTIED, TOLD, takeBack } from './take-back.ts'

const CHUNK = 200

/**
 * Takes somebody out of what is kept as it came: unreadable items, requests of other services, turned-away
 * keys, and messages that are not about a case. What is still to be read loses only what is theirs.
 */
export async function scrubRaw(db: Database, needles: Needles, now: number): Promise<void> {
  for (const needle of needles.ids.concat(needles.parts)) {
    const like = holding(needle)
    await inChunks(db, (trx) =>
      sql`delete from dead_letter where id in (
        select id from dead_letter where raw like ${like} escape '\\' or reason like ${like} escape '\\'
        limit ${sql.lit(CHUNK)})`.execute(trx),
    )
    await inChunks(db, (trx) =>
      sql`update delivery set body = '' where seq in (
        select seq from delivery where done_at is not null and body like ${like} escape '\\'
        limit ${sql.lit(CHUNK)})`.execute(trx),
    )
  }
  for (const part of needles.parts) {
    await scrubKeys(db, holding(part))
    await scrubQuotes(db, holding(part), now)
    // A statement is public words of ours, kept as written and not as JSON; one that names them is taken back.
    const told = await db.kysely
      .selectFrom('incident')
      .select(['id', 'statement_by'])
      .where(sql<boolean>`statement like ${containing(part)} escape '\\'`)
      .execute()
    for (const { id, statement_by: by } of told)
      await inStep(db, async (trx) => {
        await writeStatement({ trx, nextId: db.nextId, now }, id, { text: null, by })
      })
  }
  await cutDeliveries(db, needles)
  await cutMessages(db, needles, now)
}

async function scrubKeys(db: Database, like: string): Promise<void> {
  for (const table of ['rejected', 'tombstone'] as const)
    await inChunks(db, (trx) =>
      sql`delete from ${sql.table(table)} where key in (
        select key from ${sql.table(table)} where key like ${like} escape '\\'
        limit ${sql.lit(CHUNK)})`.execute(trx),
    )
}

/** Posts of theirs that were never about us, quoted by somebody's answer. */
async function scrubQuotes(db: Database, like: string, now: number): Promise<void> {
  for (;;) {
    const quoting = await db.kysely
      .selectFrom('mention')
      .select('id')
      .where('parent_text', 'is not', null)
      .where(sql<boolean>`reply_to_key like ${like} escape '\\'`)
      .limit(CHUNK)
      .execute()
    if (quoting.length === 0) return
    await inStep(db, (trx) =>
      forgetQuotes(
        db,
        trx,
        quoting.map(({ id }) => id),
        now,
      ),
    )
  }
}

/** Requests that are not stored as posts yet may hold posts of others. */
async function cutDeliveries(db: Database, { ids }: Needles): Promise<void> {
  for (const id of ids) {
    const rows = await db.kysely
      .selectFrom('delivery')
      .select(['seq', 'body'])
      .where('done_at', 'is', null)
      .where(sql<boolean>`body like ${holding(id)} escape '\\'`)
      .execute()
    for (const { seq, body } of rows)
      await db.kysely
        .updateTable('delivery')
        .set({ body: cutOut(body, ids) })
        .where('seq', '=', seq)
        .execute()
  }
}

/**
 * A message that names them and is not sent yet is not sent any more; one that was sent keeps its key, and what Slack
 * was told by it is deleted there.
 */
async function cutMessages(db: Database, { parts }: Needles, now: number): Promise<void> {
  for (const part of parts) {
    const like = holding(part)
    const names = sql<boolean>`(payload like ${like} escape '\\' or coalesce(error, '') like ${like} escape '\\'
      or coalesce(result, '') like ${like} escape '\\')`
    await inStep(db, async (trx) => {
      const told = await trx
        .selectFrom('outbox')
        .select(['lane', 'result'])
        .where('case_id', 'is', null)
        .where('kind', 'in', [...TOLD])
        .where('state', '=', 'sent')
        .where(names)
        .execute()
      for (const { lane, result: ts } of told)
        if (ts !== null) await takeBack(db, trx, { lane, ts }, now)
      await sql`update outbox set state = case when state = 'sent' then 'sent' else 'dead' end,
        payload = ${EMPTIED}, error = null, result = null, lease_token = lease_token + 1
        where case_id is null and ${names}`.execute(trx)
    })
  }
}

async function inChunks(
  db: Database,
  step: (trx: Transaction<Schema> | Kysely<Schema>) => Promise<{ numAffectedRows?: bigint }>,
): Promise<void> {
  for (;;) {
    const { numAffectedRows } = await inStep(db, step)
    if (Number(numAffectedRows ?? 0n) < CHUNK) return
  }
}

/** A pattern that finds the word within a text, as it stands in JSON. */
export function holding(word: string): string {
  return containing(JSON.stringify(word).slice(1, -1))
}
