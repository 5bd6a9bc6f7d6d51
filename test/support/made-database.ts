import { writeFileSync } from 'node:fs'
import type { Clock } from '../../core/clock.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { type Database, openDatabase } from '../../db/database.ts'

let image: Promise<Uint8Array> | null = null

/** A database with every table and no row, as bytes: the tables are made once for all tests of a worker. */
function emptyImage(): Promise<Uint8Array> {
  image ??= (async () => {
    const db = await openDatabase({ url: ':memory:', clock: createSimulatedClock(0) })
    const bytes = db.sqlite?.serialize()
    await db.close()
    if (bytes === undefined) throw new Error('no SQLite')
    return bytes
  })()
  return image
}

/** A fresh database in memory. */
export async function openMemory(options: { clock: Clock; node?: number }): Promise<Database> {
  return openDatabase({ url: ':memory:', ...options, image: await emptyImage() })
}

/** Puts a fresh database into a file. */
export async function makeFile(file: string): Promise<void> {
  writeFileSync(file, await emptyImage(), { mode: 0o600 })
}
