import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { probeWrite } from '../db/probe-write.ts'

/** Whoever asks more often hears the last answer again: a question of a stranger is no write. */
const FRESH_MS = 2000

/** Whether the desk can keep what it hears; asks the database with a write of its own. */
export function createReadiness({ db, clock, log }: { db: Database; clock: Clock; log: Logger }) {
  let asked: { at: number; answer: Promise<{ ok: boolean; detail: string }> } | null = null

  async function ask(): Promise<{ ok: boolean; detail: string }> {
    try {
      await probeWrite(db.kysely, clock.now())
      return { ok: true, detail: 'ready' }
    } catch (error) {
      log.error({ error }, 'the database cannot be written')
      return { ok: false, detail: 'the database cannot be written' }
    }
  }

  return () => {
    const now = clock.now()
    if (asked === null || Math.abs(now - asked.at) >= FRESH_MS) asked = { at: now, answer: ask() }
    return asked.answer
  }
}
