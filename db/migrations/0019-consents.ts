import type { Kysely } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Who of a community joined the advocates or left them, by their own word. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'consent', { author_id: 'i!', state: 't', how: 't', at: 'i' })
}
