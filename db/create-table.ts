import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { Dialect } from './dialect.ts'

/** `t` text, `i` 64-bit integer, `r` double; then `!` primary key, `*` unique, `?` nullable, `:a|b` allowed words. */
type ColumnSpec = string

/** Creates a strict table of portable columns, the same on both engines. */
export async function createTable(
  db: Kysely<unknown>,
  dialect: Dialect,
  name: string,
  columns: Readonly<Record<string, ColumnSpec>>,
  primaryKey?: readonly string[],
): Promise<void> {
  let table = db.schema.createTable(name)
  for (const [column, spec] of Object.entries(columns)) {
    const [flags = '', words] = spec.split(':')
    table = table.addColumn(column, dataType(flags, dialect), (col) => {
      let out = col
      if (flags.includes('!')) out = out.primaryKey()
      if (flags.includes('*')) out = out.unique()
      if (!flags.includes('?')) out = out.notNull()
      if (words === undefined) return out
      const list = sql.join(words.split('|').map((word) => sql.lit(word)))
      return out.check(sql`${sql.ref(column)} in (${list})`)
    })
  }
  if (primaryKey !== undefined)
    table = table.addPrimaryKeyConstraint(`${name}_key`, [...primaryKey] as never)
  await (dialect === 'sqlite' ? table.modifyEnd(sql`strict`) : table).execute()
}

function dataType(flags: string, dialect: Dialect): ColumnDataType {
  if (flags.startsWith('t')) return 'text'
  if (flags.startsWith('r')) return dialect === 'sqlite' ? 'real' : 'double precision'
  return dialect === 'sqlite' ? 'integer' : 'bigint'
}
