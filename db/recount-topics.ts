import { type Bulk, createBulkSource } from './batch-writer/bulk.ts'
import { createTally } from './batch-writer/counters.ts'
import { countedOf, type StoredLabel } from './batch-writer/labels.ts'
import type { Database } from './database.ts'

/** Posts a transaction: cards and ingest must not wait. */
const CHUNK = 250

interface TextLabel extends StoredLabel {
  text: string
}

/**
 * Gives the posts of a brand since `from` the topics that `match` finds, the newest first and at most `limit`:
 * a new topic is counted for the weeks in which nobody knew it yet. Counters move in the same transaction. How
 * many posts changed.
 */
export async function recountTopics(
  db: Database,
  options: { brandId: string; from: number; limit: number; match: (text: string) => string[] },
): Promise<number> {
  const bulkFor = createBulkSource(db)
  let before: [number, number] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  let changed = 0
  for (let read = 0; read < options.limit; read += CHUNK) {
    const rows = await db.transaction(async (trx) => {
      const bulk = bulkFor(trx)
      // Writers of counters take turns (see the batch writer).
      if (db.dialect === 'postgres') await bulk.all('select pg_advisory_xact_lock(4747)', [])
      const labels = await bulk.all<TextLabel>(
        `select l.mention_id, l.brand_id, l.at, l.relevance, l.sentiment, l.urgency, l.labels, l.aspects,
           l.topics, m.text
         from label l join mention m on m.id = l.mention_id
         where l.brand_id = ? and l.at >= ? and (l.at < ? or (l.at = ? and l.mention_id < ?))
         order by l.at desc, l.mention_id desc limit ${CHUNK}`,
        [options.brandId, options.from, before[0], before[0], before[1]],
      )
      changed += await recount(bulk, labels, options.match)
      return labels
    })
    const last = rows.at(-1)
    if (last === undefined || rows.length < CHUNK) break
    before = [last.at, last.mention_id]
  }
  return changed
}

async function recount(
  bulk: Bulk,
  labels: readonly TextLabel[],
  match: (text: string) => string[],
): Promise<number> {
  const tally = createTally()
  const moved: [string, number, string][] = []
  for (const label of labels) {
    const known = JSON.parse(label.topics) as string[]
    const found = match(label.text).map((key) => `~${key}`)
    const missing = found.filter((topic) => !known.includes(topic))
    if (missing.length === 0) continue
    const topics = JSON.stringify([...known, ...missing])
    tally.add(countedOf(label), -1)
    tally.add(countedOf({ ...label, topics }), 1)
    moved.push([topics, label.mention_id, label.brand_id])
  }
  await bulk.run('update label set topics = ? where mention_id = ? and brand_id = ?', moved)
  await tally.write(bulk)
  return moved.length
}
