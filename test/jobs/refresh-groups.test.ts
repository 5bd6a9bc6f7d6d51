import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSimulatedClock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Database } from '../../db/database.ts'
import { readGroups } from '../../db/settings.ts'
import { refreshGroups } from '../../jobs/refresh-groups.ts'
import { openMemory } from '../support/made-database.ts'
import { seedShop } from '../support/seed.ts'

const clock = createSimulatedClock(Date.UTC(2026, 10, 19, 12))
let db: Database
beforeEach(async () => {
  db = await openMemory({ clock })
  await seedShop(db)
  for (const [key, value] of [
    ['duty', { group: 'S_duty' }],
    ['routing', { rules: [{ group: 'S_german' }, {}] }],
  ] as const)
    await db.kysely
      .insertInto('setting')
      .values({ key, value: JSON.stringify(value), updated_at: 0, updated_by: 'test' })
      .execute()
})
afterEach(() => db.close())

const refresh = (membersOf: (group: string) => Promise<readonly string[]>) =>
  refreshGroups({ db, clock, log: silentLogger, membersOf })

it('knows who of the team is in the groups that the settings name', async () => {
  await db.kysely.updateTable('staff').set({ disabled_at: 1 }).where('id', '=', 'ana').execute()
  await refresh(async (group) => (group === 'S_duty' ? ['U_sam', 'U_ana', 'U_stranger'] : []))
  expect(await readGroups(db.kysely)).toEqual(
    new Map([
      ['S_duty', ['sam']],
      ['S_german', []],
    ]),
  )
})

it('keeps what it knew while Slack cannot be asked', async () => {
  await refresh(async () => ['U_sam'])
  await refresh(async (group) => {
    if (group === 'S_duty') throw new Error('no')
    return ['U_mara']
  })
  expect(await readGroups(db.kysely)).toEqual(
    new Map([
      ['S_duty', ['sam']],
      ['S_german', ['mara']],
    ]),
  )
})
