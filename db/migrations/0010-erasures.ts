import { type Kysely, sql } from 'kysely'
import { createTable } from '../create-table.ts'
import type { Dialect } from '../dialect.ts'

/** Who asked to be forgotten or left in peace, and the one change that the audit allows. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await createTable(db, dialect, 'erasure', {
    id: 'i!',
    person_id: 'i?',
    author_id: 'i?',
    staff_id: 't',
    asked_at: 'i',
    done_at: 'i?',
  })
  await createTable(db, dialect, 'erased', { mark: 't!', at: 'i' })
  await createTable(db, dialect, 'opt_out', { author_id: 'i!', staff_id: 't', at: 'i' })
  await sql`create index erasure_open on erasure (id) where done_at is null`.execute(db)
  // Answers that quote an erased post are found by it.
  await sql`create index mention_quotes on mention (reply_to_key) where parent_text is not null`.execute(
    db,
  )
  // What an act was about may be erased with the person; that it was done, when and by whom stays for ever.
  const same = sql.raw(
    ['id', 'at', 'actor', 'action', 'subject', 'surface']
      .map((column) => `new.${column} = old.${column}`)
      .join(' and '),
  )
  const erased = sql.raw(`'{"erased":true}'`)
  if (dialect === 'sqlite') {
    await sql`drop trigger audit_no_update`.execute(db)
    await sql`create trigger audit_no_update before update on audit when not (${same} and new.detail = ${erased}) begin select raise(abort, 'audit is append-only'); end`.execute(
      db,
    )
  } else
    await sql`create or replace function audit_is_append_only() returns trigger language plpgsql as $$ begin
      if tg_op = 'UPDATE' and ${same} and new.detail = ${erased} then return new; end if;
      raise exception 'audit is append-only'; end $$`.execute(db)
}
