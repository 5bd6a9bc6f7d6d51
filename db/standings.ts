import type { Kysely, Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Network } from '../core/network.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

/** What is kept of one assessment; the terms as JSON. */
export interface NewStanding {
  personId: number
  brandId: string
  love: number | null
  reach: number | null
  risk: number | null
  stage: string | null
  strikes: number
  isOut: boolean
  isAtRisk: boolean
  unproved: boolean
  terms: string
  evidence: string
  nextStep: string | null
  nextDue: number | null
}

/** What changed with an assessment that people should hear of. */
export interface StandingChange {
  stageBefore: string | null
  outBefore: boolean
}

/**
 * People whose standing may have changed: new posts of theirs above the cursor, new orders since it, never
 * assessed, or not for a day. Answers them with the cursor for the next time.
 */
export async function findDue(
  db: Kysely<Schema>,
  cursor: { mention: number; storedAt: number },
  now: number,
  limit: number,
): Promise<{ people: number[]; cursor: { mention: number; storedAt: number } }> {
  const fresh = await db
    .selectFrom('label as l')
    .innerJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'l.author_id').onRef('pa.brand_id', '=', 'l.brand_id'),
    )
    .select(['pa.person_id', 'l.mention_id'])
    .where('l.mention_id', '>', cursor.mention)
    .orderBy('l.mention_id')
    .limit(limit)
    .execute()
  const bought = await db
    .selectFrom('purchase as p')
    .innerJoin('person_customer as pc', 'pc.customer_id', 'p.customer_id')
    .select(['pc.person_id', 'p.stored_at'])
    .where('p.stored_at', '>', cursor.storedAt)
    .orderBy('p.stored_at')
    .limit(limit)
    .execute()
  const never = await db
    .selectFrom('person as p')
    .leftJoin('person_standing as s', 's.person_id', 'p.id')
    .select('p.id as person_id')
    .where('s.person_id', 'is', null)
    .orderBy('p.id')
    .limit(limit)
    .execute()
  const old = await db
    .selectFrom('person_standing')
    .select('person_id')
    .where('assessed_at', '<=', now - 86_400_000)
    .orderBy('assessed_at')
    .limit(limit)
    .execute()
  const people = [...new Set([...fresh, ...bought, ...never, ...old].map((row) => row.person_id))]
  return {
    people,
    cursor: {
      mention: fresh.at(-1)?.mention_id ?? cursor.mention,
      storedAt: bought.at(-1)?.stored_at ?? cursor.storedAt,
    },
  }
}

/** Followers of every author who spoke to a brand on a network; null where they are unknown. */
export async function readFollowers(
  db: Kysely<Schema>,
  brandId: string,
  network: Network,
): Promise<Map<number, number | null>> {
  const rows = await db
    .selectFrom('label as l')
    .innerJoin('author as a', 'a.id', 'l.author_id')
    .select(['a.id', 'a.followers'])
    .distinct()
    .where('l.brand_id', '=', brandId)
    .where('a.network', '=', network)
    .execute()
  return new Map(rows.map((row) => [row.id, row.followers]))
}

/** Writes one standing and tells what it was before. */
export async function writeStanding(
  trx: Transaction<Schema>,
  standing: NewStanding,
  now: number,
): Promise<StandingChange> {
  const before = await trx
    .selectFrom('person_standing')
    .select(['stage', 'stage_since', 'is_out', 'key_manager'])
    .where('person_id', '=', standing.personId)
    .executeTakeFirst()
  const row = {
    brand_id: standing.brandId,
    love: standing.love,
    reach: standing.reach,
    risk: standing.risk,
    stage: standing.stage,
    stage_since: before?.stage === standing.stage ? (before.stage_since ?? now) : now,
    strikes: standing.strikes,
    is_out: standing.isOut ? 1 : 0,
    is_at_risk: standing.isAtRisk ? 1 : 0,
    unproved: standing.unproved ? 1 : 0,
    terms: standing.terms,
    evidence: standing.evidence,
    next_step: standing.nextStep,
    next_due: standing.nextDue,
    assessed_at: now,
  }
  await trx
    .insertInto('person_standing')
    .values({ person_id: standing.personId, key_manager: before?.key_manager ?? null, ...row })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(row))
    .execute()
  return { stageBefore: before?.stage ?? null, outBefore: before?.is_out === 1 }
}

/** Writes one event of a person's way; a known key changes nothing. */
export async function writePersonEvent(
  trx: Transaction<Schema>,
  event: {
    key: string
    personId: number
    brandId: string
    at: number
    kind: string
    detail: string
  },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('person_event')
    .values({
      key: event.key,
      person_id: event.personId,
      brand_id: event.brandId,
      at: event.at,
      kind: event.kind,
      detail: event.detail,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** How many people stand on each stage of a brand. */
export async function countStages(
  db: Database['kysely'],
  brandId: string,
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('person_standing')
    .select(['stage', sql<number>`count(*)`.as('n')])
    .where('brand_id', '=', brandId)
    .where('stage', 'is not', null)
    .groupBy('stage')
    .execute()
  return new Map(rows.map((row) => [row.stage ?? '', row.n]))
}
