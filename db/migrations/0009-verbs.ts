import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Snoozes, follow-ups, escalations, joined cases, notes, kudos, ignored authors and muted words. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === 'sqlite' ? 'integer' : 'bigint'
  for (const column of [
    'snoozed_until',
    'follow_up_at',
    'follow_up_since',
    'escalated_at',
    'merged_into',
  ])
    await sql`alter table "case" add column ${sql.ref(column)} ${sql.raw(integer)}`.execute(db)
  await createTable(db, dialect, 'note', {
    id: 'i!',
    case_id: 'i',
    staff_id: 't',
    text: 't',
    at: 'i',
  })
  await createTable(db, dialect, 'kudos', {
    id: 'i!',
    case_id: 'i',
    mention_id: 'i',
    brand_id: 't',
    staff_id: 't',
    by_id: 't',
    at: 'i',
  })
  await createTable(
    db,
    dialect,
    'ignored_author',
    { brand_id: 't', author_id: 'i', staff_id: 't', at: 'i' },
    ['brand_id', 'author_id'],
  )
  await createTable(
    db,
    dialect,
    'muted_word',
    { brand_id: 't', word: 't', staff_id: 't', at: 'i' },
    ['brand_id', 'word'],
  )
  await sql`create index note_case on note (case_id)`.execute(db)
  // One post praises a colleague once, whoever says so.
  await sql`create unique index kudos_once on kudos (mention_id, staff_id)`.execute(db)
  await sql`create index kudos_brand on kudos (brand_id, at)`.execute(db)
  // Asked every minute: all that does not sleep stays outside.
  await sql`create index case_snoozed on "case" (snoozed_until) where snoozed_until is not null`.execute(
    db,
  )
  await sql`create index case_follow_up on "case" (follow_up_at) where follow_up_at is not null`.execute(
    db,
  )
  // A reaction names only the message.
  await sql`create index case_card on "case" (slack_ts) where slack_ts is not null`.execute(db)
}
