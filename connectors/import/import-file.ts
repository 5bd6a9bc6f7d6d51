import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import { clip } from '../../core/hostile-text.ts'
import type { Network } from '../../core/network.ts'
import type { Batch, Cursor, Item } from '../connector.ts'
import type { ColumnMap } from './columns.ts'
import { findColumns } from './columns.ts'
import type { ImportFormat, Row, Table } from './read-rows.ts'
import { readRows, readTable } from './read-rows.ts'
import { mentionOfRow } from './row-mention.ts'

export interface ImportOptions {
  path: string
  /** By the ending of the name where it is not given; .txt and others count as CSV. */
  format?: ImportFormat
  /** Where a row names no network. */
  network?: Network
  columns?: ColumnMap
  connectionId: string
  now: () => number
  /** When a row without a time was posted, by how far into the file it stands (0–1); default: when the file was last changed. */
  missingTime?: (fraction: number) => number
  batchRows?: number
  signal?: AbortSignal
}

/** What became of the rows, over all runs of the same file. */
export interface ImportSummary {
  rows: number
  mentions: number
  failed: number
  /** Usable rows that name no author: history of unknown people. */
  withoutAuthor: number
  withoutTime: number
  /** Rows whose key was made from their content. */
  withoutId: number
  /** Rows with signs that were not UTF-8. */
  garbled: number
  /** The first hundred. */
  errors: { line: number; reason: string }[]
}

/** Where an import stands; bytes of the file. */
export interface ImportCursor extends Cursor {
  v: 1
  /** SHA-256 of the whole file: another file starts from its beginning. */
  hash: string
  offset: number
  size: number
  line: number
  summary: ImportSummary
}

const MAX_ERRORS = 100
const BATCH_ROWS = 500
const RAW_CHARS = 2_000

/**
 * The rows of a file as batches to store, ending with the summary. Reading only: a dry run drains it and
 * stores nothing. UsageError for a file that is missing or has no column with text.
 */
export async function* importFile(
  options: ImportOptions,
  cursor: Cursor | null = null,
): AsyncGenerator<Batch & { cursor: ImportCursor }, ImportSummary> {
  const { path } = options
  const file = await describeFile(path)
  const table = await readTable(path, options.format ?? formatOf(path))
  const columns = columnsOf(table, options.columns ?? {})
  let at = resume(cursor, file, table)
  const summary = structuredClone(at.summary)
  let items: Item[] = []
  const batch = (caughtUp: boolean) => {
    const done = { items, cursor: { ...at, summary: structuredClone(summary) }, caughtUp }
    items = []
    return done
  }
  for await (const row of readRows(path, table, at)) {
    options.signal?.throwIfAborted()
    items.push(itemOf(row, { options, columns, file, summary }))
    at = { ...at, offset: row.end, line: row.nextLine }
    if (items.length >= (options.batchRows ?? BATCH_ROWS)) yield batch(false)
  }
  at = { ...at, offset: file.size }
  yield batch(true)
  return summary
}

interface FileFacts {
  hash: string
  size: number
  changedAt: number
}

interface Reading {
  options: ImportOptions
  columns: ColumnMap | null
  file: FileFacts
  summary: ImportSummary
}

function itemOf(row: Row, { options, columns, file, summary }: Reading): Item {
  summary.rows++
  const fail = (raw: string, reason: string): Item => {
    summary.failed++
    if (summary.errors.length < MAX_ERRORS) summary.errors.push({ line: row.line, reason })
    return { type: 'poison', raw: clip(raw, RAW_CHARS), reason: `Line ${row.line}: ${reason}` }
  }
  if ('error' in row) return fail(row.raw, row.error)
  const found = columnsOfRow(columns, row.values, options)
  if (typeof found === 'string') return fail(JSON.stringify(row.values), found)
  const fraction = file.size === 0 ? 0 : row.end / file.size
  const made = mentionOfRow(row.values, {
    columns: found,
    network: options.network ?? 'import',
    connectionId: options.connectionId,
    file: basename(options.path),
    missingTime: Math.round(options.missingTime?.(fraction) ?? file.changedAt),
    now: options.now(),
  })
  if (typeof made === 'string') return fail(JSON.stringify(row.values), made)
  summary.mentions++
  if (made.missing.author) summary.withoutAuthor++
  if (made.missing.time) summary.withoutTime++
  if (made.missing.id) summary.withoutId++
  if (made.mention.text.includes('\uFFFD')) summary.garbled++
  return { type: 'upsert', mention: made.mention }
}

/** JSON lines have no header: every object names its own fields. */
function columnsOfRow(
  columns: ColumnMap | null,
  values: Readonly<Record<string, string>>,
  options: ImportOptions,
): ColumnMap | string {
  if (columns !== null) return columns
  const names = Object.keys(values)
  const map = Object.fromEntries(
    Object.entries(options.columns ?? {}).filter(([, column]) => names.includes(column)),
  )
  try {
    return findColumns(names, map)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

function columnsOf(table: Table, map: ColumnMap): ColumnMap | null {
  return table.format === 'jsonl' ? null : findColumns(table.columns, map)
}

function resume(cursor: Cursor | null, file: FileFacts, table: Table): ImportCursor {
  if (cursor?.v === 1 && cursor['hash'] === file.hash) return cursor as ImportCursor
  const summary: ImportSummary = {
    rows: 0,
    mentions: 0,
    failed: 0,
    withoutAuthor: 0,
    withoutTime: 0,
    withoutId: 0,
    garbled: 0,
    errors: [],
  }
  return { v: 1, hash: file.hash, size: file.size, ...table.start, summary }
}

function formatOf(path: string): ImportFormat {
  if (/\.(?:jsonl|ndjson|json)$/i.test(path)) return 'jsonl'
  return /\.(?:tsv|tab)$/i.test(path) ? 'tsv' : 'csv'
}

async function describeFile(path: string): Promise<FileFacts> {
  try {
    const { size, mtimeMs } = await stat(path)
    const hash = createHash('sha256')
    let isFirst = true
    for await (const chunk of createReadStream(path)) {
      if (isFirst) refuseWideText(path, chunk as Buffer)
      isFirst = false
      hash.update(chunk as Buffer)
    }
    return { hash: hash.digest('hex'), size, changedAt: Math.round(mtimeMs) }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`The file ${path} could not be read. Check its name and its rights.`, {
      cause: error,
    })
  }
}

/** Spreadsheets save "Unicode text" as UTF-16, where every second byte of plain English is empty. */
function refuseWideText(path: string, start: Buffer): void {
  const mark = start.subarray(0, 2).toString('hex')
  const head = start.subarray(0, 200)
  const empty = head.filter((byte) => byte === 0).length
  if (mark === 'fffe' || mark === 'feff' || empty * 4 > head.length)
    throw new UsageError(
      `The file ${path} is not UTF-8 text (it looks like UTF-16). Save it again as "CSV UTF-8".`,
    )
}
