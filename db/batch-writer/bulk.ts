import { CompiledQuery, type Transaction } from 'kysely'
import type { Database } from '../database.ts'
import type { Schema } from '../schema.ts'
import { createStatementCache } from '../sqlite/driver.ts'

export type Value = string | number | null
export type Row = readonly Value[]

/** Hand-written SQL with `?`, many rows at a time, inside one transaction. */
export interface Bulk {
  /**
   * Adds rows whose key, the first column, is not there yet; true for each that is new. Any other clash is
   * an error: it must not look like a row that we have already.
   */
  insertNew(table: string, columns: readonly string[], rows: readonly Row[]): Promise<boolean[]>
  /** Adds rows, and does `onConflict` where the key is there; empty: that is an error. No key twice in a call. */
  upsert(
    table: string,
    columns: readonly string[],
    rows: readonly Row[],
    onConflict: string,
  ): Promise<void>
  /** Runs one statement for each row of values; how many rows each changed. */
  run(text: string, rows: readonly Row[]): Promise<number[]>
  all<R>(text: string, values: Row): Promise<R[]>
  /** Reads with `in (%)` filled by the keys, however many there are. */
  allIn<R>(text: string, keys: readonly Value[], rest?: Row): Promise<R[]>
}

/** Sizes of `in` lists, so that few different statements are prepared. */
const LIST_SIZES = [1, 8, 64, 512]
/** Postgres takes 65,535 values a statement. */
const MAX_VALUES = 30_000

/** Makes the port for one transaction at a time; on SQLite the statements stay prepared between them. */
export function createBulkSource(db: Database): (trx: Transaction<Schema>) => Bulk {
  if (db.sqlite !== null) {
    const bulk = createSqliteBulk(createStatementCache(db.sqlite))
    return () => bulk
  }
  return createPostgresBulk
}

function createSqliteBulk(prepare: ReturnType<typeof createStatementCache>): Bulk {
  const run = (text: string, rows: readonly Row[]): number[] => {
    if (rows.length === 0) return []
    const statement = prepare(text)
    return rows.map((row) => statement.run(...row).changes)
  }
  return {
    async insertNew(table, columns, rows) {
      const text = `${insertText(table, columns)} on conflict ("${columns[0]}") do nothing`
      return run(text, rows).map((n) => n > 0)
    },
    async upsert(table, columns, rows, onConflict) {
      run(`${insertText(table, columns)} ${onConflict}`, rows)
    },
    run: async (text, rows) => run(text, rows),
    all: async <R>(text: string, values: Row) => prepare(text).all(...values) as R[],
    async allIn<R>(text: string, keys: readonly Value[], rest: Row = []) {
      return chunkKeys(keys).flatMap(
        (chunk) => prepare(withList(text, chunk.length)).all(...chunk, ...rest) as R[],
      )
    },
  }
}

function createPostgresBulk(trx: Transaction<Schema>): Bulk {
  const query = async (text: string, values: Row) => {
    const result = await trx.executeQuery<unknown>(CompiledQuery.raw(numbered(text), [...values]))
    return { rows: result.rows, changes: Number(result.numAffectedRows ?? 0n) }
  }
  const insert = async (
    table: string,
    columns: readonly string[],
    rows: readonly Row[],
    tail: string,
  ) => {
    const found: unknown[] = []
    const size = Math.floor(MAX_VALUES / columns.length)
    for (let i = 0; i < rows.length; i += size) {
      const chunk = rows.slice(i, i + size)
      const text = `${insertText(table, columns, chunk.length)} ${tail}`
      found.push(...(await query(text, chunk.flat())).rows)
    }
    return found
  }
  return {
    async insertNew(table, columns, rows) {
      const [key = ''] = columns
      const tail = `on conflict ("${key}") do nothing returning "${key}" as key`
      const added = (await insert(table, columns, rows, tail)) as { key: Value }[]
      const fresh = new Set(added.map((row) => row.key))
      return rows.map(([first = null]) => fresh.has(first))
    },
    async upsert(table, columns, rows, onConflict) {
      await insert(table, columns, rows, onConflict)
    },
    async run(text, rows) {
      const changes: number[] = []
      for (const row of rows) changes.push((await query(text, row)).changes)
      return changes
    },
    all: async <R>(text: string, values: Row) => (await query(text, values)).rows as R[],
    async allIn<R>(text: string, keys: readonly Value[], rest: Row = []) {
      const found: R[] = []
      for (const chunk of chunkKeys(keys))
        found.push(
          ...((await query(withList(text, chunk.length), [...chunk, ...rest])).rows as R[]),
        )
      return found
    },
  }
}

function insertText(table: string, columns: readonly string[], rows = 1): string {
  const names = columns.map((column) => `"${column}"`).join(', ')
  const one = `(${columns.map(() => '?').join(', ')})`
  return `insert into "${table}" (${names}) values ${Array<string>(rows).fill(one).join(', ')}`
}

function withList(text: string, length: number): string {
  return text.replace('%', Array<string>(length).fill('?').join(', '))
}

/** Chunks padded with their last key: a key named twice in a list changes nothing. */
function chunkKeys(keys: readonly Value[]): Value[][] {
  const unique = [...new Set(keys)]
  const largest = LIST_SIZES.at(-1) ?? 1
  const chunks: Value[][] = []
  for (let i = 0; i < unique.length; i += largest) {
    const chunk = unique.slice(i, i + largest)
    const size = LIST_SIZES.find((s) => s >= chunk.length) ?? largest
    while (chunk.length < size) chunk.push(chunk.at(-1) ?? null)
    chunks.push(chunk)
  }
  return chunks
}

function numbered(text: string): string {
  let n = 0
  return text.replaceAll('?', () => `$${++n}`)
}
