import type { Dialect } from '../dialect.ts'
import { authorMark, findErased } from '../erasure/marks.ts'
import type { Bulk } from './bulk.ts'
import type { BatchChanges } from './changes.ts'
import type { Tally } from './counters.ts'
import { removeLabels } from './labels.ts'
import { unindexPosts } from './mentions.ts'

export interface RemovedPost {
  id: number
  key: string
  authorId: number | null
}

interface LiveRow {
  id: number
  key: string
  author_id: number | null
}

/**
 * Scrubs posts that are gone: no text, no label, no count, not findable; their keys stay as tombstones so
 * that a late create never brings them back. Posts that were scrubbed before change nothing.
 */
export async function removePosts(
  bulk: Bulk,
  dialect: Dialect,
  tally: Tally,
  changes: BatchChanges,
): Promise<RemovedPost[]> {
  const { removals, authorRemovals, now } = changes
  if (removals.length === 0 && authorRemovals.length === 0) return []
  const erased = await findErased(bulk, () => authorRemovals.map((r) => authorMark(r.key)))
  await bulk.insertNew(
    'tombstone',
    ['key', 'reason', 'at'],
    [
      ...removals.filter((r) => r.state === 'deleted').map((r) => [r.key, r.reason, now]),
      // Of somebody erased there is a mark already, and no name may come back.
      ...authorRemovals
        .filter((r) => !erased.has(authorMark(r.key)))
        .map((r) => [`author:${r.key}`, r.reason, now]),
    ],
  )
  const byKey = await bulk.allIn<LiveRow & { state: string }>(
    `select id, key, author_id, state from mention where state <> 'deleted' and key in (%)`,
    removals.map((r) => r.key),
  )
  const byAuthor = await bulk.allIn<LiveRow & { state: string }>(
    `select m.id, m.key, m.author_id, m.state from mention m join author a on a.id = m.author_id
     where m.state <> 'deleted' and a.key in (%)`,
    authorRemovals.map((r) => r.key),
  )
  const wanted = new Map(removals.map((r) => [r.key, r]))
  const rows = new Map([...byKey, ...byAuthor].map((row) => [row.id, row]))
  await bulk.run(
    `update mention set state = ?, text = '', title = null, parent_text = null, metrics = '{}',
       revision = coalesce(?, revision), edited_at = coalesce(?, edited_at) where id = ?`,
    [...rows.values()].map(({ key, id }) => {
      const { state = 'deleted', edit } = wanted.get(key) ?? {}
      return [state, edit?.revision ?? null, edit?.editedAt ?? null, id]
    }),
  )
  const live = [...rows.values()].filter((row) => row.state === 'live')
  const ids = live.map((row) => row.id)
  await removeLabels(bulk, tally, ids)
  await unindexPosts(bulk, dialect, ids)
  await forgetAuthors(bulk, changes)
  return live.map((row) => ({ id: row.id, key: row.key, authorId: row.author_id }))
}

/** Somebody who left a network is nobody we may name. */
async function forgetAuthors(bulk: Bulk, { authorRemovals }: BatchChanges): Promise<void> {
  const keys = authorRemovals.map((r) => [r.key])
  await bulk.run(
    `update author set handle = null, name = null, url = null, followers = null, address = null where key = ?`,
    keys,
  )
  const authors = await bulk.allIn<{ id: number }>(
    'select id from author where key in (%)',
    authorRemovals.map((r) => r.key),
  )
  await forgetPeopleOf(
    bulk,
    authors.map(({ id }) => id),
  )
}

/** Unties accounts from the people they belong to; a person known by another account as well stays, with that alone. */
export async function forgetPeopleOf(bulk: Bulk, authorIds: readonly number[]): Promise<void> {
  const people = await bulk.allIn<{ id: number }>(
    'select person_id as id from person_author where author_id in (%)',
    [...authorIds],
  )
  await bulk.run(
    'delete from person_author where author_id = ?',
    authorIds.map((id) => [id]),
  )
  const ids = people.map(({ id }) => [id])
  const isAlone = 'not exists (select 1 from person_author where person_id = ?)'
  await bulk.run(
    `update "case" set person_id = null where person_id = ? and ${isAlone}`,
    ids.map(([id = 0]) => [id, id]),
  )
  for (const table of ['person_standing', 'person_event'])
    await bulk.run(
      `delete from ${table} where person_id = ? and ${isAlone}`,
      ids.map(([id = 0]) => [id, id]),
    )
  await bulk.run(
    `delete from person where id = ? and ${isAlone}`,
    ids.map(([id = 0]) => [id, id]),
  )
}
