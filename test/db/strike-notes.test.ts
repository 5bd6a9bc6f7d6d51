import { expect, it } from 'vitest'
import { createSimulatedClock } from '../../core/clock.ts'
import { queueStrikeNotes } from '../../db/strike-notes.ts'
import { openMemory } from '../support/made-database.ts'
import { seedShop } from '../support/seed.ts'

/** Two in the morning in London, ten in the morning in Perth; a Thursday. */
const TWO = Date.UTC(2026, 10, 19, 2)

it('goes at once to owners and the key account manager who are up, and wakes nobody', async () => {
  const db = await openMemory({ clock: createSimulatedClock(TWO) })
  await seedShop(db)
  await db.kysely.updateTable('staff').set({ slack_user_id: null }).execute()
  await db.kysely.updateTable('brand').set({ zone: 'Europe/London' }).execute()
  const night = JSON.stringify({ night: '22:00-07:00' })
  await db.kysely
    .insertInto('setting')
    .values({ key: 'alerts', value: night, updated_at: TWO, updated_by: 'test' })
    .execute()
  const person = (id: string, role: string, zone: string | null, quiet: string | null) => {
    const of = { id, slack_user_id: `U_${id}`, name: id, role, zone, quiet }
    return { ...of, created_at: TWO, disabled_at: null }
  }
  await db.kysely
    .insertInto('staff')
    .values([
      person('at-home', 'owner', null, null),
      person('in-perth', 'owner', 'Australia/Perth', null),
      person('in-perth-quiet', 'owner', 'Australia/Perth', '09:00-12:00'),
      person('manager', 'agent', null, 'never'),
      person('other', 'agent', null, 'never'),
    ] as never)
    .execute()
  const personId = db.nextId()
  await db.kysely
    .insertInto('person_standing')
    .values({
      person_id: personId,
      brand_id: 'juniper',
      strikes: 2,
      is_out: 1,
      unproved: 0,
      terms: '{}',
      evidence: '[]',
      key_manager: 'manager',
      assessed_at: TWO,
    } as never)
    .execute()
  const { nextId } = db
  const told = await db.transaction((trx) =>
    queueStrikeNotes(trx, { nextId, personId, brandId: 'juniper', key: 'out:1', now: TWO }),
  )
  expect(told).toBe(4)
  const rows = await db.kysely.selectFrom('outbox').select(['lane', 'due_at']).execute()
  expect(Object.fromEntries(rows.map((row) => [row.lane, (row.due_at - TWO) / 3_600_000]))).toEqual(
    {
      'slack:U_at-home': 5,
      'slack:U_in-perth': 0,
      'slack:U_in-perth-quiet': 2,
      'slack:U_manager': 0,
    },
  )
  await db.close()
})
