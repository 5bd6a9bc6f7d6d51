import type { Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** Everybody is assessed and sorted again with the next rounds: rules have changed. */
export async function sortEverybodyAgain(trx: Transaction<Schema>): Promise<void> {
  await trx.updateTable('person_standing').set({ assessed_at: 0 }).execute()
}
