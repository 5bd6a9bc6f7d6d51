import type { Understander } from '../analysis/understand/understanding.ts'
import type { Batch } from '../connectors/connector.ts'
import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import { authorKey, type Mention } from '../core/mention.ts'
import type { Policy } from '../core/policy.ts'
import { storableAll } from '../core/storable.ts'
import type { BatchChanges, WriteResult } from '../db/batch-writer/changes.ts'
import { readBatchFacts, readRecentTexts } from '../db/batch-writer/facts.ts'
import { type BatchWriter, RacedError } from '../db/batch-writer.ts'
import type { Database } from '../db/database.ts'
import { createDraft, type Draft, type Step, type WatchList, type World } from './draft.ts'
import { type FoldedItems, foldItems } from './fold-items.ts'
import { createNearCopies, type NearCopies } from './near-copies.ts'
import { partCopies } from './part-copies.ts'
import { recallAuthors } from './recall-authors.ts'
import { DUPLICATE_MS, duplicate, hashesOf } from './steps/duplicate.ts'
import { identify } from './steps/identify.ts'
import { known, olderStored } from './steps/known.ts'
import { language } from './steps/language.ts'
import { match } from './steps/match.ts'
import { assessStanding, score } from './steps/score.ts'
import { topics } from './steps/topics.ts'
import { triage } from './steps/triage.ts'
import { understand } from './steps/understand.ts'

/** What happens to a mention, in this order; facts are read before the steps that need them. */
const FIND: readonly Step[] = [match]
const COMPARE: readonly Step[] = [known]
const JUDGE: readonly Step[] = [duplicate, language, understand, topics, identify]
/** Once it is known which posts are copies of one that is still there. */
const PLACE: readonly Step[] = [score, triage]

/** Posts a transaction (DESIGN §3); longer batches take several, the cursor moves with the last. */
const MAX_POSTS = 1000
/** How often a batch is judged again because another process was faster. */
const MAX_RACES = 5

export interface IngestDeps {
  db: Database
  writer: BatchWriter
  clock: Clock
  understander: Understander
  /** Called for every batch, so that changed settings hold at once. */
  watchList(): WatchList
}

export interface IngestOptions {
  connectionId: string
  /** One connection may follow several; default "main". */
  stream?: string
  policy: Policy
  /** True: the past, without cards. False: as if it came now, whatever its age. */
  history?: boolean
  /** Every post is about this brand, whatever the queries say, and about no other. */
  aboutBrand?: string | undefined
  /** True for a piece of a batch: the cursor stays until the whole is stored. */
  keepCursor?: boolean
}

export interface IngestResult extends WriteResult {
  dropped: number
  failed: number
}

interface Ingesting extends IngestDeps {
  nearCopies: NearCopies
}

/** Takes one batch of a connector to the store. Run again with the same batch it changes nothing. */
export type Ingest = (batch: Batch, options: IngestOptions) => Promise<IngestResult>

/** Batches of all connections take turns, so that each sees what the one before it stored. */
export function createIngest(given: IngestDeps): Ingest {
  const deps = { ...given, nearCopies: createNearCopies(given.db) }
  let tail: Promise<unknown> = Promise.resolve()
  return (batch, options) => {
    const run = tail.then(() => ingestBatch(deps, batch, options))
    tail = run.catch(() => {})
    return run
  }
}

async function ingestBatch(
  deps: Ingesting,
  batch: Batch,
  options: IngestOptions,
): Promise<IngestResult> {
  const items = foldItems(batch.items)
  const total = emptyResult()
  const parts = Math.max(1, Math.ceil(items.upserts.length / MAX_POSTS))
  for (let part = 0; part < parts; part++) {
    const posts = items.upserts.slice(part * MAX_POSTS, (part + 1) * MAX_POSTS)
    const isLast = part === parts - 1
    const result = await untilNotRaced(() => ingestPart(deps, batch, options, items, posts, isLast))
    for (const key of Object.keys(total) as (keyof IngestResult)[]) total[key] += result[key]
  }
  return total
}

async function untilNotRaced<T>(act: () => Promise<T>): Promise<T> {
  for (let races = 1; ; races++) {
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof RacedError) || races >= MAX_RACES) throw error
    }
  }
}

