import { type Kysely, sql } from 'kysely'

/** Which mood a post leans to where we were unsure, so that what people take over is not lost to how a stream is known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table label add column leaning text
    check (leaning in ('negative', 'neutral', 'positive'))`.execute(db)
}
