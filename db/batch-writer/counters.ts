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
  const hours = new Map<string, { key: [string, number]; sums: number[] }>()
  const days = new Map<string, { key: [string, number, string]; sums: number[] }>()
  return {
    add(label, sign) {
      if (label.relevance === 'irrelevant') return
      const words = new Set([label.sentiment, ...label.labels, 'total'])
      if (label.urgency === 'emergency') words.add('emergency')
      const hour = Math.floor(label.at / HOUR_MS)
      addTo(hours, [label.brandId, hour], HOUR_FIELDS, placesOf(HOUR_FIELDS, words), sign)
      const day = Math.floor(label.at / DAY_MS)
      const places = placesOf(DAY_FIELDS, words)
      for (const topic of new Set(['', ...label.aspects, ...(label.topics ?? [])]))
        addTo(days, [label.brandId, day, topic], DAY_FIELDS, places, sign)
    },
    async write(bulk) {
      await writeSums(bulk, 'hour_count', ['brand_id', 'hour'], HOUR_FIELDS, [...hours.values()])
      await writeSums(bulk, 'day_count', ['brand_id', 'day', 'topic'], DAY_FIELDS, [
        ...days.values(),
      ])
    },
  }
}

/** Which of the fields a label moves. */
function placesOf(fields: readonly string[], words: ReadonlySet<string>): number[] {
  const places: number[] = []
  for (let i = 0; i < fields.length; i++) if (words.has(fields[i] ?? '')) places.push(i)
  return places
}

function addTo<K extends (string | number)[]>(
  into: Map<string, { key: K; sums: number[] }>,
  key: K,
  fields: readonly string[],
  places: readonly number[],
  sign: number,
): void {
  const name = key.join('\n')
  let entry = into.get(name)
  if (entry === undefined) into.set(name, (entry = { key, sums: fields.map(() => 0) }))
  const { sums } = entry
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
