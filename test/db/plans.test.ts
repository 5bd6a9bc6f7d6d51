import { expect, it } from 'vitest'
import { createSimulatedClock } from '../../core/clock.ts'
import { readLedger, readOpenAsks } from '../../db/asks.ts'
import { readCaseFacts } from '../../db/case-facts.ts'
import type { Database } from '../../db/database.ts'
import { readHome } from '../../db/home.ts'
import { readSilence } from '../../db/opt-outs.ts'
import { readSaidBefore } from '../../db/said-before.ts'
import { readVerbChoices } from '../../db/verb-choices.ts'
import { TODAY } from '../support/engines.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

/** Indexes that lead to one author's cases, to open ones, or to one case: none of them grows with the past. */
const NARROW =
  /PRIMARY KEY|case_author|case_open |case_open_author|case_due|case_unowned|case_snoozed/

/** How SQLite would look for cases in everything that is asked meanwhile. */
async function plansOf(db: Database, act: () => Promise<unknown>): Promise<string[]> {
  const { sqlite } = db
  if (sqlite === null) throw new Error('this needs SQLite')
  const asked = new Set<string>()
  const prepare = sqlite.prepare.bind(sqlite)
  sqlite.prepare = ((sql: string) => {
    asked.add(sql)
    return prepare(sql)
  }) as typeof sqlite.prepare
  await act()
  sqlite.prepare = prepare
  return [...asked].flatMap((sql) => {
    const values = Array.from(sql.matchAll(/\?/g), () => 1)
    const steps = prepare(`explain query plan ${sql}`).all(...values) as { detail: string }[]
    return steps
      .map(({ detail }) => detail)
      .filter((step) => /^(SCAN|SEARCH) (c|case)\b/.test(step))
  })
}

it('what people press reads the cases it is about, not all that ever were', async () => {
  const clock = createSimulatedClock(TODAY)
  const db = await openMemory({ clock })
  const { authorId } = await seedShop(db)
  const caseId = await seedCase(db, authorId)
  const of = { brandId: 'juniper', authorId, text: 'Sorry.', now: TODAY }
  const steps = await plansOf(db, async () => {
    const facts = await readCaseFacts(db.kysely, caseId)
    if (facts === null) throw new Error('the case is not there')
    await readVerbChoices(db.kysely, facts, 'ana')
    await readSaidBefore(db.kysely, of)
    await readOpenAsks(db.kysely, 'juniper', TODAY, 50)
    await readLedger(db.kysely, 1, 'juniper')
    await readHome(db.kysely, 'ana', TODAY)
    await readSilence(db.kysely, authorId)
  })
  expect(steps.length).toBeGreaterThan(8)
  expect(steps.filter((step) => !NARROW.test(step))).toEqual([])
  await db.close()
})
