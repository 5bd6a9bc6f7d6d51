import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from './dialect.ts'

/** No character is above this one: what begins with a word lies between the word and the word with this behind it. */
const LAST = '\u{10FFFF}'

/** Name or handle in small letters without @ in front, spaces, dots, hyphens and underscores, as SQL. */
const FOLD = ['.', '_', '-'].reduce(
  (inner, sign) => `replace(${inner}, '${sign}', '')`,
  "replace(ltrim(lower(?), '@'), ' ', '')",
)

/** What a column of names or handles is indexed by; compared byte by byte, so that a beginning can be looked up. */
function foldedColumn(dialect: Dialect, column: string): string {
  const of = FOLD.replace('?', column)
  return dialect === 'sqlite' ? of : `(${of}) collate "C"`
}

/** Both sides are folded by the database, so that they are folded alike. */
export function isFolded(dialect: Dialect, column: string, text: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.raw(foldedColumn(dialect, column))} = ${fold(text)}`
}

/** The folded column begins with the folded text. */
export function beginsFolded(dialect: Dialect, column: string, text: string): RawBuilder<boolean> {
  const of = sql.raw(foldedColumn(dialect, column))
  return sql<boolean>`(${of} >= ${fold(text)} and ${of} < ${fold(text)} || ${LAST})`
}

function fold(text: string) {
  const [before = '', after = ''] = FOLD.split('?')
  return sql`${sql.raw(before)}${text}${sql.raw(after)}`
}
