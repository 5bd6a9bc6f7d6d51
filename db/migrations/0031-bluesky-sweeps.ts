import { type Kysely, sql } from 'kysely'

/** Bluesky, too, is asked again about the posts that stand here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index mention_swept`.execute(db)
  await sql`create index mention_swept on mention (connection_id, id)
    where network in ('x', 'discord', 'hackernews', 'bluesky')`.execute(db)
}
