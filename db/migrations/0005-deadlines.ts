import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Promises with their warnings, who was reminded of what, and whose turn it is. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === 'sqlite' ? 'integer' : 'bigint'
  for (const [table, column, type] of [
    ['case', 'promise_minutes', integer],
    ['case', 'warn_at', integer],
    ['case', 'lead_at', integer],
    ['case', 'nudge_at', integer],
    ['case', 'suggested_id', 'text'],
    ['staff', 'quiet', 'text'],
    ['alert_count', 'recent', 'text'],
  ] as const)
    await sql`alter table ${sql.ref(table)} add column ${sql.ref(column)} ${sql.raw(type)}`.execute(
      db,
    )
  await createTable(
    db,
    dialect,
    'nudge',
    { case_id: 'i', level: 'i', staff_id: 't?', at: 'i' },
    // A reminder that was queued is never queued again, whoever looks.
    ['case_id', 'level'],
  )
  await createTable(db, dialect, 'turn', { name: 't!', n: 'i' })
  // The watch asks every minute; answered and closed cases leave this index.
  await sql`create index case_nudge on "case" (nudge_at) where nudge_at is not null`.execute(db)
}
