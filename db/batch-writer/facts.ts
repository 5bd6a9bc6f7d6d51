import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { authorMark, postMark } from '../erasure/marks.ts'

/** What the store knows about the posts of a batch before they are judged. */
export interface BatchFacts {
  mentions: Map<string, { id: number; revision: string; orderAt: number; state: string }>
  /** Mention keys, and `author:<key>` for people who are gone. */
  tombstones: Set<string>
  authors: Map<string, { id: number; optedIn: boolean }>
}

const CHUNK = 400

/** Reads by keys, outside any transaction; what changes meanwhile is settled by the write. */
export async function readBatchFacts(
  db: Database,
  keys: readonly string[],
  authorKeys: readonly string[],
): Promise<BatchFacts> {
  const facts: BatchFacts = { mentions: new Map(), tombstones: new Set(), authors: new Map() }
  for (const part of chunks(keys)) {
    const rows = await db.kysely
      .selectFrom('mention')
      .select(['id', 'key', 'revision', 'created_at', 'edited_at', 'state'])
      .where('key', 'in', part)
      .execute()
    for (const row of rows)
      facts.mentions.set(row.key, {
        id: row.id,
        revision: row.revision,
        orderAt: row.edited_at ?? row.created_at,
        state: row.state,
      })
  }
  for (const part of chunks([...keys, ...authorKeys.map((key) => `author:${key}`)])) {
    const rows = await db.kysely
      .selectFrom('tombstone')
      .select('key')
      .where('key', 'in', part)
      .execute()
    for (const row of rows) facts.tombstones.add(row.key)
  }
  await addErased(db, facts, keys, authorKeys)
  for (const part of chunks(authorKeys)) {
    const rows = await db.kysely
      .selectFrom('author')
      .select(['id', 'key', 'opted_in'])
      .where('key', 'in', part)
      .execute()
    for (const row of rows) facts.authors.set(row.key, { id: row.id, optedIn: row.opted_in === 1 })
  }
  return facts
}

/** Whoever was erased is known by a fingerprint alone. */
async function addErased(
  db: Database,
  { tombstones }: BatchFacts,
  keys: readonly string[],
  authorKeys: readonly string[],
): Promise<void> {
  const any = await db.kysely.selectFrom('erased').select('mark').limit(1).executeTakeFirst()
  if (any === undefined) return
  const nameOf = new Map([
    ...keys.map((key): [string, string] => [postMark(key), key]),
    ...authorKeys.map((key): [string, string] => [authorMark(key), `author:${key}`]),
  ])
  for (const part of chunks([...nameOf.keys()])) {
    const rows = await db.kysely
      .selectFrom('erased')
      .select('mark')
      .where('mark', 'in', part)
      .execute()
    for (const { mark } of rows) tombstones.add(nameOf.get(mark) ?? '')
  }
}

/** The post that first said the same words to the same brand since `since`, by `${brandId}\n${hash}`. */
export async function readRecentTexts(
  db: Database,
  hashes: readonly string[],
  since: number,
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const part of chunks(hashes)) {
    const rows = await db.kysely
      .selectFrom('recent_text')
      .select(['brand_id', 'hash', sql<number>`min(mention_id)`.as('mention_id')])
      .where('hash', 'in', part)
      .where('at', '>=', since)
      .groupBy(['brand_id', 'hash'])
      .execute()
    for (const row of rows) found.set(`${row.brand_id}\n${row.hash}`, row.mention_id)
  }
  return found
}

function chunks<T>(list: readonly T[]): T[][] {
  const unique = [...new Set(list)]
  const parts: T[][] = []
  for (let i = 0; i < unique.length; i += CHUNK) parts.push(unique.slice(i, i + CHUNK))
  return parts
}
