import type { Mention } from '../../core/mention.ts'
import { mentionKey } from '../../core/mention.ts'
import type { Dialect } from '../dialect.ts'
import { foldWords } from '../search-index.ts'
import { filterTags } from '../search-tags.ts'
import type { Bulk, Row } from './bulk.ts'
import type { PostChange } from './changes.ts'

/** A post that the database took, with the id that its author has here. */
export interface StoredPost {
  change: PostChange
  authorId: number | null
}

const COLUMNS = [
  'key',
  'id',
  'revision',
  'network',
  'connection_id',
  'native_id',
  'author_id',
  'kind',
  'trigger_type',
  'url',
  'title',
  'text',
  'lang',
  'parent_text',
  'container',
  'reply_to_key',
  'root',
  'metrics',
  'rating',
  'visibility',
  'created_at',
  'edited_at',
  'observed_at',
  'received_at',
  'state',
  'joined_to',
  'reply_ref',
  'history',
] as const

/** Stores posts seen for the first time; only those that the database reports as new come back. */
export async function insertMentions(
  bulk: Bulk,
  posts: readonly StoredPost[],
): Promise<StoredPost[]> {
  const added = await bulk.insertNew('mention', COLUMNS, posts.map(insertRow))
  return posts.filter((_, i) => added[i])
}

/** Replaces posts by newer revisions; only those that the database let through come back. */
export async function editMentions(
  bulk: Bulk,
  posts: readonly StoredPost[],
): Promise<StoredPost[]> {
  const changed = await bulk.run(
    `update mention set revision = ?, title = ?, text = ?, lang = ?, url = ?, metrics = ?, rating = ?,
       edited_at = ?, state = 'live'
     where id = ? and state <> 'deleted' and (coalesce(edited_at, created_at) < ?
       or (coalesce(edited_at, created_at) = ? and revision < ?))`,
    posts.map(({ change: { mention: m, id, lang } }) => {
      const orderAt = m.editedAt ?? m.createdAt
      return [
        m.revision,
        m.title ?? null,
        m.text,
        lang,
        m.url,
        JSON.stringify(m.metrics),
        m.rating === null ? null : m.rating.value / m.rating.max,
        m.editedAt,
        id,
        orderAt,
        orderAt,
        m.revision,
      ]
    }),
  )
  return posts.filter((_, i) => (changed[i] ?? 0) > 0)
}

/** Puts posts into the search index, with the words its filters need. */
export async function indexPosts(
  bulk: Bulk,
  dialect: Dialect,
  posts: readonly StoredPost[],
): Promise<void> {
  const fold = dialect === 'sqlite' ? (text: string) => text : foldWords
  const rows = posts.map(({ change: { id, mention, lang, labels } }): Row => {
    const tags = [
      ...filterTags({ network: mention.network, lang: lang ?? 'und' }),
      ...labels.flatMap(({ brandId, sentiment }) => filterTags({ brandId, sentiment })),
    ]
    return [id, fold(mention.text), fold(mention.title ?? ''), tags.join(' ')]
  })
  if (dialect === 'sqlite')
    await bulk.run('insert into mention_fts (rowid, text, title, tags) values (?, ?, ?, ?)', rows)
  else
    await bulk.run(
      `insert into mention_search (mention_id, words)
       values (?, to_tsvector('simple', ?::text || ' ' || ?::text || ' ' || ?::text))`,
      rows,
    )
}

/** Takes posts out of the search index. */
export async function unindexPosts(
  bulk: Bulk,
  dialect: Dialect,
  ids: readonly number[],
): Promise<void> {
  const text =
    dialect === 'sqlite'
      ? 'delete from mention_fts where rowid = ?'
      : 'delete from mention_search where mention_id = ?'
  await bulk.run(
    text,
    ids.map((id) => [id]),
  )
}

function insertRow({ change, authorId }: StoredPost): Row {
  const { mention: m, id, lang, joinedTo, history } = change
  return [
    m.key,
    id,
    m.revision,
    m.network,
    m.connectionId,
    m.nativeId,
    authorId,
    m.kind,
    m.trigger,
    m.url,
    m.title ?? null,
    m.text,
    lang,
    m.parents.replyToText ?? null,
    containerOf(m),
    replyToKey(m),
    m.parents.root ?? null,
    JSON.stringify(m.metrics),
    m.rating === null ? null : m.rating.value / m.rating.max,
    m.visibility,
    m.createdAt,
    m.editedAt,
    m.observedAt,
    m.receivedAt,
    'live',
    joinedTo,
    m.replyRef === undefined ? '{}' : JSON.stringify(m.replyRef),
    Number(history),
  ]
}

function containerOf({ parents: { container } }: Mention): string | null {
  return container === undefined ? null : JSON.stringify(container)
}

/** Key of the post that is answered, which lies in the same scope as the answer. */
export function replyToKey({ key, network, nativeId, parents }: Mention): string | null {
  if (parents.replyTo === undefined) return null
  const scope = key.slice(network.length + 1, key.length - nativeId.length - 1)
  return mentionKey(network, scope, parents.replyTo)
}
