import type { Transaction } from 'kysely'
import type { Database } from '../database.ts'
import type { Schema } from '../schema.ts'

/** One small transaction of a long work; whoever waits for this thread comes in between. */
export async function inStep<T>(
  db: Database,
  act: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  const done = await db.transaction(act)
  await new Promise<void>((resolve) => setImmediate(resolve))
  return done
}
