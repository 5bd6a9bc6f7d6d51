import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** People who turned out to be one, with all that is needed to part them again. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'merge', {
    id: 'i!',
    brand_id: 't',
    kept_id: 'i',
    merged_id: 'i',
    evidence: 't',
    snapshot: 't',
    staff_id: 't',
    at: 'i',
    undone_at: 'i?',
    undone_by: 't?',
  })
  await sql`create index merge_kept on merge (kept_id)`.execute(db)
  await sql`create index merge_merged on merge (merged_id)`.execute(db)
}
