import { parse } from 'csv-parse/sync'
import { messageOf } from '../../core/errors.ts'
import { flattenJson } from './flatten-json.ts'
import type { Line } from './read-lines.ts'
import { readLines } from './read-lines.ts'

export type ImportFormat = 'csv' | 'tsv' | 'jsonl'

/** A row as column → value, or why it could not be read; `line` is where it begins, `end` the next byte. */
export type Row = { line: number; nextLine: number; end: number } & (
  | { values: Readonly<Record<string, string>> }
  | { raw: string; error: string }
)

/** Most lines of one quoted field; beyond that a quotation mark was simply never closed. */
const MAX_QUOTED_LINES = 200

export interface Table {
  format: ImportFormat
  delimiter: string
  /** Empty for JSON lines. */
  columns: readonly string[]
  /** Where the rows begin. */
  start: { offset: number; line: number }
}

/** The header of a file; the delimiter of a CSV is the one its header uses most (, ; tab |). */
export async function readTable(path: string, format: ImportFormat): Promise<Table> {
  const begin = { offset: 0, line: 1 }
  if (format === 'jsonl') return { format, delimiter: '', columns: [], start: begin }
  for await (const line of readLines(path, begin)) {
    const text = line.text ?? ''
    if (text.trim() === '') continue
    const delimiter = format === 'tsv' ? '\t' : mostUsed(text)
    const columns = split(text, format, delimiter) ?? []
    return {
      format,
      delimiter,
      columns: columns.map((column) => column.trim()),
      start: { offset: line.end, line: line.number + 1 },
    }
  }
  return { format, delimiter: ',', columns: [], start: begin }
}

/** Every row from a position on. A row that cannot be read is told with its reason; the rest goes on. */
export async function* readRows(
  path: string,
  table: Table,
  from: { offset: number; line: number },
): AsyncGenerator<Row> {
  const lines = readLines(path, from)
  let waiting: Line[] = []
  const next = async (): Promise<Line | null> => {
    const kept = waiting.shift()
    if (kept !== undefined) return kept
    const read = await lines.next()
    return read.done === true ? null : read.value
  }
  for (let line = await next(); line !== null; line = await next()) {
    if (line.text?.trim() === '') continue
    const taken = [line]
    let row = rowOf(table, taken)
    while (row === null && taken.length < MAX_QUOTED_LINES) {
      const more = await next()
      if (more === null) break
      taken.push(more)
      row = rowOf(table, taken)
    }
    if (row === null) {
      // Only the first line is lost: what follows it is read again as rows of their own.
      waiting = [...taken.slice(1), ...waiting]
      const error = 'A quotation mark is opened in this line and never closed.'
      row = { ...place([line]), raw: line.text ?? '', error }
    }
    yield row
  }
}

/** Null where a quoted field is still open at the end of the lines. */
function rowOf(table: Table, lines: readonly Line[]): Row | null {
  const at = place(lines)
  const last = lines.at(-1)
  if (last?.text === null) {
    return lines.length > 1 ? null : { ...at, raw: '', error: 'The line is longer than 1 MB.' }
  }
  const text = lines.map((line) => line.text ?? '').join('\n')
  try {
    if (table.format === 'jsonl') return { ...at, values: flattenJson(text) }
    const cells = split(text, table.format, table.delimiter)
    if (cells === null) return null
    const error = lengthError(cells, table.columns)
    if (error !== null) return { ...at, raw: text, error }
    return { ...at, values: Object.fromEntries(table.columns.map((c, i) => [c, cells[i] ?? ''])) }
  } catch (error) {
    return { ...at, raw: text, error: `The line could not be read: ${messageOf(error)}.` }
  }
}

function place(lines: readonly Line[]): { line: number; nextLine: number; end: number } {
  const first = lines[0]
  const last = lines.at(-1)
  return { line: first?.number ?? 0, nextLine: (last?.number ?? 0) + 1, end: last?.end ?? 0 }
}

function lengthError(cells: readonly string[], columns: readonly string[]): string | null {
  if (cells.length <= columns.length) return null
  return `The line has ${cells.length} fields, the header names ${columns.length} columns.`
}

/** The cells of one record; null where a quoted field is still open. Tab-separated files do not quote. */
function split(text: string, format: ImportFormat, delimiter: string): string[] | null {
  if (format === 'tsv') return text.split('\t').map(unwrap)
  try {
    const records: string[][] = parse(text, {
      delimiter,
      relax_quotes: true,
      relax_column_count: true,
      // A line break inside quotes must not be taken for the end of the record.
      record_delimiter: ['\n'],
    })
    return records[0] ?? []
  } catch (error) {
    if (codeOf(error) === 'CSV_QUOTE_NOT_CLOSED') return null
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** Spreadsheets wrap cells of a tab-separated file in quotes; a post that begins with one is left alone. */
function unwrap(cell: string): string {
  return cell.length > 1 && cell.startsWith('"') && cell.endsWith('"')
    ? cell.slice(1, -1).replaceAll('""', '"')
    : cell
}

function mostUsed(header: string): string {
  const count = (mark: string) => header.split(mark).length
  return [',', ';', '\t', '|'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}