async function ingestPart(
  deps: Ingesting,
  batch: Batch,
  options: IngestOptions,
  items: FoldedItems,
  posts: readonly Mention[],
  isLast: boolean,
): Promise<IngestResult> {
  const { db, clock } = deps
  const watchList = deps.watchList()
  const changes = beginChanges(batch, options, items, isLast, clock.now())
  const world: World = {
    now: changes.now,
    watchList,
    policy: options.policy,
    understander: deps.understander,
    facts: { mentions: new Map(), tombstones: new Set(), authors: new Map() },
    recent: new Map(),
    nearCopies: deps.nearCopies.begin(),
    nextId: db.nextId,
    history: options.history ?? null,
    aboutBrand: options.aboutBrand,
  }
  const all = posts.map((post) => createDraft(post, authorKey(post.network, post.author)))
  const found = runSteps(FIND, all, world, changes)
  world.facts = await readBatchFacts(
    db,
    all.filter((d) => d.caughtBy.size > 0 || d.mention.editedAt !== null).map((d) => d.mention.key),
    found.flatMap((d) => d.authorKey ?? []),
  )
  const fresh = runSteps(COMPARE, found, world, changes)
  await recallAuthors(db, fresh, world)
  const hashes = fresh.flatMap((d) => [...hashesOf(d).values()])
  world.recent = await readRecentTexts(db, hashes, world.now - DUPLICATE_MS)
  const brands = fresh.flatMap((d) => [...d.caughtBy.keys()])
  await deps.nearCopies.prepare(brands, world.now - DUPLICATE_MS)
  const judged = runSteps(JUDGE, fresh, world, changes)
  await partCopies(db, judged, world.now - DUPLICATE_MS)
  const kept = runSteps(PLACE, judged, world, changes)
  for (const draft of all) if (draft.labels.length === 0) withholdIfStored(draft, world, changes)
  changes.posts = kept
  const result = await deps.writer.write(
    changes,
    { ...watchList, assess: assessStanding },
    world.facts.authors,
  )
  world.nearCopies.keep()
  const failed = changes.failed.size
  return { ...result, failed, dropped: posts.length - kept.length - failed }
}

type Draftable = { -readonly [K in keyof BatchChanges]: BatchChanges[K] } & {
  removals: BatchChanges['removals'][number][]
  rejected: BatchChanges['rejected'][number][]
  deadLetters: BatchChanges['deadLetters'][number][]
  /** Keys of posts that a step could not take. */
  failed: Set<string>
}

/** Takes each post through the steps, until one drops it or fails; one bad post never stops the others. */
function runSteps(
  steps: readonly Step[],
  drafts: readonly Draft[],
  world: World,
  changes: Draftable,
): Draft[] {
  return drafts.filter((draft) => {
    for (const step of steps) {
      const outcome = runStep(step, draft, world)
      if (outcome === 'ok') continue
      if ('fail' in outcome) {
        changes.failed.add(draft.mention.key)
        changes.deadLetters.push({
          raw: JSON.stringify(draft.mention),
          reason: `${step.name}: ${outcome.fail}`,
        })
      } else if (isWorthKnowing(step, draft, outcome.drop))
        changes.rejected.push({ key: draft.mention.key, brandId: null, reason: outcome.drop })
      return false
    }
    return true
  })
}

function runStep(step: Step, draft: Draft, world: World): ReturnType<Step['run']> {
  try {
    return step.run(draft, world)
  } catch (error) {
    return { fail: messageOf(error) }
  }
}

/** What a firehose says about others is no news, and neither is what we have already. */
function isWorthKnowing(step: Step, draft: Draft, reason: string): boolean {
  if (step.name === 'match') return reason !== 'no query' || draft.mention.trigger !== 'keyword'
  return step.name !== 'known'
}

/** An edit that took us out of a stored post takes the post out of our sight. */
function withholdIfStored({ mention }: Draft, world: World, changes: Draftable): void {
  if (mention.editedAt === null || changes.failed.has(mention.key)) return
  if (!olderStored(mention, world)) return
  changes.removals.push({
    key: mention.key,
    reason: 'edited away',
    state: 'withheld',
    edit: { revision: mention.revision, editedAt: mention.editedAt },
  })
}

const NOTHING_BESIDE = () => ({ authorRemovals: [], metrics: [], consents: [], deadLetters: [] })

/** What goes with the last part of a batch. */
function besidePosts({ authorDeletes, metrics, consents, poison }: FoldedItems) {
  return { authorRemovals: authorDeletes, metrics, consents, deadLetters: [...poison] }
}

function beginChanges(
  batch: Batch,
  options: IngestOptions,
  items: FoldedItems,
  isLast: boolean,
  now: number,
): Draftable {
  const gone = items.deletes.map((d) => ({ ...d, state: 'deleted' as const }))
  return {
    connectionId: options.connectionId,
    stream: options.stream ?? 'main',
    now,
    posts: [],
    removals: isLast ? gone : [],
    ...(isLast ? besidePosts(items) : NOTHING_BESIDE()),
    rejected: [],
    gap: isLast ? storableAll(batch.gap ?? null) : null,
    filled: isLast ? (batch.filled ?? null) : null,
    cursor: isLast && options.keepCursor !== true ? JSON.stringify(batch.cursor) : null,
    costUsd: isLast ? (batch.costUsd ?? 0) : 0,
    received: batch.items.length,
    failed: new Set(),
  }
}

function emptyResult(): IngestResult {
  return {
    inserted: 0,
    edited: 0,
    removed: 0,
    casesOpened: 0,
    casesJoined: 0,
    dropped: 0,
    failed: 0,
  }
}
