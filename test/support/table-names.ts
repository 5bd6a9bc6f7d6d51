import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

/** The tables of this database alone: on Postgres, suites beside this one have schemas of their own. */
export async function tableNames(db: Database): Promise<string[]> {
  if (db.dialect === 'sqlite')
    return (await db.kysely.introspection.getTables()).map(({ name }) => name)
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema()`.execute(db.kysely)
  return rows.map(({ name }) => name)
}
