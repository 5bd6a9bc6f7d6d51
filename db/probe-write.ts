import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Writes one small row, so that a full or read-only disk shows; throws what the database says. */
export async function probeWrite(db: Kysely<Schema>, now: number): Promise<void> {
  const row = { value: String(now), updated_at: now, updated_by: 'readyz' }
  await db
    .insertInto('setting')
    .values({ key: 'ready_at', ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}
