import { type Kysely, sql, type Transaction } from 'kysely'
import { CASE_KINDS } from '../core/case.ts'
import type { DigestFacts, DigestSettings } from '../core/digest.ts'
import { USUAL_DIGEST } from '../core/digest.ts'
import type { DueDigest } from '../core/digest-time.ts'
import type { Database } from './database.ts'
import { enqueue } from './queue.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

/** Behind every card, before the history of cases. */
const PRIORITY = CASE_KINDS.length

/** A digest as it is kept. */
export interface KeptDigest {
  id: number
  brandId: string
  brandName: string
  day: string
  dueAt: number
  facts: DigestFacts
  version: number
  channel: string | null
  slackTs: string | null
  picture: string | null
}

/** When and where digests are told, as the settings say. */
export async function readDigestSettings(db: Kysely<Schema>): Promise<DigestSettings> {
  const found = (await readSettings(db, ['digest'])).get('digest')
  return { ...USUAL_DIGEST, ...(found as Partial<DigestSettings> | undefined) }
}

/** Local dates since `since` on which a brand's digest was made or missed. */
export async function readDigestDays(
  db: Kysely<Schema>,
  brandId: string,
  since: string,
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('digest')
    .select('day')
    .where('brand_id', '=', brandId)
    .where('day', '>=', since)
    .execute()
  return new Set(rows.map(({ day }) => day))
}

/**
 * Keeps a digest and queues its message where it has a channel; false where one of that local date is there
 * already, made by whomever.
 */
export async function keepDigest(
  db: Database,
  due: DueDigest,
  facts: DigestFacts,
  options: { channel: string | null; now: number },
): Promise<boolean> {
  return db.transaction(async (trx) => {
    const id = db.nextId()
    const row = { id, brandId: facts.brandId, due, facts: JSON.stringify(facts), ...options }
    if (!(await insertDigest(trx, { ...row, state: 'made' }))) return false
    await queueDigest(trx, {
      id,
      what: 'post',
      channel: options.channel,
      nextId: db.nextId,
      now: options.now,
    })
    return true
  })
}

/** Notes that the digest of a local date is not told any more. */
export async function missDigest(
  db: Database,
  brandId: string,
  due: DueDigest,
  now: number,
): Promise<void> {
  await db.transaction((trx) =>
    insertDigest(trx, {
      id: db.nextId(),
      brandId,
      due,
      facts: '{}',
      channel: null,
      now,
      state: 'missed',
    }),
  )
}

/** One digest; null where there is none. */
export async function readDigest(db: Kysely<Schema>, id: number): Promise<KeptDigest | null> {
  return (await readSome(db, (query) => query.where('d.id', '=', id)))[0] ?? null
}

/** The latest digests of a brand, newest first. */
export async function readDigests(
  db: Kysely<Schema>,
  brandId: string,
  limit: number,
): Promise<KeptDigest[]> {
  return readSome(db, (query) =>
    query.where('d.brand_id', '=', brandId).orderBy('d.day', 'desc').limit(limit),
  )
}

