import { sql } from 'kysely'
import type { Clock } from '../../core/clock.ts'
import type { Database } from '../database.ts'
import { inStep } from './in-step.ts'

/** Pages of the search index a step: a long lock would keep cards waiting. */
const MERGE_PAGES = 200
/** Below it the file is written anew, so that nothing is left in free places either. */
const VACUUM_BYTES = 64 * 1024 * 1024
const TRIES = 40
const WAIT_MS = 50

/** While it is on, SQLite overwrites what is deleted. */
export function overwriteDeleted({ sqlite }: Database, isOn: boolean): void {
  sqlite?.pragma(`secure_delete = ${isOn ? 'ON' : 'OFF'}`)
}

/** Lets the files forget, too: words in the search index, freed places and the journal. Postgres does so by itself. */
export async function compact(db: Database, clock: Clock): Promise<void> {
  const { sqlite } = db
  if (sqlite === null) return
  await mergeIndex(db)
  const bytes = Number(sqlite.pragma('page_count', { simple: true })) * 4096
  if (bytes <= VACUUM_BYTES) await insist(clock, () => void sqlite.exec('vacuum'))
  await insist(clock, () => {
    const [answer] = sqlite.pragma('wal_checkpoint(truncate)') as { busy: number }[]
    if (answer?.busy === 1) throw new Error('somebody reads')
  })
}

/** The index keeps words of deleted rows until its parts are merged. */
async function mergeIndex(db: Database): Promise<void> {
  for (let pages = -MERGE_PAGES; ; pages = MERGE_PAGES) {
    const moved = await inStep(db, async (trx) => {
      const before = await totalChanges()
      await sql`insert into mention_fts (mention_fts, rank) values ('merge', ${sql.lit(pages)})`.execute(
        trx,
      )
      return (await totalChanges()) - before

      async function totalChanges(): Promise<number> {
        const { rows } = await sql<{ n: number }>`select total_changes() as n`.execute(trx)
        return rows[0]?.n ?? 0
      }
    })
    // SQLite's own sign that nothing was left to merge.
    if (moved < 2) return
  }
}

/** Others may be in the middle of something: then again in a moment; given up, the file forgets later by itself. */
async function insist(clock: Clock, act: () => void): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return act()
    } catch {
      await clock.sleep(WAIT_MS)
    }
  }
}
