import type { Understander } from '../../analysis/understand/understanding.ts'
import type { Batch, Item } from '../../connectors/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import type { Mention } from '../../core/mention.ts'
import type { Policy } from '../../core/policy.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import type { Database } from '../../db/database.ts'
import type { WatchList } from '../../pipeline/draft.ts'
import { createIngest, type Ingest } from '../../pipeline/ingest.ts'
import { type CompileQueries, loadWatchList } from '../../pipeline/watch-list.ts'
import { openMemory } from './made-database.ts'

export const NOON = Date.UTC(2026, 10, 19, 12)
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export const OPEN_POLICY: Policy = {
  mayStore: true,
  mayLinkIdentity: true,
  mayReply: 'always',
  mayDm: false,
  deletions: 'push',
  retentionDays: null,
  needsOptIn: false,
}

/** A query is one plain word here; the true language has its own tests. */
export const plainWords: CompileQueries = (queries) => ({
  match: ({ text }) =>
    queries.filter((q) => text.toLowerCase().includes(q.source)).map((q) => q.id),
})

/** Reads only the plainest words, so that a test says what it means. */
export const plainReader: Understander = {
  model: 'plain',
  why: () => [],
  understand({ text }) {
    const has = (word: string) => text.toLowerCase().includes(word)
    if (has('explode')) throw new Error('the reader broke')
    const bad = has('awful') || has('fire')
    const good = has('love')
    const labels = [
      ...(bad ? (['complaint'] as const) : []),
      ...(good ? (['praise'] as const) : []),
      ...(has('?') ? (['question'] as const) : []),
      ...(has('leaving') ? (['churn_threat'] as const) : []),
      ...(has('buy') ? (['purchase_intent'] as const) : []),
      ...(has('grateful') ? (['thanks'] as const) : []),
      ...(has('an idea') ? (['suggestion'] as const) : []),
    ]
    return {
      lang: 'en',
      relevance: {
        label: has('berries') ? 'irrelevant' : has('maybe') ? 'unsure' : 'relevant',
        confidence: 0.9,
      },
      sentiment: {
        label: has('hmm') ? 'unsure' : bad ? 'negative' : good ? 'positive' : 'neutral',
        confidence: 0.9,
        scores: { negative: bad ? 1 : 0, neutral: bad || good ? 0 : 1, positive: good ? 1 : 0 },
      },
      intents: {} as never,
      labels,
      urgency: { label: has('fire') ? 'emergency' : 'none', confidence: 0.9 },
      aspects: has('staff') ? ['staff'] : [],
      sarcasm: 0,
      model: 'plain',
    }
  },
}

export interface Desk {
  db: Database
  clock: SimulatedClock
  ingest: Ingest
  watchList: WatchList
  hear(...items: Item[]): ReturnType<Ingest>
}

/** One brand "juniper" with a channel, its ingest, and a clock that stands at noon. */
export async function openDesk(
  options: { db?: Database; clock?: SimulatedClock; fault?: (step: string) => void } = {},
): Promise<Desk> {
  const clock = options.clock ?? createSimulatedClock(NOON)
  const db = options.db ?? (await openMemory({ clock }))
  await db.kysely
    .insertInto('brand')
    .values({
      id: 'juniper',
      name: 'Juniper Coffee',
      description: '',
      profile: '{"handles":["@juniper"],"keywords":[],"not":[]}',
      zone: 'UTC',
      channel: 'C1',
      created_at: NOON,
    })
    .execute()
  await db.kysely
    .insertInto('query')
    .values({
      id: 'q1',
      brand_id: 'juniper',
      source: 'juniper',
      enabled: 1,
      created_at: NOON,
      updated_at: NOON,
    })
    .execute()
  const watchList = await loadWatchList(db, plainWords)
  const ingest = createIngest({
    db,
    writer: createBatchWriter(db, options.fault),
    clock,
    understander: plainReader,
    watchList: () => watchList,
  })
  return {
    db,
    clock,
    ingest,
    watchList,
    hear: (...items) => ingest(batchOf(items), { connectionId: 'bsky', policy: OPEN_POLICY }),
  }
}

