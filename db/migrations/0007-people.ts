import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Customers with what they bought, and how each person stands: scores, stage and next step. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'customer', {
    key: 't!',
    id: 'i',
    brand_id: 't',
    source: 't',
    source_key: 't',
    name: 't?',
    email_print: 't?',
    subscribed: 'i',
    created_at: 'i',
    updated_at: 'i',
  })
  await createTable(db, dialect, 'purchase', {
    key: 't!',
    id: 'i',
    customer_id: 'i',
    brand_id: 't',
    source: 't',
    order_id: 't',
    paid_at: 'i',
    currency: 't',
    net: 'i',
    test: 'i',
    cancelled: 'i',
    codes: 't',
    updated_at: 'i',
    stored_at: 'i',
  })
  await createTable(
    db,
    dialect,
    'person_customer',
    {
      person_id: 'i',
      customer_id: 'i',
      evidence: 't',
      confidence: 'r',
      confirmed_by: 't?',
      created_at: 'i',
    },
    ['person_id', 'customer_id'],
  )
  await createTable(db, dialect, 'person_standing', {
    person_id: 'i!',
    brand_id: 't',
    love: 'r?',
    reach: 'r?',
    risk: 'r?',
    stage: 't?',
    stage_since: 'i?',
    strikes: 'i',
    is_out: 'i',
    unproved: 'i',
    terms: 't',
    evidence: 't',
    next_step: 't?',
    next_due: 'i?',
    key_manager: 't?',
    assessed_at: 'i',
  })
  await createTable(db, dialect, 'person_event', {
    key: 't!',
    person_id: 'i',
    brand_id: 't',
    at: 'i',
    kind: 't',
    detail: 't',
  })
  await sql`create unique index customer_id on customer (id)`.execute(db)
  await sql`create index customer_email on customer (brand_id, email_print) where email_print is not null`.execute(
    db,
  )
  await sql`create index purchase_customer on purchase (customer_id, paid_at)`.execute(db)
  await sql`create index purchase_stored on purchase (stored_at)`.execute(db)
  await sql`create index person_customer_customer on person_customer (customer_id)`.execute(db)
  await sql`create index person_standing_stage on person_standing (brand_id, stage, love)`.execute(
    db,
  )
  await sql`create index person_standing_risk on person_standing (brand_id, risk)`.execute(db)
  await sql`create index person_standing_age on person_standing (assessed_at)`.execute(db)
  await sql`create index person_event_person on person_event (person_id, at)`.execute(db)
  await sql`create index person_event_brand on person_event (brand_id, at)`.execute(db)
}
