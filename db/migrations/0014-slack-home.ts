import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Who looks at their Home in Slack, and what a person answered this month by index. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'home_visit', { staff_id: 't!', user_id: 't', at: 'i' })
  await sql`create index home_visit_at on home_visit (at)`.execute(db)
  await sql`create index reply_staff on reply (staff_id, pressed_at)`.execute(db)
}
