import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Shops that tell of orders, what customers are worth, segments by rule, and what people were asked and answered. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'shop', {
    id: 't!',
    brand_id: 't',
    kind: 't',
    config: 't',
    enabled: 'i',
    created_at: 'i',
  })
  await sql`alter table customer add column city text`.execute(db)
  const id = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')
  await sql`alter table erasure add column customer_id ${id}`.execute(db)
  await sql`alter table customer add column country text`.execute(db)
  await createTable(db, dialect, 'customer_value', {
    customer_id: 'i!',
    brand_id: 't',
    buyer_id: 'i',
    orders: 'i',
    spent: 'i',
    last_paid_at: 'i?',
    recency: 'i?',
    frequency: 'i?',
    money: 'i?',
    top: 'i',
    weighed_at: 'i',
  })
  await createTable(db, dialect, 'segment', {
    id: 't!',
    name: 't',
    rule: 't',
    promise: 't',
    manager: 't?',
    place: 'i',
    created_at: 'i',
    retired_at: 'i?',
  })
  await createTable(
    db,
    dialect,
    'person_segment',
    { person_id: 'i', segment_id: 't', since: 'i' },
    ['person_id', 'segment_id'],
  )
  await createTable(
    db,
    dialect,
    'segment_list',
    { segment_id: 't', author_id: 'i', staff_id: 't', at: 'i' },
    ['segment_id', 'author_id'],
  )
  await createTable(db, dialect, 'ask', {
    id: 'i!',
    brand_id: 't',
    author_id: 'i',
    kind: 't',
    selection: 't',
    staff_id: 't',
    at: 'i',
    expires_at: 'i',
  })
  await createTable(db, dialect, 'feedback_answer', {
    id: 'i!',
    ask_id: 'i*',
    brand_id: 't',
    author_id: 'i?',
    score: 'i',
    words: 't?',
    at: 'i',
    mention_id: 'i?',
  })
  await sql`create index customer_value_brand on customer_value (brand_id, top)`.execute(db)
  await sql`create index person_segment_of on person_segment (segment_id)`.execute(db)
  await sql`create index ask_author on ask (author_id, brand_id, at)`.execute(db)
  await sql`create index ask_brand on ask (brand_id, at)`.execute(db)
  await sql`create index answer_brand on feedback_answer (brand_id, at)`.execute(db)
  await sql`create index answer_author on feedback_answer (author_id)`.execute(db)
}
