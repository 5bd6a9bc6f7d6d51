import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from './dialect.ts'
import { containing } from './like.ts'

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
  const of = sql.raw(foldedColumn(dialect, column))
  return inAnySpelling(text, (word) => sql<boolean>`${of} = ${fold(word)}`)
}

/** The folded column begins with the folded text. */
export function beginsFolded(dialect: Dialect, column: string, text: string): RawBuilder<boolean> {
  const of = sql.raw(foldedColumn(dialect, column))
  return inAnySpelling(
    text,
    (word) => sql<boolean>`(${of} >= ${fold(word)} and ${of} < ${fold(word)} || ${LAST})`,
  )
}

/** These letters stand somewhere in the text (an expression in SQL), small or capital. */
export function holdsLetters(of: RawBuilder<string>, text: string): RawBuilder<boolean> {
  return inAnySpelling(
    text,
    (word) => sql<boolean>`lower(${of}) like lower(${containing(word)}) escape '\\'`,
  )
}

/** SQLite's lower() knows a to z alone: a word with other letters is looked for as people write it, small or capital. */
export function inAnySpelling(
  text: string,
  condition: (spelling: string) => RawBuilder<boolean>,
): RawBuilder<boolean> {
  const isPlain = !/[^\p{ASCII}]/u.test(text)
  const small = text.toLowerCase()
  const named = small.replaceAll(/(?<![\p{L}\p{M}])\p{L}/gu, (letter) => letter.toUpperCase())
  const spellings = isPlain ? [text] : [...new Set([text, small, named, text.toUpperCase()])]
  return sql<boolean>`(${sql.join(spellings.map(condition), sql` or `)})`
}

function fold(text: string) {
  const [before = '', after = ''] = FOLD.split('?')
  return sql`${sql.raw(before)}${text}${sql.raw(after)}`
}
