import type { Span } from './query.ts'

const LINE_BREAK = /\r\n|\r|\n/g
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Why a query was refused and where; `suggestion` is text to put in the place of `found`. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  /** From 1. */
  readonly line: number
  /** From 1, in characters as people count them. */
  readonly column: number
  readonly found: string
  readonly suggestion: string | null
  readonly at: Span

  constructor(source: string, at: Span, message: string, suggestion: string | null = null) {
    super(message)
    const { line, column } = placeOf(source, at.start)
    this.line = line
    this.column = column
    this.found = source.slice(at.start, at.end)
    this.suggestion = suggestion
    this.at = at
  }
}

/** Line and column, both from 1, of an offset; a column is one visible character. */
export function placeOf(source: string, offset: number): { line: number; column: number } {
  let line = 1
  let lineStart = 0
  for (const found of source.slice(0, offset).matchAll(LINE_BREAK)) {
    line += 1
    lineStart = found.index + found[0].length
  }
  let column = 1
  for (const { index } of GRAPHEMES.segment(source.slice(lineStart))) {
    if (lineStart + index >= offset) break
    column += 1
  }
  return { line, column }
}
