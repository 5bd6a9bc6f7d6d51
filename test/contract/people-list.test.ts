import { expect, it } from 'vitest'
import { findHandle, findPersonByName } from '../../db/commands.ts'
import type { Database } from '../../db/database.ts'
import { type PeopleFilter, readPeopleList } from '../../db/people-list.ts'
import { writePersonEvent } from '../../db/standings.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedShop } from '../support/seed.ts'

interface Made {
  name: string
  handle?: string
  stage?: string | null
  love?: number
  risk?: number
  isAtRisk?: boolean
  isOut?: boolean
  isUnproved?: boolean
  step?: string
}

async function add(db: Database, one: Made): Promise<number> {
  const id = db.nextId()
  const at = TODAY
  const person = {
    id,
    brand_id: 'juniper',
    name: one.name,
    advocate: 0,
    strikes: 0,
    evidence: '[]',
  }
  await db.kysely
    .insertInto('person')
    .values({ ...person, created_at: at, updated_at: at })
    .execute()
  await db.kysely
    .insertInto('person_standing')
    .values({
      person_id: id,
      brand_id: 'juniper',
      love: one.stage === null ? null : (one.love ?? 0),
      reach: null,
      risk: one.risk ?? 0,
      stage: one.stage === undefined ? 'prospect' : one.stage,
      stage_since: at,
      strikes: one.isOut ? 2 : 0,
      is_out: one.isOut ? 1 : 0,
      is_at_risk: one.isAtRisk ? 1 : 0,
      unproved: one.isUnproved ? 1 : 0,
      terms: '{}',
      evidence: '[]',
      next_step: one.step ?? null,
      next_due: null,
      key_manager: null,
      assessed_at: at,
    })
    .execute()
  if (one.handle !== undefined) await addAccount(db, id, one.handle)
  return id
}

async function addAccount(db: Database, personId: number, handle: string): Promise<void> {
  const id = db.nextId()
  const author = { id, key: `bluesky:${id}`, network: 'bluesky', native_id: String(id), handle }
  const unknown = { name: null, url: null, followers: null, verified: null, is_bot: null }
  const seen = { first_seen_at: TODAY, last_seen_at: TODAY, mentions: 1, is_self: 0, opted_in: 0 }
  await db.kysely
    .insertInto('author')
    .values({ ...author, ...unknown, ...seen })
    .execute()
  const tie = { person_id: personId, author_id: id, brand_id: 'juniper', evidence: '[]' }
  await db.kysely
    .insertInto('person_author')
    .values({ ...tie, confirmed_by: null, created_at: TODAY })
    .execute()
}

onBothEngines('the list of people', (engine) => {
  it('shows some of them by stage, by week or by what is to be done, in order', async () => {
    const { db } = await engine.open()
    await seedShop(db)
    await add(db, { name: 'Fan', love: 60, isUnproved: true, step: 'thank' })
    await add(db, { name: 'Ada', stage: 'advocate', love: 40 })
    await add(db, { name: 'Bea', stage: 'advocate', love: 50 })
    await add(db, { name: 'Cas', stage: 'client', love: 20, isAtRisk: true, risk: 50 })
    await add(db, { name: 'Dot', isOut: true, isAtRisk: true, risk: 80 })
    await add(db, { name: 'Ours', stage: null })
    const event = async (name: string, from: string | null, to: string) => {
      const { id } = await db.kysely
        .selectFrom('person')
        .select('id')
        .where('name', '=', name)
        .executeTakeFirstOrThrow()
      const of = { key: `${name}${to}`, personId: id, brandId: 'juniper', at: TODAY - 1000 }
      const detail = JSON.stringify({ from, to, evidence: [] })
      await db.transaction((trx) => writePersonEvent(trx, { ...of, kind: 'moved_up', detail }))
    }
    await event('Ada', 'client', 'advocate')
    await event('Cas', 'repeat', 'client')
    await event('Bea', null, 'advocate')
    const names = async (filter: PeopleFilter, limit = 10) =>
      (await readPeopleList(db, 'juniper', { filter, find: null, limit, now: TODAY })).map(
        ({ name }) => name,
      )
    expect(await names('everybody')).toEqual(['Fan', 'Bea', 'Ada', 'Cas', 'Dot'])
    expect(await names('everybody', 2)).toEqual(['Fan', 'Bea'])
    expect(await names('advocate')).toEqual(['Bea', 'Ada', 'Fan'])
    expect(await names('advocate', 2)).toEqual(['Bea', 'Ada'])
    expect(await names('client')).toEqual(['Cas'])
    expect(await names('new_advocates')).toEqual(['Ada'])
    expect(await names('moved_up')).toEqual(['Cas'])
    expect(await names('at_risk')).toEqual(['Dot', 'Cas'])
    expect(await names('strikes')).toEqual(['Dot'])
    expect(await names('thanks_due')).toEqual(['Fan'])
  })

  it('finds somebody by how their name or handle begins, or by a piece of the name, in any case', async () => {
    const { db } = await engine.open()
    await seedShop(db)
    await add(db, { name: 'Nadia Brandt', handle: '@Nadia.B' })
    await add(db, { name: 'Åsa Nadiri', handle: 'asa' })
    await add(db, { name: '50% Off', handle: 'off_50' })
    const find = async (text: string) => {
      const of = { filter: 'everybody', find: text, limit: 10, now: TODAY } as const
      return (await readPeopleList(db, 'juniper', of)).map(({ name }) => name)
    }
    expect(await find('nadia')).toEqual(['Nadia Brandt'])
    expect(await find('@NADIA.b')).toEqual(['Nadia Brandt'])
    expect(await find('brand')).toEqual(['Nadia Brandt'])
    expect(await find('nadir')).toEqual(['Åsa Nadiri'])
    expect(await find('50%')).toEqual(['50% Off'])
    expect(await find('0%_')).toEqual([])
    expect(await find('Åsa')).toEqual(['Åsa Nadiri'])
    expect(await find('%')).toEqual([])
    expect((await findHandle(db, '@nadia.B')).map(({ handle }) => handle)).toEqual(['@Nadia.B'])
    expect(await findHandle(db, 'nadia')).toEqual([])
    expect(await findPersonByName(db, 'juniper', 'nadia brandt')).toHaveLength(1)
  })
})
