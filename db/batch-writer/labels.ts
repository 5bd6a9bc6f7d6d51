import type { Bulk, Row } from './bulk.ts'
import type { LabelChange } from './changes.ts'
import type { Counted, Tally } from './counters.ts'
import type { StoredPost } from './mentions.ts'

const COLUMNS = [
  'mention_id',
  'brand_id',
  'author_id',
  'at',
  'query_ids',
  'relevance',
  'relevance_confidence',
  'sentiment',
  'sentiment_confidence',
  'urgency',
  'intents',
  'labels',
  'aspects',
  'sarcasm',
  'reasons',
  'model',
  'topics',
  'leaning',
] as const

/** What of a stored label is counted. */
export interface StoredLabel {
  mention_id: number
  brand_id: string
  at: number
  relevance: LabelChange['relevance']
  sentiment: LabelChange['sentiment']
  urgency: string
  labels: string
  aspects: string
  topics: string
}

/** Writes what each brand's reading says, counts it, and remembers the words for a week. */
export async function writeLabels(
  bulk: Bulk,
  tally: Tally,
  posts: readonly StoredPost[],
): Promise<void> {
  const rows: Row[] = []
  const recent: Row[] = []
  for (const { change, authorId } of posts)
    for (const label of change.labels) {
      rows.push(labelRow(change.id, authorId, change.at, label))
      tally.add({ ...label, at: change.at }, 1)
      if (label.hash !== null && change.joinedTo === null)
        recent.push([label.brandId, label.hash, change.id, change.at])
    }
  await bulk.upsert('label', COLUMNS, rows, '')
  await bulk.upsert('recent_text', ['brand_id', 'hash', 'mention_id', 'at'], recent, '')
}

/** Takes back what was read of these posts: labels, counts and remembered words. */
export async function removeLabels(
  bulk: Bulk,
  tally: Tally,
  ids: readonly number[],
): Promise<void> {
  const gone = await bulk.allIn<StoredLabel>(
    `select mention_id, brand_id, at, relevance, sentiment, urgency, labels, aspects, topics from label where mention_id in (%)`,
    ids,
  )
  for (const label of gone) tally.add(countedOf(label), -1)
  await bulk.run(
    'delete from label where mention_id = ?',
    ids.map((id) => [id]),
  )
  // By time first: only that is indexed, and the window is long.
  await bulk.run(
    'delete from recent_text where at = ? and mention_id = ?',
    gone.map((label) => [label.at, label.mention_id]),
  )
}

/** A stored label as the counters take it. */
export function countedOf(label: StoredLabel): Counted {
  return {
    brandId: label.brand_id,
    at: label.at,
    relevance: label.relevance,
    sentiment: label.sentiment,
    urgency: label.urgency,
    labels: JSON.parse(label.labels) as string[],
    aspects: JSON.parse(label.aspects) as string[],
    topics: JSON.parse(label.topics) as string[],
  }
}

function labelRow(id: number, authorId: number | null, at: number, label: LabelChange): Row {
  return [
    id,
    label.brandId,
    authorId,
    at,
    JSON.stringify(label.queryIds),
    label.relevance,
    label.relevanceConfidence,
    label.sentiment,
    label.sentimentConfidence,
    label.urgency,
    JSON.stringify(label.intents),
    JSON.stringify(label.labels),
    JSON.stringify(label.aspects),
    label.sarcasm,
    JSON.stringify(label.reasons),
    label.model,
    JSON.stringify(label.topics ?? []),
    label.leaning ?? null,
  ]
}
