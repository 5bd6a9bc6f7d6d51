import { parseQuery } from './parse-query.ts'
import type { Query } from './query.ts'
import { QueryError } from './query-error.ts'

/** The three boxes of the simple mode; each entry is a word, a phrase, a `#tag` or an `@handle`. */
export interface SimpleQuery {
  readonly any?: readonly string[]
  readonly all?: readonly string[]
  readonly none?: readonly string[]
}

/** Where a box was filled in wrongly: which box, which entry (from 0), and what to do. */
export class SimpleQueryError extends Error {
  override readonly name = 'SimpleQueryError'
  readonly box: keyof SimpleQuery | null
  readonly entry: number | null
  constructor(
    message: string,
    place: { box: keyof SimpleQuery; entry: number } | null,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.box = place?.box ?? null
    this.entry = place?.entry ?? null
  }
}

const QUOTES = /["“”„‟«»＂]/g
const SIGNED = /^[#@]\S+$/
const PLAIN_WORD = /^[\p{L}\p{N}\p{M}]+$/u
const OPERATOR = /^(?:AND|OR|NOT|O?NEAR)\d*$/

/** Any of these, all of these, none of these: the same tree as the same query written out. */
export function compileSimpleQuery(boxes: SimpleQuery): Query {
  const any = readBox('any', boxes.any)
  const all = readBox('all', boxes.all)
  const none = readBox('none', boxes.none)
  if (any.length === 0 && all.length === 0) {
    throw new SimpleQueryError('Add a word to look for, under any or under all.', null)
  }
  const parts = [
    ...(any.length > 1 ? [`(${any.join(' OR ')})`] : any),
    ...all,
    ...none.map((term) => `NOT ${term}`),
  ]
  return parseQuery(parts.join(' AND '))
}

function readBox(box: keyof SimpleQuery, entries: readonly string[] = []): string[] {
  return entries.flatMap((written, entry) => {
    const text = written.replace(QUOTES, ' ').trim()
    return text === '' ? [] : [readEntry(text, { box, entry })]
  })
}

function readEntry(text: string, place: { box: keyof SimpleQuery; entry: number }): string {
  const bare = SIGNED.test(text) || (PLAIN_WORD.test(text) && !OPERATOR.test(text))
  const term = bare ? text : `"${text}"`
  try {
    parseQuery(term)
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    throw new SimpleQueryError(error.message, place, { cause: error })
  }
  return term
}
