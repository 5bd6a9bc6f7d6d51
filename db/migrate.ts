import { type Kysely, sql } from 'kysely'
import { UsageError } from '../core/errors.ts'
import type { Dialect } from './dialect.ts'
import { migrations as all, type Migration } from './migrations.ts'

/** Any number that nothing else of ours locks on Postgres. */
const MIGRATION_LOCK = 4_748

/** Runs what is missing, each in a transaction; returns their names. Refuses a database newer than the program. */
export async function migrate<T>(
  db: Kysely<T>,
  dialect: Dialect,
  now: number,
  migrations: readonly Migration[] = all,
): Promise<string[]> {
  await db.transaction().execute(async (trx) => {
    await lock(trx, dialect)
    await sql`create table if not exists schema_version (name text primary key, at bigint not null)`.execute(
      trx,
    )
  })
  const { rows } = await sql<{
    name: string
  }>`select name from schema_version order by name`.execute(db)
  const done = new Set(rows.map((row) => row.name))
  const unknown = [...done].filter((name) => !migrations.some((m) => m.name === name))
  if (unknown.length > 0)
    throw new UsageError(
      `This database was written by a newer Earshot (it has ${unknown.join(', ')}). Update the program, or restore an older backup.`,
    )
  const applied: string[] = []
  for (const migration of migrations) {
    if (done.has(migration.name)) continue
    await db.transaction().execute(async (trx) => {
      await lock(trx, dialect)
      // Another process may have been faster since we looked.
      const there = await sql`select 1 from schema_version where name = ${migration.name}`.execute(
        trx,
      )
      if (there.rows.length > 0) return
      await migration.up(trx as unknown as Kysely<unknown>, dialect)
      await sql`insert into schema_version (name, at) values (${migration.name}, ${now})`.execute(
        trx,
      )
      applied.push(migration.name)
    })
  }
  return applied
}

/** One process at a time; SQLite's immediate transaction is that lock already. */
async function lock<T>(trx: Kysely<T>, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres')
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(trx)
}
