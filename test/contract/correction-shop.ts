import { expect } from 'vitest'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import type { Verdict } from '../../core/feedback.ts'
import type { Database } from '../../db/database.ts'
import type { Engine } from '../support/engines.ts'
import { countBothWays, openDesk } from '../support/listening-desk.ts'
import { seedStaff } from '../support/seed.ts'

/** Somebody of the team, in Slack. */
export const as = (staffId: string) => ({ staffId, surface: 'slack' as const })

/** A desk with an agent and a viewer, who say of its first case what is right. */
export async function openShop(engine: Engine) {
  const { db, clock } = await engine.open()
  const desk = await openDesk({ db, clock })
  for (const [id, role] of [
    ['ana', 'agent'],
    ['vic', 'viewer'],
  ] as const)
    await seedStaff(db, id, { name: id, role })
  const caseOf = async () =>
    await db.kysely.selectFrom('case').selectAll().orderBy('id').executeTakeFirstOrThrow()
  const ctx = { db, clock }
  const say = async (verdict: Verdict, who = 'ana') =>
    correctLabel(ctx, as(who), { caseId: (await caseOf()).id, verdict })
  const undo = async () => undoCorrection(ctx, as('ana'), (await caseOf()).id)
  return { desk, db, clock, ctx, caseOf, say, undo }
}

/** Counters are what a recount gives. */
export async function expectCountsRight(db: Database) {
  const { stored, recounted } = await countBothWays(db)
  expect(stored).toEqual(recounted)
}