/** Remembers the Slack message of a digest, and whom and what it names. */
export async function setDigestMessage(
  trx: Transaction<Schema>,
  digestId: number,
  told: {
    channel: string
    slackTs: string
    picture: string | null
    mentions: readonly number[]
    people: readonly number[]
  },
): Promise<void> {
  await trx
    .updateTable('digest')
    .set({ channel: told.channel, slack_ts: told.slackTs, picture: told.picture })
    .where('id', '=', digestId)
    .execute()
  await trx.deleteFrom('digest_subject').where('digest_id', '=', digestId).execute()
  const rows = [
    ...told.mentions.map((id) => ({ kind: 'mention' as const, subject_id: id })),
    ...told.people.map((id) => ({ kind: 'person' as const, subject_id: id })),
  ].map((subject) => ({ digest_id: digestId, ...subject }))
  if (rows.length > 0)
    await trx
      .insertInto('digest_subject')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

/** Queues what stands in the thread of a digest that was just told; once. */
export async function queueDigestThread(
  trx: Transaction<Schema>,
  about: { id: number; channel: string; nextId: () => number; now: number },
): Promise<void> {
  await queueDigest(trx, { ...about, what: 'thread' })
}

/** Key of the message in the thread of a digest. */
export function threadKey(id: number): string {
  return `digest:${id}:thread`
}

/** The message in the thread of a digest; null where there is none, or it is forgotten by now. */
export async function findDigestThread(db: Kysely<Schema>, id: number): Promise<string | null> {
  const row = await db
    .selectFrom('outbox')
    .select('result')
    .where('key', '=', threadKey(id))
    .where('state', '=', 'sent')
    .executeTakeFirst()
  return row?.result ?? null
}

/** Has every digest in Slack drawn again that names a post or a person who is gone; how many those are. */
export async function redrawStaleDigests(db: Database, now: number): Promise<number> {
  const stale = await db.kysely
    .selectFrom('digest_subject as s')
    .innerJoin('digest as d', 'd.id', 's.digest_id')
    .leftJoin('mention as m', (join) =>
      join.onRef('m.id', '=', 's.subject_id').on('s.kind', '=', 'mention'),
    )
    .leftJoin('person as p', (join) =>
      join.onRef('p.id', '=', 's.subject_id').on('s.kind', '=', 'person'),
    )
    .select(['d.id', 'd.channel', 'd.version'])
    .distinct()
    .where((eb) =>
      eb.or([
        eb.and([
          eb('s.kind', '=', 'mention'),
          eb.or([eb('m.id', 'is', null), eb('m.state', '<>', 'live')]),
        ]),
        eb.and([eb('s.kind', '=', 'person'), eb('p.id', 'is', null)]),
      ]),
    )
    .execute()
  for (const digest of stale)
    await db.transaction(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('digest')
        .set({ version: digest.version + 1 })
        .where('id', '=', digest.id)
        .where('version', '=', digest.version)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return
      // They are drawn no more from now on, so nobody has to look after them again.
      await trx
        .deleteFrom('digest_subject')
        .where('digest_id', '=', digest.id)
        .where(sql<boolean>`(kind = 'person' and subject_id not in (select id from person))
          or (kind = 'mention' and subject_id not in (select id from mention where state = 'live'))`)
        .execute()
      const what = `v${digest.version + 1}`
      await queueDigest(trx, {
        id: digest.id,
        what,
        channel: digest.channel,
        nextId: db.nextId,
        now,
      })
    })
  return stale.length
}

async function insertDigest(
  trx: Transaction<Schema>,
  row: {
    id: number
    brandId: string
    due: DueDigest
    facts: string
    channel: string | null
    now: number
    state: 'made' | 'missed'
  },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('digest')
    .values({
      id: row.id,
      brand_id: row.brandId,
      day: row.due.day,
      kind: row.due.kind,
      state: row.state,
      due_at: row.due.dueAt,
      made_at: row.now,
      facts: row.facts,
      version: 1,
      channel: row.channel,
      slack_ts: null,
      picture: null,
    })
    .onConflict((conflict) => conflict.columns(['brand_id', 'day']).doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

const KINDS: Readonly<Record<string, string>> = { post: 'digest.post', thread: 'digest.thread' }

async function queueDigest(
  trx: Transaction<Schema>,
  about: { id: number; what: string; channel: string | null; nextId: () => number; now: number },
): Promise<void> {
  if (about.channel === null) return
  await enqueue(trx, {
    id: about.nextId(),
    kind: KINDS[about.what] ?? 'digest.update',
    key: `digest:${about.id}:${about.what}`,
    lane: `slack:${about.channel}`,
    case_id: null,
    priority: PRIORITY,
    payload: JSON.stringify({ digestId: about.id }),
    due_at: about.now,
    created_at: about.now,
  })
}

type DigestQuery = ReturnType<typeof selectDigests>

function selectDigests(db: Kysely<Schema>) {
  return db
    .selectFrom('digest as d')
    .innerJoin('brand as b', 'b.id', 'd.brand_id')
    .selectAll('d')
    .select('b.name')
    .where('d.state', '=', 'made')
}

async function readSome(
  db: Kysely<Schema>,
  narrow: (query: DigestQuery) => DigestQuery,
): Promise<KeptDigest[]> {
  const rows = await narrow(selectDigests(db)).execute()
  return rows.map((row) => ({
    id: row.id,
    brandId: row.brand_id,
    brandName: row.name,
    day: row.day,
    dueAt: row.due_at,
    facts: JSON.parse(row.facts) as DigestFacts,
    version: row.version,
    channel: row.channel,
    slackTs: row.slack_ts,
    picture: row.picture,
  }))
}