/** Every case of a desk, the oldest first. */
export const casesOf = ({ db }: Desk) =>
  db.kysely.selectFrom('case').selectAll().orderBy('id').execute()

/** All that a desk has to tell, the oldest first. */
export const outboxOf = ({ db }: Desk) =>
  db.kysely.selectFrom('outbox').selectAll().orderBy('id').execute()

/** Items as one batch with a cursor that says how many they are. */
export function batchOf(items: readonly Item[]): Batch {
  return { items, cursor: { v: 1, n: items.length }, caughtUp: true }
}

/** A post of the fictional network, by default said at noon by Nadia. */
export function post(
  nativeId: string,
  text: string,
  more: Partial<Omit<Mention, 'author'>> & { by?: string } = {},
): Item & { type: 'upsert' } {
  const { by = 'nadia', ...rest } = more
  const createdAt = rest.createdAt ?? NOON
  return {
    type: 'upsert',
    mention: {
      key: `bluesky::${nativeId}`,
      network: 'bluesky',
      connectionId: 'bsky',
      nativeId,
      revision: 'r1',
      kind: 'post',
      trigger: 'keyword',
      url: null,
      text,
      lang: null,
      author: {
        id: by,
        handle: `${by}.example`,
        name: by,
        followers: 10,
        verified: null,
        isBot: null,
        isSelf: false,
      },
      parents: {},
      media: [],
      links: [],
      hashtags: [],
      mentionedHandles: [],
      metrics: { asOf: createdAt },
      rating: null,
      visibility: 'public',
      sensitive: false,
      createdAt,
      editedAt: null,
      observedAt: createdAt,
      receivedAt: createdAt + 1000,
      ...rest,
    },
  }
}

/** The same post, edited `afterMs` later. */
export function edit(
  of: Item & { type: 'upsert' },
  text: string,
  afterMs: number,
): Item & { type: 'upsert' } {
  const editedAt = of.mention.createdAt + afterMs
  return {
    type: 'upsert',
    mention: { ...of.mention, text, editedAt, revision: `r${editedAt}` },
  }
}

export function removal(of: Item & { type: 'upsert' }): Item {
  return { type: 'delete', key: of.mention.key, reason: 'deleted by its author' }
}

/** Counters as the labels recount them, and as they are stored; empty rows are left out of both. */
export async function countBothWays(db: Database) {
  const labels = await db.kysely.selectFrom('label').selectAll().execute()
  const hours = new Map<string, Record<string, number>>()
  const days = new Map<string, Record<string, number>>()
  const add = (into: Map<string, Record<string, number>>, key: string, words: string[]) => {
    const sums = into.get(key) ?? {}
    for (const word of words) sums[word] = (sums[word] ?? 0) + 1
    into.set(key, sums)
  }
  for (const label of labels) {
    if (label.relevance === 'irrelevant') continue
    const kinds = (JSON.parse(label.labels) as string[]).filter((l) =>
      ['complaint', 'praise', 'question', 'churn_threat', 'purchase_intent'].includes(l),
    )
    if (label.urgency === 'emergency') kinds.push('emergency')
    const hour = Math.floor(label.at / HOUR)
    add(hours, `${label.brand_id} ${hour}`, ['total', label.sentiment, ...kinds])
    const topics = ['', ...parse(label.aspects), ...parse(label.topics)]
    for (const topic of topics)
      add(days, `${label.brand_id} ${Math.floor(label.at / DAY)} ${topic}`, [
        'total',
        label.sentiment,
      ])
  }
  const stored = { hours: new Map(), days: new Map() }
  for (const { brand_id, hour, ...sums } of await db.kysely
    .selectFrom('hour_count')
    .selectAll()
    .execute())
    if (sums.total !== 0) stored.hours.set(`${brand_id} ${hour}`, withoutZeros(sums))
  for (const { brand_id, day, topic, ...sums } of await db.kysely
    .selectFrom('day_count')
    .selectAll()
    .execute())
    if (sums.total !== 0) stored.days.set(`${brand_id} ${day} ${topic}`, withoutZeros(sums))
  return { recounted: { hours, days }, stored }
}

const parse = (text: string) => JSON.parse(text) as string[]

function withoutZeros(sums: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).filter(([, n]) => n !== 0))
}
