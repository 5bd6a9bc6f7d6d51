import { countPosts, writeAuthors } from './batch-writer/authors.ts'
import { type Bulk, createBulkSource } from './batch-writer/bulk.ts'
import { queueCards } from './batch-writer/cards.ts'
import { openCaseBook } from './batch-writer/case-book.ts'
import type { CaseScene } from './batch-writer/case-scene.ts'
import { placePosts, withdrawPosts, writeCases } from './batch-writer/cases.ts'
import type { BatchChanges, WriteResult, WriteRules } from './batch-writer/changes.ts'
import { writeConsents } from './batch-writer/consents.ts'
import { createTally } from './batch-writer/counters.ts'
import { readIgnored } from './batch-writer/ignored.ts'
import { treatKnownPeople } from './batch-writer/known-people.ts'
import { removeLabels, writeLabels } from './batch-writer/labels.ts'
import {
  editMentions,
  indexPosts,
  insertMentions,
  type StoredPost,
  unindexPosts,
} from './batch-writer/mentions.ts'
import { writePeople } from './batch-writer/people.ts'
import { dropQuotes } from './batch-writer/quotes.ts'
import { type RemovedPost, removePosts } from './batch-writer/removals.ts'
import { fillGaps, writeRest } from './batch-writer/rest.ts'
import type { Database } from './database.ts'
import { dropErasedQuotes, holdsErased } from './erasure/refuse-erased.ts'
import { redrawFilledGaps } from './troubles.ts'

/** Another process stored or deleted one of these posts meanwhile: judge the batch again, nothing was written. */
export class RacedError extends Error {
  override readonly name = 'RacedError'
}

/** Writes a batch with all its effects and its cursor in one transaction. */
export interface BatchWriter {
  write(
    changes: BatchChanges,
    rules: WriteRules,
    knownAuthors: ReadonlyMap<string, { id: number }>,
  ): Promise<WriteResult>
}

/**
 * The port of both engines. Only rows that the database reports as new or changed move counters, standing
 * and cases; `fault` lets drills fail at a named step, which must lose nothing.
 */
export function createBatchWriter(
  db: Database,
  fault: (step: string) => void = () => {},
): BatchWriter {
  const bulkFor = createBulkSource(db)
  return {
    write: (changes, rules, knownAuthors) =>
      db.transaction(async (trx) => {
        const bulk = bulkFor(trx)
        if ((await fillGaps(bulk, changes)) > 0)
          await redrawFilledGaps(db, trx, changes.connectionId, changes.now)
        return writeBatch(db, bulk, changes, rules, knownAuthors, fault)
      }),
  }
}

/** The same inside a transaction of somebody else's. */
export async function writeBatch(
  db: Database,
  bulk: Bulk,
  changes: BatchChanges,
  rules: WriteRules,
  knownAuthors: ReadonlyMap<string, { id: number }>,
  fault: (step: string) => void = () => {},
): Promise<WriteResult> {
  // Writers of different connections take turns, so that none decides on what another changes.
  if (db.dialect === 'postgres') await bulk.all('select pg_advisory_xact_lock(4747)', [])
  const tally = createTally()
  const removed = await removePosts(bulk, db.dialect, tally, changes)
  const goneKeys = new Set([...changes.removals, ...removed].map(({ key }) => key))
  await dropQuotes(bulk, db.nextId, [...goneKeys], changes.now)
  fault('removals')
  if (await holdsErased(bulk, changes.posts)) throw new RacedError('Somebody was erased meanwhile.')
  const given = await dropErasedQuotes(bulk, changes.posts)
  const authors = await writeAuthors(bulk, db.nextId, given, knownAuthors)
  const posts = given.map((change) => ({
    change,
    authorId: change.authorKey === null ? null : (authors.get(change.authorKey) ?? null),
  }))
  const fresh = posts.filter((p) => !p.change.isEdit)
  await refuseDeleted(bulk, fresh)
  const inserted = await insertMentions(bulk, fresh)
  if (inserted.length < fresh.length) throw new RacedError('A post was stored meanwhile.')
  fault('mentions')
  const edited = await applyEdits(bulk, db, tally, posts)
  const stored = [...inserted, ...edited.posts]
  await indexPosts(bulk, db.dialect, stored)
  await writeLabels(bulk, tally, stored)
  await tally.write(bulk)
  fault('counters')
  await countPosts(bulk, postsByAuthor([...inserted, ...edited.revived], removed))
  const scene = await writeCaseWork(bulk, db, changes, rules, stored, removed)
  fault('cases')
  const scored = scoredAuthors(stored)
  const moved = [...scored, ...removed.flatMap((post) => post.authorId ?? [])]
  await writePeople(bulk, db.nextId, rules, moved, scored, changes.now)
  await writeConsents(bulk, db.nextId, changes)
  await writeRest(bulk, db.nextId, changes)
  fault('cursor')
  return {
    inserted: inserted.length,
    edited: edited.posts.length,
    removed: removed.length,
    ...scene,
  }
}

