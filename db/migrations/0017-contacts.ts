import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/**
 * What no network hears: calls, visits and letters written down by staff; the way of each complaint to its end;
 * whose account an account is; and pairs that are not one person.
 */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await sql`alter table person_standing add column is_at_risk ${sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')} not null default 0`.execute(
    db,
  )
  await createTable(db, dialect, 'contact', {
    id: 'i!',
    brand_id: 't',
    person_id: 'i',
    case_id: 'i?',
    at: 'i',
    way: 't:phone|shop|mail|chat|other',
    sentiment: 't:negative|neutral|positive|unsure',
    intents: 't',
    text: 't',
    staff_id: 't',
    created_at: 'i',
    undone_at: 'i?',
    undone_by: 't?',
  })
  await sql`create index contact_person on contact (person_id, at)`.execute(db)
  await createTable(db, dialect, 'recovery', {
    case_id: 'i!',
    brand_id: 't',
    author_id: 'i?',
    opened_at: 'i',
    is_addressed: 'i',
    answered_at: 'i?',
    amends_at: 'i?',
    fixed_at: 'i?',
    fix: 't?',
    asked_at: 'i?',
    mood: 't?',
    mood_at: 'i?',
    outcome: 't:open|turned_around|settled|lost',
    settled_at: 'i?',
    due_at: 'i?',
    updated_at: 'i',
  })
  await sql`create index recovery_due on recovery (due_at) where due_at is not null`.execute(db)
  await sql`create index recovery_brand on recovery (brand_id, opened_at)`.execute(db)
  await createTable(
    db,
    dialect,
    'account_side',
    {
      brand_id: 't',
      author_id: 'i',
      side: 't:customer|staff|bot|competitor',
      staff_id: 't',
      at: 'i',
    },
    ['brand_id', 'author_id'],
  )
  await sql`create index account_side_author on account_side (author_id)`.execute(db)
  await createTable(
    db,
    dialect,
    'not_same',
    { low_id: 'i', high_id: 'i', staff_id: 't', at: 'i' },
    ['low_id', 'high_id'],
  )
  await createTable(db, dialect, 'built', {
    id: 'i!',
    brand_id: 't',
    topic: 't?',
    words: 't',
    what: 't',
    staff_id: 't',
    at: 'i',
  })
  await sql`create index built_brand on built (brand_id, at)`.execute(db)
}
