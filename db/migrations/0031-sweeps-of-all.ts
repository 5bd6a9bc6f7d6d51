import { type Kysely, sql } from 'kysely'

/** Every network may be asked again about the posts that stand here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index mention_swept`.execute(db)
  await sql`create index mention_swept on mention (connection_id, id)`.execute(db)
}
