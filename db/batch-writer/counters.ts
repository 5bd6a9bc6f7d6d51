import type { Relevance, Sentiment } from '../../core/judgement.ts'
import type { Bulk } from './bulk.ts'

/** What of a label is counted. */
export interface Counted {
  brandId: string
  at: number
  /** What is not about us counts nowhere. */
  relevance: Relevance
  sentiment: Sentiment
  urgency: string
  labels: readonly string[]
  aspects: readonly string[]
  /** `@network` and `~topic`, beside the aspects. */
  topics?: readonly string[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const SENTIMENTS = ['negative', 'neutral', 'positive', 'unsure'] as const
const HOUR_FIELDS = [
  'total',
  ...SENTIMENTS,
  'complaint',
  'praise',
  'question',
  'emergency',
  'churn_threat',
  'purchase_intent',
] as const
const DAY_FIELDS = ['total', ...SENTIMENTS] as const

/** Sums a batch in memory, so that a busy hour is one write. */
export interface Tally {
  /** `sign` is 1 for a label that came, -1 for one that went. */
  add(label: Counted, sign: 1 | -1): void
  write(bulk: Bulk): Promise<void>
}

/** Counters equal what a recount of the labels gives (DESIGN §3). */
export function createTally(): Tally {
  const hours = new Map<string, Entry>()
  const days = new Map<string, Entry>()
  return {
    add(label, sign) {
      const { brandId, at, aspects, topics = [] } = label
      // What people answer when we ask is no public feeling.
      if (label.relevance === 'irrelevant' || topics.includes('@feedback')) return
      const hour = Math.floor(at / HOUR_MS)
      const hourEntry = entryOf(hours, `${hour}\n${brandId}`, [brandId, hour], HOUR_FIELDS)
      move(hourEntry, placesOf(HOUR_FIELDS, label), sign)
      const day = Math.floor(at / DAY_MS)
      const places = placesOf(DAY_FIELDS, label)
      for (const topic of new Set(['', ...aspects, ...topics])) {
        const key = `${day}\n${brandId}\n${topic}`
        move(entryOf(days, key, [brandId, day, topic], DAY_FIELDS), places, sign)
      }
    },
    async write(bulk) {
      await writeSums(bulk, 'hour_count', ['brand_id', 'hour'], HOUR_FIELDS, [...hours.values()])
      await writeSums(bulk, 'day_count', ['brand_id', 'day', 'topic'], DAY_FIELDS, [
        ...days.values(),
      ])
    },
  }
}

interface Entry {
  key: (string | number)[]
  sums: number[]
}

function entryOf(
  into: Map<string, Entry>,
  name: string,
  key: (string | number)[],
  fields: readonly string[],
): Entry {
  let entry = into.get(name)
  if (entry === undefined) into.set(name, (entry = { key, sums: fields.map(() => 0) }))
  return entry
}

/** Which of the fields a label moves. */
function placesOf(fields: readonly string[], label: Counted): number[] {
  const places: number[] = []
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? ''
    const isMoved =
      field === 'total' ||
      field === label.sentiment ||
      (field === 'emergency' && label.urgency === 'emergency') ||
      label.labels.includes(field)
    if (isMoved) places.push(i)
  }
  return places
}

function move({ sums }: Entry, places: readonly number[], sign: number): void {
  for (const place of places) sums[place] = (sums[place] ?? 0) + sign
}

async function writeSums(
  bulk: Bulk,
  table: string,
  keys: readonly string[],
  fields: readonly string[],
  entries: readonly { key: (string | number)[]; sums: number[] }[],
): Promise<void> {
  const moved = entries.filter(({ sums }) => sums.some((n) => n !== 0))
  if (moved.length === 0) return
  const add = fields.map((f) => `${f} = ${table}.${f} + excluded.${f}`).join(', ')
  await bulk.upsert(
    table,
    [...keys, ...fields],
    moved.map(({ key, sums }) => [...key, ...sums]),
    `on conflict (${keys.join(', ')}) do update set ${add}`,
  )
}
