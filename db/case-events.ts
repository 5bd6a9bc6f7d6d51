import type { Kysely } from 'kysely'
import { isNetwork, type Network } from '../core/network.ts'
import type { Schema } from './schema.ts'

/** What an event says of itself beside who and when. */
interface Detail {
  replyId?: number
  posts?: number
  /** Whom it went to. */
  to?: string
  noteId?: number | null
  until?: number | null
  word?: string
  /** Another case. */
  other?: number
  /** What was given on the spot, and its worth. */
  give?: string
  worth?: number | null
  currency?: string
  mood?: string
}

/** Case events by id, oldest first, each with whoever did it and the answer it is about. */
export async function readCaseEvents(db: Kysely<Schema>, ids: readonly number[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('case_event as e')
    .innerJoin('case as c', 'c.id', 'e.case_id')
    .innerJoin('brand as b', 'b.id', 'c.brand_id')
    .leftJoin('staff as s', 's.id', 'e.actor_id')
    .select(['e.id', 'e.kind', 'e.at', 'e.to_status', 'e.detail', 's.name', 'b.zone'])
    .where('e.id', 'in', [...ids])
    .orderBy('e.id')
    .execute()
  const told = rows.map((row) => ({ row, detail: JSON.parse(row.detail) as Detail }))
  const replies = await readReplies(
    db,
    told.flatMap(({ detail }) => detail.replyId ?? []),
  )
  const [names, notes] = await Promise.all([
    readNames(
      db,
      told.flatMap(({ detail }) => detail.to ?? []),
    ),
    readNotes(
      db,
      told.flatMap(({ detail }) => detail.noteId ?? []),
    ),
  ])
  return told.map(({ row, detail }) => ({
    id: row.id,
    kind: row.kind,
    at: row.at,
    by: row.name,
    toStatus: row.to_status,
    posts: detail.posts ?? null,
    reply: replies.get(detail.replyId ?? 0) ?? null,
    about: {
      to: names.get(detail.to ?? '') ?? null,
      words: notes.get(detail.noteId ?? 0) ?? detail.word ?? null,
      until: detail.until ?? null,
      other: detail.other ?? null,
      mood: detail.mood ?? null,
      ...givenOf(detail),
      zone: row.zone,
    },
  }))
}

function givenOf({ give, worth, currency }: Detail) {
  return { give: give ?? null, worth: worth ?? null, currency: currency ?? null }
}

async function readNames(db: Kysely<Schema>, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function readNotes(db: Kysely<Schema>, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('note')
    .select(['id', 'text'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(({ id, text }) => [id, text]))
}

async function readReplies(db: Kysely<Schema>, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, never>()
  const rows = await db
    .selectFrom('reply as r')
    .innerJoin('mention as m', 'm.id', 'r.mention_id')
    .leftJoin('reward_grant as g', 'g.id', 'r.grant_id')
    .leftJoin('reward_pool as p', 'p.id', 'g.pool_id')
    .select([
      'r.id',
      'r.kind',
      'r.text',
      'r.error',
      'r.way',
      'r.connection_id',
      'm.network',
      'p.name',
    ])
    .where('r.id', 'in', [...ids])
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        kind: row.kind,
        text: row.text,
        error: row.error,
        way: row.way,
        network: (isNetwork(row.network) ? row.network : 'import') satisfies Network as Network,
        connectionId: row.connection_id,
        gift: row.name,
      },
    ]),
  )
}
