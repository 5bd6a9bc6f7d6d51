import type { Transaction } from 'kysely'
import type { Database } from '../database.ts'
import { inChunks } from '../in-chunks.ts'
import type { Schema } from '../schema.ts'
import { redrawCards } from './scrub-cases.ts'

/** Takes out of these posts what they answered; cards that showed it are drawn again without it. */
export async function forgetQuotes(
  db: Database,
  trx: Transaction<Schema>,
  mentionIds: readonly number[],
  now: number,
): Promise<void> {
  const shown = await inChunks(mentionIds, async (some) => {
    await trx
      .updateTable('mention')
      .set({ parent_text: null, root: null, reply_to_key: null })
      .where('id', 'in', some)
      .execute()
    return trx
      .selectFrom('case_mention')
      .select('case_id')
      .distinct()
      .where('mention_id', 'in', some)
      .execute()
  })
  await redrawCards(db, trx, [...new Set(shown.map((row) => row.case_id))], now)
}
