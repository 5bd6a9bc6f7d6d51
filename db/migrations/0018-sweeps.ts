import { type Kysely, sql } from 'kysely'

/** Sweeps read the living posts of one connection, newest first; only networks that are swept pay for the index. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index mention_swept on mention (connection_id, id) where network = 'x'`.execute(
    db,
  )
}
