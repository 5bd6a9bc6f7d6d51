import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

const OLD = ['emergency', 'complaint', 'question', 'praise']
const NEW = ['emergency', 'at_risk', 'complaint', 'purchase', 'question', 'praise', 'unsure']

/** Three further kinds of case, the message that asks what an unsure post is, and two further counters. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  if (dialect === 'sqlite') await rebuildCases(db)
  else {
    await sql`alter table "case" drop constraint case_kind_check`.execute(db)
    await sql`alter table "case" add constraint case_kind_check check (kind in (${sql.raw(quoted(NEW))}))`.execute(
      db,
    )
  }
  await sql`alter table "case" add column asked_in ${sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')}`.execute(
    db,
  )
  await sql`create index case_asked_in on "case" (asked_in) where asked_in is not null`.execute(db)
  for (const intent of ['churn_threat', 'purchase_intent']) await addCounter(db, dialect, intent)
}

/** SQLite knows no other way to change a check: the same table under its name, with its rows and indexes. */
async function rebuildCases(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ type: string; sql: string }>`
    select type, sql from sqlite_master where tbl_name = 'case' and sql is not null`.execute(db)
  const table = rows.find(({ type }) => type === 'table')?.sql ?? ''
  const changed = table
    .replace('"case"', 'case_new')
    .replace(new RegExp(OLD.map((kind) => `'${kind}'`).join(',\\s*')), quoted(NEW))
  if (!changed.includes('at_risk') || !changed.includes('case_new'))
    throw new Error('The table of cases is not as the migrations made it.')
  await sql.raw(changed).execute(db)
  await sql`insert into case_new select * from "case"`.execute(db)
  await sql`drop table "case"`.execute(db)
  await sql`alter table case_new rename to "case"`.execute(db)
  for (const { type, sql: text } of rows) if (type !== 'table') await sql.raw(text).execute(db)
}

/** A counter equals what a recount gives, also for the posts of before. */
async function addCounter(db: Kysely<unknown>, dialect: Dialect, intent: string): Promise<void> {
  const column = sql.raw(intent)
  const type = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')
  await sql`alter table hour_count add column ${column} ${type} not null default 0`.execute(db)
  await sql`update hour_count set ${column} = (
      select count(*) from label l where l.brand_id = hour_count.brand_id
      and l.relevance <> 'irrelevant' and l.labels like ${`%"${intent}"%`}
      and l.at >= hour_count.hour * 3600000 and l.at < (hour_count.hour + 1) * 3600000)`.execute(db)
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ')
}
