import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Troubles of sources, each with its one message; and when somebody asked a source to be looked at again. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'trouble', {
    id: 'i!',
    source_id: 't',
    about: 't:needs_person|away|quiet|gap|long_wait',
    detail: 't',
    began_at: 'i',
    looked_at: 'i',
    ended_at: 'i?',
    version: 'i',
    channel: 't',
    slack_ts: 't?',
  })
  await sql`create unique index trouble_open on trouble (source_id, about) where ended_at is null`.execute(
    db,
  )
  await sql`create index trouble_source on trouble (source_id, about, began_at)`.execute(db)
  await sql`alter table health add column asked_at ${sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')}`.execute(
    db,
  )
}
