import { type Kysely, sql } from 'kysely'

/** What people press reads the cases of one author, or the open ones of a brand, newest first: never all that were. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index case_author on "case" (brand_id, author_id)`.execute(db)
  await sql`create index case_open on "case" (brand_id, id) where status not in ('resolved', 'closed_by_author')`.execute(
    db,
  )
}
