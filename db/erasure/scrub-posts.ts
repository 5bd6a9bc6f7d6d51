import type { IncidentEvidence } from '../../core/incident.ts'
import { type Bulk, createBulkSource } from '../batch-writer/bulk.ts'
import type { WriteRules } from '../batch-writer/changes.ts'
import { unindexPosts } from '../batch-writer/mentions.ts'
import { createBatchWriter } from '../batch-writer.ts'
import type { Database } from '../database.ts'
import { changeIncident, readIncident } from '../incidents.ts'
import { forgetQuotes } from './forget-quotes.ts'
import { inStep } from './in-step.ts'
import { postMark } from './marks.ts'

/** Posts a transaction: a long lock would keep cards waiting. */
const CHUNK = 100
const LABELS = 500

interface PostRow {
  id: number
  key: string
  native_id: string
}

/** Nothing new is placed or judged here, so no rule is ever asked. */
const NO_RULES: WriteRules = {
  brands: new Map(),
  promises: {},
  hours: undefined,
  alertsPerDay: 0,
  alertsPerTenMinutes: 0,
  night: null,
  routing: { rules: [], fallback: null },
  team: { groups: new Map(), onDuty: () => null },
  assess: () => ({ advocate: false, strikes: 0, arises: false, evidence: [] }),
}

/** Takes every post of these accounts away: words, judgement, counts, search, card and address. */
export async function scrubPosts(
  db: Database,
  now: number,
  authorIds: readonly number[],
): Promise<void> {
  for (const authorId of authorIds) {
    const ids = await readIds(db, authorId)
    await untieLabels(db, ids)
    for (let i = 0; i < ids.length; i += CHUNK) {
      const rows = await readSome(db, ids.slice(i, i + CHUNK))
      if (rows.length > 0) await scrubSome(db, now, rows)
    }
  }
}

async function readIds(db: Database, authorId: number): Promise<number[]> {
  const rows = await db.kysely
    .selectFrom('mention')
    .select('id')
    .where('author_id', '=', authorId)
    .execute()
  return rows.map(({ id }) => id)
}

/** Otherwise every batch would look through all that is left of them, to see how they stand. */
async function untieLabels(db: Database, ids: readonly number[]): Promise<void> {
  const bulkOf = createBulkSource(db)
  for (let i = 0; i < ids.length; i += LABELS)
    await inStep(db, (trx) =>
      bulkOf(trx).run(
        'update label set author_id = null where mention_id = ?',
        ids.slice(i, i + LABELS).map((id) => [id]),
      ),
    )
}

/** As if the network had deleted them: counters, search, cases and cards follow. Answers how many were there. */
export async function removePosts(
  db: Database,
  now: number,
  gone: readonly { key: string; reason: string }[],
): Promise<number> {
  const brands = await db.kysely.selectFrom('brand').select(['id', 'channel', 'zone']).execute()
  const { removed } = await createBatchWriter(db).write(
    {
      connectionId: 'erasure',
      stream: 'main',
      now,
      posts: [],
      removals: gone.map(({ key, reason }) => ({ key, reason, state: 'deleted' as const })),
      authorRemovals: [],
      metrics: [],
      rejected: [],
      deadLetters: [],
      gap: null,
      cursor: null,
      costUsd: 0,
      received: 0,
    },
    { ...NO_RULES, brands: new Map(brands.map((brand) => [brand.id, brand])) },
    new Map(),
  )
  return removed
}

/** The same for posts that name no author. */
export async function scrubSome(
  db: Database,
  now: number,
  rows: readonly PostRow[],
): Promise<void> {
  const bulkOf = createBulkSource(db)
  await inStep(db, (trx) =>
    bulkOf(trx).insertNew(
      'erased',
      ['mark', 'at'],
      rows.map((row) => [postMark(row.key), now]),
    ),
  )
  // What is live loses its quotes with the removal; what was withheld is quoted still.
  await inStep(db, async (trx) => {
    const quoting = await bulkOf(trx).allIn<{ id: number }>(
      'select id from mention where parent_text is not null and reply_to_key in (%)',
      rows.map((row) => row.key),
    )
    await forgetQuotes(
      db,
      trx,
      quoting.map(({ id }) => id),
      now,
    )
  })
  const erased = rows.map(({ key }) => ({ key, reason: 'erased' }))
  await removePosts(db, now, erased)
  await inStep(db, async (trx) => {
    const bulk = bulkOf(trx)
    await forgetPosts(bulk, db, rows)
    const incidents = await trx
      .selectFrom('incident')
      .select(['id', 'evidence'])
      .where(
        'mention_id',
        'in',
        rows.map((row) => row.id),
      )
      .execute()
    for (const { id, evidence } of incidents) {
      const incident = await readIncident(trx, id)
      const told = { ...(JSON.parse(evidence) as IncidentEvidence), topics: [] }
      if (incident !== null)
        await changeIncident({ trx, nextId: db.nextId, now }, incident, {
          evidence: told,
          isOpen: incident.isOpen,
        })
    }
  })
}

/** What a deleted post keeps elsewhere, its key and address, goes too; the empty row holds cases together. */
async function forgetPosts(bulk: Bulk, db: Database, rows: readonly PostRow[]): Promise<void> {
  const keys = rows.map((row) => [row.key])
  const ids = rows.map((row) => [row.id])
  await bulk.run('delete from tombstone where key = ?', keys)
  await bulk.run('delete from rejected where key = ?', keys)
  await bulk.run('delete from label where mention_id = ?', ids)
  await bulk.run('delete from label_feedback where mention_id = ?', ids)
  await bulk.run('delete from recent_text where mention_id = ?', ids)
  await unindexPosts(
    bulk,
    db.dialect,
    rows.map((row) => row.id),
  )
  await bulk.run(
    `update mention set key = ?, native_id = ?, revision = '', url = null, title = null, text = '', lang = null,
       parent_text = null, container = null, reply_to_key = null, root = null, metrics = '{}', rating = null,
       reply_ref = '{}', state = 'deleted' where id = ?`,
    rows.map(({ id }) => [`erased:${id}`, `erased:${id}`, id]),
  )
}

/** Those that an earlier try has not taken yet. */
function readSome(db: Database, ids: readonly number[]): Promise<PostRow[]> {
  return db.kysely
    .selectFrom('mention')
    .select(['id', 'key', 'native_id'])
    .where('id', 'in', [...ids])
    .where('native_id', 'not like', 'erased:%')
    .execute()
}
