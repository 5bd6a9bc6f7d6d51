import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** What other services hand us over HTTP, kept before it is acknowledged. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'delivery', {
    seq: 'i!',
    connection_id: 't',
    key: 't',
    digest: 't',
    kind: 't',
    body: 't',
    received_at: 'i',
    done_at: 'i?',
  })
  await sql`create unique index delivery_once on delivery (connection_id, key)`.execute(db)
  await sql`create index delivery_order on delivery (connection_id, seq)`.execute(db)
}
