import { expect, it } from 'vitest'
import { lookAhead } from '../../actions/look-ahead.ts'
import { proposeSame } from '../../actions/propose-same.ts'
import { createSimulatedClock } from '../../core/clock.ts'
import { readOpenAsks } from '../../db/asks.ts'
import { readCaseFacts } from '../../db/case-facts.ts'
import { findHandle } from '../../db/commands.ts'
import type { Database } from '../../db/database.ts'
import { readHome } from '../../db/home.ts'
import { readSilence } from '../../db/opt-outs.ts'
import { PEOPLE_FILTERS, type PeopleFilter, readPeopleList } from '../../db/people-list.ts'
import { readPersonCard } from '../../db/person-card.ts'
import { readSaidBefore } from '../../db/said-before.ts'
import { readVerbChoices } from '../../db/verb-choices.ts'
import { TODAY } from '../support/engines.ts'
import { openMemory } from '../support/made-database.ts'
import { seedCase, seedShop } from '../support/seed.ts'

/** Indexes that lead to one author's cases, to open ones, or to one case: none of them grows with the past. */
const NARROW =
  /PRIMARY KEY|case_author|case_open |case_open_author|case_due|case_unowned|case_snoozed/

/** How SQLite would look for rows of these tables in everything that is asked meanwhile. */
async function plansOf(
  db: Database,
  tables: string,
  act: () => Promise<unknown>,
): Promise<string[]> {
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
  const isOf = new RegExp(`^(SCAN|SEARCH) (${tables})\\b`)
  return [...asked].flatMap((sql) => {
    const values = Array.from(sql.replaceAll(/'[^']*'/g, '').matchAll(/\?/g), () => 1)
    const steps = prepare(`explain query plan ${sql}`).all(...values) as { detail: string }[]
    return steps.map(({ detail }) => detail).filter((step) => isOf.test(step))
  })
}

it('what people press reads the cases it is about, not all that ever were', async () => {
  const clock = createSimulatedClock(TODAY)
  const db = await openMemory({ clock })
  const { authorId } = await seedShop(db)
  const caseId = await seedCase(db, authorId)
  const of = { brandId: 'juniper', authorId, text: 'Sorry.', now: TODAY }
  const steps = await plansOf(db, 'c|case', async () => {
    const facts = await readCaseFacts(db.kysely, caseId)
    if (facts === null) throw new Error('the case is not there')
    await readVerbChoices(db.kysely, facts, 'ana')
    await readSaidBefore(db.kysely, of)
    await readOpenAsks(db.kysely, 'juniper', TODAY, 50)
    await readPersonCard(db.kysely, 1)
    await readHome(db.kysely, 'ana', TODAY)
    await readSilence(db.kysely, authorId)
  })
  expect(steps.length).toBeGreaterThan(8)
  expect(steps.filter((step) => !NARROW.test(step))).toEqual([])
  await db.close()
})

it('lists of people, whoever is looked for, and what lies ahead are found by an index of their own', async () => {
  const clock = createSimulatedClock(TODAY)
  const db = await openMemory({ clock })
  await seedShop(db)
  const personId = db.nextId()
  const at = { created_at: TODAY, updated_at: TODAY }
  await db.kysely
    .insertInto('person')
    .values({
      id: personId,
      brand_id: 'juniper',
      name: 'Ada Vale',
      advocate: 0,
      strikes: 0,
      evidence: '[]',
      ...at,
    })
    .execute()
  const list = (filter: PeopleFilter, find: string | null = null) =>
    readPeopleList(db, 'juniper', { filter, find, limit: 100, now: TODAY })
  const steps = await plansOf(db, 's|person_standing|a|author|p|l|label|mention', async () => {
    for (const filter of PEOPLE_FILTERS) await list(filter)
    await list('everybody', 'ad')
    await findHandle(db, 'ada')
    await proposeSame(db, { id: personId, brandId: 'juniper' })
    await lookAhead(db.kysely, 'juniper', { now: TODAY, limit: 50 })
  })
  expect(steps.length).toBeGreaterThan(20)
  // What a subquery has found is bounded, and is called by one letter.
  const isBounded = (step: string) => /PRIMARY KEY|^SCAN [lm]$/.test(step)
  const OWN =
    /person_standing_(love|stage|at_risk|out|thanks|unproved)|person_name|author_handle|person_author|label_wish|mention_below_question|autoindex_(label|person_author|staff)/
  expect(steps.filter((step) => !isBounded(step) && !OWN.test(step))).toEqual([])
  await db.close()
})
