import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Understander } from '../analysis/understand/understanding.ts'
import type { Item } from '../connectors/connector.ts'
import { createSimulatedClock } from '../core/clock.ts'
import { createBatchWriter } from '../db/batch-writer.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { filterTags } from '../db/search-tags.ts'
import { writeTopics } from '../db/topics.ts'
import { createIngest } from '../pipeline/ingest.ts'
import { loadWatchList } from '../pipeline/watch-list.ts'
import { cpuSeconds, median, type Ratio } from './ratio.ts'

const POSTS = 20_000
const BATCH = 1000
const AUTHORS = 6000
const ROUNDS = 3
const NOON = Date.UTC(2026, 10, 19, 12)
const WORDS =
  'the coffee here was quite fine today and we sat by the window until rain came over the harbour while somebody played an old song about leaving'.split(
    ' ',
  )
/** As many topics as a busy brand has; most posts touch one or two. */
const TOPICS = ['coffee', 'rain', 'harbour street', 'old song', 'playing games'].flatMap(
  (phrase, n) =>
    ['', ' again', ' today', ' here'].map((end, i) => ({
      key: `${phrase}${end}`,
      name: `${phrase}${end}`,
      forms: [`${phrase}${end}`, `${phrase} number ${4 * n + i}`],
      direction: 'up' as const,
      now: 5,
      ofNow: 100,
      before: 1,
      ofBefore: 400,
    })),
)
/** Every table that storing a mention may touch; each is copied row by row. */
const TABLES = [
  'mention',
  'label',
  'author',
  'recent_text',
  'hour_count',
  'day_count',
  'case',
  'case_mention',
  'case_event',
  'outbox',
  'person',
  'person_author',
  'alert_count',
  'cursor',
] as const

/** Says something of every post at no cost, so that only storing is measured: 2 in 100 ask for a case. */
const instant: Understander = {
  model: 'instant',
  why: () => [],
  understand({ text }) {
    const isBad = text.endsWith('00') || text.endsWith('50')
    return {
      lang: 'en',
      relevance: { label: 'relevant', confidence: 0.9 },
      sentiment: {
        label: isBad ? 'negative' : 'neutral',
        confidence: 0.9,
        scores: { negative: 0.1, neutral: 0.8, positive: 0.1 },
      },
      intents: {
        complaint: 0.1,
        praise: 0.1,
        recommendation: 0.1,
        thanks: 0.1,
        question: 0.1,
        purchase_intent: 0.1,
        churn_threat: 0.1,
        suggestion: 0.1,
      },
      labels: isBad ? ['complaint'] : [],
      urgency: { label: 'none', confidence: 0.9 },
      aspects: ['product'],
      sarcasm: 0,
      model: 'instant',
    }
  },
}

/**
 * Storing understood posts with all their effects, against raw prepared inserts of the very rows that this
 * leaves behind, into the same tables with the same batches. CPU time; SQLite on disk.
 */
