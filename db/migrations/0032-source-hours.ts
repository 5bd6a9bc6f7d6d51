import type { Kysely } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** How many posts each source told in an hour (hours since 1970): its rhythm follows from it. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'source_hour', { connection_id: 't', hour: 'i', posts: 'i' }, [
    'connection_id',
    'hour',
  ])
}
