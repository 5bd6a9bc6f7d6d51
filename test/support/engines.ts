import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe, inject } from 'vitest'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import type { Dialect } from '../../db/dialect.ts'
import { makeFile } from './made-database.ts'

export const TODAY = Date.UTC(2026, 10, 19, 13, 30)

export interface Engine {
  dialect: Dialect
  /** A fresh, migrated database, closed and removed after the test. */
  open(): Promise<{ db: Database; clock: SimulatedClock; url: string; searchPath?: string }>
}

/** The same suite on SQLite and on Postgres. */
export function onBothEngines(name: string, suite: (engine: Engine) => void): void {
  onEngines(['sqlite', 'postgres'], name, suite)
}

/** A suite whose statements are tried on Postgres elsewhere. */
export function onSqlite(name: string, suite: (engine: Engine) => void): void {
  onEngines(['sqlite'], name, suite)
}

function onEngines(
  dialects: readonly Dialect[],
  name: string,
  suite: (engine: Engine) => void,
): void {
  for (const dialect of dialects)
    describe(`${name} (${dialect})`, () => {
      const undo: (() => Promise<void> | void)[] = []
      afterEach(async () => {
        for (const step of undo.splice(0).toReversed()) await step()
      })
      suite({
        dialect,
        open: () => (dialect === 'sqlite' ? openFile(undo) : openSchema(undo)),
      })
    })
}

type Undo = (() => Promise<void> | void)[]

async function openFile(undo: Undo) {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-db-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const clock = createSimulatedClock(TODAY)
  const url = join(folder, 'earshot.db')
  await makeFile(url)
  const db = await openDatabase({ url, clock, durable: false })
  undo.push(() => db.close())
  return { db, clock, url }
}

async function openSchema(undo: Undo) {
  const url = inject('postgresUrl')
  const searchPath = `t_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`create schema ${searchPath}`)
  await admin.end()
  const clock = createSimulatedClock(TODAY)
  const db = await openDatabase({ url, clock, searchPath })
  undo.push(() => db.close())
  return { db, clock, url, searchPath }
}