async function refuseDeleted(bulk: Bulk, posts: readonly StoredPost[]): Promise<void> {
  const gone = await bulk.allIn(
    'select key from tombstone where key in (%)',
    posts.map((p) => p.change.mention.key),
  )
  if (gone.length > 0) throw new RacedError('A post was deleted meanwhile.')
}

async function applyEdits(
  bulk: Bulk,
  db: Database,
  tally: ReturnType<typeof createTally>,
  posts: readonly StoredPost[],
): Promise<{ posts: StoredPost[]; revived: StoredPost[] }> {
  const edits = posts.filter((p) => p.change.isEdit)
  if (edits.length === 0) return { posts: [], revived: [] }
  const withheld = await bulk.allIn<{ id: number }>(
    `select id from mention where state = 'withheld' and id in (%)`,
    edits.map((p) => p.change.id),
  )
  const hidden = new Set(withheld.map((row) => row.id))
  const applied = await editMentions(bulk, edits)
  const ids = applied.map((p) => p.change.id)
  await removeLabels(bulk, tally, ids)
  await unindexPosts(bulk, db.dialect, ids)
  return { posts: applied, revived: applied.filter((p) => hidden.has(p.change.id)) }
}

/** What posts do to cases: join, open, press or close them, with cards and notes. */
export async function writeCaseWork(
  bulk: Bulk,
  db: Database,
  changes: BatchChanges,
  rules: WriteRules,
  stored: readonly StoredPost[],
  removed: readonly RemovedPost[],
): Promise<Pick<WriteResult, 'casesOpened' | 'casesJoined'>> {
  const wishing = stored.filter((p) => p.change.labels.some((label) => label.wish !== null))
  const edits = stored.filter((p) => p.change.isEdit)
  if (wishing.length + edits.length + removed.length === 0)
    return { casesOpened: 0, casesJoined: 0 }
  const book = await openCaseBook(
    bulk,
    db.dialect,
    wishing.flatMap((p) => p.authorId ?? []),
    [...edits.map((p) => p.change.id), ...removed.map((p) => p.id)],
  )
  const ignored = await readIgnored(
    bulk,
    wishing.flatMap((p) => p.authorId ?? []),
  )
  const scene: CaseScene = {
    book,
    nextId: db.nextId,
    rules,
    now: changes.now,
    ignored,
    links: [],
  }
  await withdrawPosts(bulk, scene, removed)
  placePosts(scene, stored)
  await treatKnownPeople(bulk, scene)
  await queueCards(bulk, scene)
  await writeCases(bulk, scene)
  const touched = book.touched()
  const opened = touched.filter((one) => one.isNew).length
  return { casesOpened: opened, casesJoined: touched.length - opened }
}

function postsByAuthor(
  added: readonly StoredPost[],
  removed: readonly RemovedPost[],
): Map<number, number> {
  const moved = new Map<number, number>()
  const move = (id: number | null, by: number) => {
    if (id !== null) moved.set(id, (moved.get(id) ?? 0) + by)
  }
  for (const post of added) move(post.authorId, 1)
  for (const post of removed) move(post.authorId, -1)
  return moved
}

/** Authors whose standing may have moved: their posts say something, or were edited. */
function scoredAuthors(stored: readonly StoredPost[]): Set<number> {
  const ids = new Set<number>()
  for (const { change, authorId } of stored) {
    const moves = change.labels.some(
      (label) =>
        label.sentiment === 'positive' ||
        label.sentiment === 'negative' ||
        label.labels.length > 0 ||
        change.isEdit,
    )
    if (authorId !== null && change.scored && moves) ids.add(authorId)
  }
  return ids
}
