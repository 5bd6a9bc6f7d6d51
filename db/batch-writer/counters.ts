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
      const hour = Math.floor(label.at / HOUR_MS)
      const words = new Set([label.sentiment, ...label.labels, 'total'])
      if (label.urgency === 'emergency') words.add('emergency')
      addTo(hours, [label.brandId, hour], HOUR_FIELDS, words, sign)
      const day = Math.floor(label.at / DAY_MS)
      for (const topic of ['', ...new Set(label.aspects)])
        addTo(days, [label.brandId, day, topic], DAY_FIELDS, words, sign)
    },
    async write(bulk) {
      await writeSums(bulk, 'hour_count', ['brand_id', 'hour'], HOUR_FIELDS, [...hours.values()])
      await writeSums(bulk, 'day_count', ['brand_id', 'day', 'topic'], DAY_FIELDS, [
        ...days.values(),
      ])
    },
  }
}

function addTo<K extends (string | number)[]>(
  into: Map<string, { key: K; sums: number[] }>,
  key: K,
  fields: readonly string[],
  words: ReadonlySet<string>,
  sign: number,
): void {
  const name = key.join('\n')
  let entry = into.get(name)
  if (entry === undefined) into.set(name, (entry = { key, sums: fields.map(() => 0) }))
  const { sums } = entry
  fields.forEach((field, i) => {
    if (words.has(field)) sums[i] = (sums[i] ?? 0) + sign
  })
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
