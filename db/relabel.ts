import type { Selectable, Transaction } from 'kysely'
import { createBulkSource } from './batch-writer/bulk.ts'
import { createTally } from './batch-writer/counters.ts'
import { countedOf } from './batch-writer/labels.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export type LabelRow = Selectable<Schema['label']>

/** What a person may change of a label. */
export type LabelAnswers = Pick<
  LabelRow,
  'relevance' | 'relevance_confidence' | 'sentiment' | 'sentiment_confidence' | 'labels'
>

/** What a brand's reading of a post says, held until this transaction ends; null where there is none. */
export async function holdLabel(
  db: Database,
  trx: Transaction<Schema>,
  mentionId: number,
  brandId: string,
): Promise<LabelRow | null> {
  const query = trx
    .selectFrom('label')
    .selectAll()
    .where('mention_id', '=', mentionId)
    .where('brand_id', '=', brandId)
  const row = await (db.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  return row ?? null
}

/** Writes other answers into a label and moves the counters with them, so that a recount gives the same. */
export async function relabel(
  db: Database,
  trx: Transaction<Schema>,
  before: LabelRow,
  answers: LabelAnswers,
): Promise<void> {
  const { relevance, relevance_confidence, sentiment, sentiment_confidence, labels } = answers
  const set = { relevance, relevance_confidence, sentiment, sentiment_confidence, labels }
  await trx
    .updateTable('label')
    .set(set)
    .where('mention_id', '=', before.mention_id)
    .where('brand_id', '=', before.brand_id)
    .execute()
  // How the author stands with the brand rests on their labels: it is looked at again with the next round.
  await trx
    .updateTable('person_standing')
    .set({ assessed_at: 0 })
    .where('person_id', 'in', (eb) =>
      eb
        .selectFrom('person_author')
        .select('person_id')
        .where('author_id', '=', before.author_id)
        .where('brand_id', '=', before.brand_id),
    )
    .execute()
  const tally = createTally()
  tally.add(countedOf(before), -1)
  tally.add(countedOf({ ...before, ...set }), 1)
  await tally.write(createBulkSource(db)(trx))
}
