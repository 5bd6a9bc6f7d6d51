import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** What people say of our reading: corrections and confirmations, what a brand learnt from them, the weekly check. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'label_feedback', {
    id: 'i!',
    mention_id: 'i',
    brand_id: 't',
    head: 't',
    said: 't',
    said_confidence: 'r?',
    truth: 't',
    source: 't:correction|confirmation|blind',
    model: 't',
    staff_id: 't',
    at: 'i',
    surface: 't',
    undone_at: 'i?',
    undone_by: 't?',
  })
  await createTable(db, dialect, 'brand_layer', {
    brand_id: 't!',
    model: 't',
    layer: 't',
    tests: 't',
    updated_at: 'i',
  })
  await createTable(
    db,
    dialect,
    'blind_check',
    { brand_id: 't', week: 'i', mention_id: 'i', place: 'i', staff_id: 't?', judged_at: 'i?' },
    ['brand_id', 'week', 'mention_id'],
  )

  // One word holds for each answer about a post: a later one takes the place of an earlier.
  await sql`create unique index label_feedback_one on label_feedback (mention_id, brand_id, head) where undone_at is null`.execute(
    db,
  )
  await sql`create index label_feedback_brand on label_feedback (brand_id, id) where undone_at is null`.execute(
    db,
  )
}
