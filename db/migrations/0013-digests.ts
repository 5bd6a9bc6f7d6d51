import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Digests, whom and what each names, and tighter filters that wait for an owner. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'digest', {
    id: 'i!',
    brand_id: 't',
    day: 't',
    kind: 't:day|week',
    state: 't:made|missed',
    due_at: 'i',
    made_at: 'i',
    facts: 't',
    version: 'i',
    channel: 't?',
    slack_ts: 't?',
    picture: 't?',
  })
  // Once a local date, whoever is faster and however often somebody looks.
  await sql`create unique index digest_once on digest (brand_id, day)`.execute(db)
  await createTable(
    db,
    dialect,
    'digest_subject',
    { digest_id: 'i', kind: 't:mention|person', subject_id: 'i' },
    ['digest_id', 'kind', 'subject_id'],
  )
  await createTable(db, dialect, 'tightening', {
    id: 'i!',
    brand_id: 't',
    term: 't',
    state: 't:open|applied|refused|undone',
    evidence: 't',
    sources: 't',
    found_at: 'i',
    decided_at: 'i?',
    staff_id: 't?',
  })
  await sql`create unique index tightening_term on tightening (brand_id, term)`.execute(db)
  await sql`create index case_opened on "case" (brand_id, opened_at)`.execute(db)
  await sql`create index case_resolved on "case" (brand_id, resolved_at) where resolved_at is not null`.execute(
    db,
  )
}
