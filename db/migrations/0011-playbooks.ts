import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Playbooks, who is replying, amends, forms of address, replies that wait for a second person, statements. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const integer = dialect === 'sqlite' ? 'integer' : 'bigint'
  await createTable(db, dialect, 'playbook', {
    id: 't!',
    name: 't',
    brand_id: 't?',
    body: 't',
    enabled: 'i',
    created_at: 'i',
  })
  await createTable(db, dialect, 'reply_lock', {
    case_id: 'i!',
    staff_id: 't',
    taken_at: 'i',
    until_at: 'i',
  })
  await createTable(db, dialect, 'amends', {
    id: 'i!',
    case_id: 'i',
    brand_id: 't',
    staff_id: 't',
    playbook_id: 't',
    give_id: 't',
    name: 't',
    worth: 'r?',
    at: 'i',
  })
  // The same thing is given once a case, however often somebody presses.
  await sql`create unique index amends_once on amends (case_id, playbook_id, give_id)`.execute(db)
  await sql`create index amends_brand on amends (brand_id, at)`.execute(db)
  const add = (table: string, column: string, type: string) =>
    sql`alter table ${sql.ref(table)} add column ${sql.ref(column)} ${sql.raw(type)}`.execute(db)
  await add('author', 'address', 'text')
  await add('reply', 'approval', 'text')
  await add('reply', 'decided_by', 'text')
  await add('reply', 'decided_at', integer)
  await add('reply', 'resolve_after', `${integer} not null default 0`)
  await add('reply', 'playbook_id', 'text')
  await add('incident', 'statement', 'text')
  await add('incident', 'statement_by', 'text')
  await add('incident', 'statement_at', integer)
  await sql`create index reply_playbook on reply (playbook_id, sent_at) where playbook_id is not null`.execute(
    db,
  )
  // "The same words today" and the answers of one day are asked for at every press.
  await sql`create index reply_pressed on reply (pressed_at)`.execute(db)
}
