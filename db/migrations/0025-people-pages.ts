import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/**
 * Lists of people by their standing, whoever is looked for by name or handle, wishes and answers to questions: each by
 * an index, however much there is. And what people ask under the law, with the day by which it is due.
 */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'data_request', {
    id: 'i!',
    brand_id: 't',
    kind: 't:export|erase',
    source: 't',
    customer_key: 't?',
    person_id: 'i?',
    asked_at: 'i',
    due_at: 'i',
    done_at: 'i?',
    done_by: 't?',
  })
  // Small letters without @ in front, spaces, dots, hyphens and underscores; on both compared byte by byte.
  const fold = (column: string) =>
    `(replace(replace(replace(replace(ltrim(lower(${column}), '@'), ' ', ''), '.', ''), '_', ''), '-', ''))${dialect === 'sqlite' ? '' : ' collate "C"'}`
  const id = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')
  const real = sql.raw(dialect === 'sqlite' ? 'real' : 'double precision')
  await sql`alter table customer_value add column expected_at ${id}`.execute(db)
  await sql`alter table customer_value add column expected_why text`.execute(db)
  await sql`alter table customer_value add column expected_n ${real}`.execute(db)
  await sql`alter table feedback_answer add column reading text`.execute(db)
  const indexes = [
    'data_request_due on data_request (brand_id, due_at) where done_at is null',
    'data_request_done on data_request (brand_id, done_at) where done_at is not null',
    'person_standing_love on person_standing (brand_id, love, person_id) where stage is not null',
    'person_standing_at_risk on person_standing (brand_id, risk, person_id) where is_at_risk = 1',
    'person_standing_out on person_standing (brand_id, risk, person_id) where is_out = 1',
    "person_standing_thanks on person_standing (brand_id, love, person_id) where next_step = 'thank'",
    'person_standing_unproved on person_standing (brand_id, love, person_id) where unproved = 1',
    'customer_value_expected on customer_value (brand_id, expected_at) where expected_at is not null',
    'person_event_kind on person_event (brand_id, kind, at)',
    `person_name on person (brand_id, ${fold('name')})`,
    `author_handle on author (${fold('handle')}) where handle is not null`,
    'label_wish on label (brand_id, at) where (labels like \'%"suggestion"%\' or labels like \'%"complaint"%\' or labels like \'%"question"%\' or labels like \'%"purchase_intent"%\')',
    "mention_below_question on mention (created_at) where parent_text like '%?%'",
  ]
  for (const index of indexes) await sql`create index ${sql.raw(index)}`.execute(db)
}