export async function benchStoring(): Promise<Ratio> {
  const ratios: number[] = []
  const batches = makeBatches()
  for (let round = 0; round < ROUNDS; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-'))
    const ours = await openDatabase({ url: join(folder, 'ours.db'), clock: clockAtNoon() })
    const raw = await openDatabase({ url: join(folder, 'raw.db'), clock: clockAtNoon() })
    try {
      const oursSeconds = await storeAll(ours, batches)
      const rawSeconds = await copyRaw(ours, raw)
      ratios.push(rawSeconds / oursSeconds)
    } finally {
      await ours.close()
      await raw.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return {
    name: 'storing',
    ratio: median(ratios),
    of: 'storing an understood mention with all effects',
    against: 'raw prepared inserts of the same rows into the same tables',
  }
}

async function storeAll(db: Database, batches: readonly Item[][]): Promise<number> {
  await db.kysely
    .insertInto('brand')
    .values({
      id: 'juniper',
      name: 'Juniper Coffee',
      description: '',
      profile: '{}',
      zone: 'UTC',
      channel: 'C1',
      created_at: NOON,
    })
    .execute()
  await db.kysely
    .insertInto('query')
    .values({
      id: 'q',
      brand_id: 'juniper',
      source: 'juniper',
      enabled: 1,
      created_at: NOON,
      updated_at: NOON,
    })
    .execute()
  await db.transaction((trx) => writeTopics(trx, 'juniper', TOPICS, 24, NOON))
  const everything = ['q']
  const watchList = await loadWatchList(db, () => ({ match: () => everything }))
  const ingest = createIngest({
    db,
    writer: createBatchWriter(db),
    clock: clockAtNoon(),
    understander: instant,
    watchList: () => watchList,
  })
  const policy = {
    mayStore: true,
    mayLinkIdentity: true,
    mayReply: 'always',
    mayDm: false,
    deletions: 'push',
    retentionDays: null,
    needsOptIn: false,
  } as const
  return cpuSeconds(async () => {
    for (const [n, items] of batches.entries())
      await ingest(
        { items, cursor: { v: 1, n }, caughtUp: true },
        { connectionId: 'bench', policy },
      )
  })
}

/** The same rows again, by the plainest means there are. */
async function copyRaw(from: Database, to: Database): Promise<number> {
  if (from.sqlite === null || to.sqlite === null) throw new Error('this bench runs on SQLite')
  const { sqlite } = to
  const inserts: (() => void)[] = []
  for (const table of TABLES) {
    const rows = from.sqlite.prepare(`select * from "${table}"`).raw().all() as unknown[][]
    if (rows.length === 0) continue
    const places = rows[0]?.map(() => '?').join(', ')
    const insert = sqlite.prepare(`insert into "${table}" values (${places})`)
    for (const row of rows) inserts.push(() => insert.run(...row))
  }
  const index = sqlite.prepare(
    'insert into mention_fts (rowid, text, title, tags) values (?, ?, ?, ?)',
  )
  const tags = filterTags({
    brandId: 'juniper',
    sentiment: 'neutral',
    network: 'bluesky',
    lang: 'en',
  }).join(' ')
  for (const { id, text } of from.sqlite.prepare('select id, text from mention').all() as {
    id: number
    text: string
  }[])
    inserts.push(() => index.run(id, text, '', tags))
  const size = Math.ceil(inserts.length / (POSTS / BATCH))
  return cpuSeconds(() => {
    for (let i = 0; i < inserts.length; i += size) {
      sqlite.exec('begin immediate')
      for (const insert of inserts.slice(i, i + size)) insert()
      sqlite.exec('commit')
    }
  })
}

const clockAtNoon = () => createSimulatedClock(NOON)

function makeBatches(): Item[][] {
  const posts = Array.from({ length: POSTS }, (_, i) => makePost(i))
  return Array.from({ length: POSTS / BATCH }, (_, i) => posts.slice(i * BATCH, (i + 1) * BATCH))
}

function makePost(i: number): Item {
  const text = Array.from(
    { length: 18 },
    (_, k) => WORDS[(i * 7 + k * (1 + (i % 5))) % WORDS.length],
  )
  const createdAt = NOON - POSTS + i
  const by = `guest${(i * 7919) % AUTHORS}`
  return {
    type: 'upsert',
    mention: {
      key: `bluesky::${1e12 + i}`,
      network: 'bluesky',
      connectionId: 'bench',
      nativeId: String(1e12 + i),
      revision: 'r1',
      kind: 'post',
      trigger: 'keyword',
      url: `https://bsky.example/post/${i}`,
      text: `${text.join(' ')} juniper ${i}`,
      lang: 'en',
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
      metrics: { likes: 1, asOf: createdAt },
      rating: null,
      visibility: 'public',
      sensitive: false,
      createdAt,
      editedAt: null,
      observedAt: createdAt,
      receivedAt: createdAt,
    },
  }
}
