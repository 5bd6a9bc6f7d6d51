import { authorKey, type Mention } from '../../core/mention.ts'
import type { Bulk, Row } from './bulk.ts'
import type { PostChange } from './changes.ts'

const COLUMNS = [
  'key',
  'id',
  'network',
  'native_id',
  'handle',
  'name',
  'url',
  'followers',
  'verified',
  'is_bot',
  'is_self',
  'opted_in',
  'first_seen_at',
  'last_seen_at',
  'mentions',
] as const

interface Seen {
  mention: Mention
  firstAt: number
  lastAt: number
}

/** Writes everybody seen in the batch, once each, with no post counted yet; answers their ids by key. */
export async function writeAuthors(
  bulk: Bulk,
  nextId: () => number,
  posts: readonly PostChange[],
  known: ReadonlyMap<string, { id: number }>,
): Promise<Map<string, number>> {
  const seen = collectSeen(posts)
  const ids = new Map<string, number>()
  const fresh: [string, Seen][] = []
  const updates: Row[] = []
  for (const [key, one] of seen) {
    const id = known.get(key)?.id
    if (id === undefined) {
      fresh.push([key, one])
      continue
    }
    ids.set(key, id)
    updates.push(updateRow(id, one))
  }
  const rows = fresh.map(([key, one]) => insertRow(key, nextId(), one))
  const added = await bulk.insertNew('author', COLUMNS, rows)
  const raced: string[] = []
  fresh.forEach(([key], i) => {
    if (added[i]) ids.set(key, Number(rows[i]?.[1]))
    else raced.push(key)
  })
  // Somebody else met them a moment ago: take their id.
  const met = await bulk.allIn<{ id: number; key: string }>(
    'select id, key from author where key in (%)',
    raced,
  )
  for (const { id, key } of met) {
    ids.set(key, id)
    const one = seen.get(key)
    if (one !== undefined) updates.push(updateRow(id, one))
  }
  await bulk.run(
    `update author set handle = coalesce(?, handle), name = coalesce(?, name),
       url = coalesce(?, url), followers = coalesce(?, followers),
       last_seen_at = ? where id = ? and last_seen_at <= ?`,
    updates,
  )
  return ids
}

/** Moves the number of stored posts an author has. */
export async function countPosts(bulk: Bulk, moved: ReadonlyMap<number, number>): Promise<void> {
  const rows = [...moved].filter(([, n]) => n !== 0).map(([id, n]) => [n, id])
  await bulk.run('update author set mentions = mentions + ? where id = ?', rows)
}

function collectSeen(posts: readonly PostChange[]): Map<string, Seen> {
  const seen = new Map<string, Seen>()
  for (const { mention, at } of posts) {
    const key = authorKey(mention.network, mention.author)
    if (key === null) continue
    const one = seen.get(key)
    if (one === undefined) seen.set(key, { mention, firstAt: at, lastAt: at })
    else {
      if (at >= one.lastAt) one.mention = mention
      one.firstAt = Math.min(one.firstAt, at)
      one.lastAt = Math.max(one.lastAt, at)
    }
  }
  return seen
}

function insertRow(key: string, id: number, { mention, firstAt, lastAt }: Seen): Row {
  const { author, network } = mention
  return [
    key,
    id,
    network,
    author.id,
    author.handle,
    author.name,
    author.url ?? null,
    author.followers,
    author.verified === null ? null : Number(author.verified),
    author.isBot === null ? null : Number(author.isBot),
    Number(author.isSelf),
    0,
    firstAt,
    lastAt,
    0,
  ]
}

function updateRow(id: number, { mention: { author }, lastAt }: Seen): Row {
  return [author.handle, author.name, author.url ?? null, author.followers, lastAt, id, lastAt]
}
