import { type Kysely, sql } from 'kysely'

/** An answer goes below the post, or as a message to its author alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table reply add column way text not null default 'public'
    check (way in ('public', 'direct'))`.execute(db)
}
