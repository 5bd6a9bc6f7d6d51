import { type Kysely, sql } from 'kysely'

/** What waits for a second person is found on Home and in its case, among all answers that ever left. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index reply_waiting on reply (id) where state = 'waiting_approval'`.execute(db)
}
