import { expect, it } from 'vitest'
import { nameKeyManager } from '../../actions/key-manager.ts'
import { linkCustomer, unlinkCustomers } from '../../actions/link-customer.ts'
import { lookAhead } from '../../actions/look-ahead.ts'
import { mergePeople } from '../../actions/merge-people.ts'
import { optOut } from '../../actions/opt-out.ts'
import { putOnList } from '../../actions/put-on-list.ts'
import type { PurchaseRow } from '../../core/purchase.ts'
import type { SegmentRule } from '../../core/segment.ts'
import { readExpected } from '../../db/anticipation.ts'
import { readBuyers } from '../../db/customer-values.ts'
import type { Database } from '../../db/database.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { readKnownCustomer, sortEverybodyAgain } from '../../db/segments.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { createCustomerWatch } from '../../jobs/weigh-customers.ts'
import { beforeWords } from '../../views/ahead-page.ts'
import { type Engine, onBothEngines, onSqlite } from '../support/engines.ts'
import { DAY, NOON, openDesk, post } from '../support/listening-desk.ts'
import { seedStaff } from '../support/seed.ts'

const OLGA = { staffId: 'olga', surface: 'cli' } as const
const print = (email: string) => `print of ${email}`

function order(id: number, more: Partial<PurchaseRow> & { by?: string } = {}): PurchaseRow {
  const { by = 'ana', ...rest } = more
  return {
    orderId: String(id),
    customer: { key: by, email: `${by}@shop.example`, name: by, city: 'Berlin', country: 'DE' },
    paidAt: NOON - DAY,
    updatedAt: NOON - DAY,
    currency: 'EUR',
    net: 500,
    test: false,
    cancelled: false,
    codes: [],
    ...rest,
  }
}

async function openShop(engine: Engine) {
  const { db, clock } = await engine.open()
  const desk = await openDesk({ db, clock })
  for (const [id, role] of [
    ['olga', 'owner'],
    ['leo', 'agent'],
    ['mia', 'agent'],
  ] as const)
    await seedStaff(db, id, { name: id, role })
  await desk.hear(
    post('p1', 'I love juniper', { by: 'ana', createdAt: NOON - 2 * DAY }),
    post('p2', 'I still love juniper', { by: 'ana', createdAt: NOON - DAY }),
  )
  const { id: personId } = await db.kysely
    .selectFrom('person')
    .select('id')
    .executeTakeFirstOrThrow()
  const store = createPurchaseStore(db, clock.now, print)
  const weigh = createCustomerWatch({ db, clock })
  const assess = createPeopleWatch({ db, clock })
  return {
    db,
    clock,
    desk,
    personId,
    ctx: { db, clock, fingerprint: print },
    buy: (...rows: PurchaseRow[]) => store.store('juniper', 'shop', rows),
    /** Orders are weighed and people sorted, as the jobs do within a minute. */
    async settle() {
      await clock.advance(60_000)
      await weigh()
      while ((await assess()) > 0);
    },
    weigh,
  }
}

let place = 0
async function segment(
  db: Database,
  id: string,
  rule: SegmentRule,
  more: { promise?: Record<string, number>; manager?: string } = {},
): Promise<void> {
  await db.kysely
    .insertInto('segment')
    .values({
      id,
      name: id,
      rule: JSON.stringify(rule),
      promise: JSON.stringify(more.promise ?? {}),
      manager: more.manager ?? null,
      place: place++,
      created_at: NOON,
      retired_at: null,
    })
    .execute()
  await db.transaction(sortEverybodyAgain)
}

const tied = { customer: 'Ana@shop.example', evidence: 'told us in a message', toldUs: true }

onBothEngines('customers', (engine) => {
  it('are weighed by what counts, one buyer across shops, and again when money comes back', async () => {
    const { db, buy, settle, weigh, clock } = await openShop(engine)
    await buy(
      order(1),
      order(2, { test: true }),
      order(3, { cancelled: true }),
      order(4, { net: 0 }),
      order(5, { net: 300, customer: { key: 'other', email: 'ana@shop.example', name: null } }),
      order(6, { by: 'ben', net: 700 }),
      order(7, { by: 'cleo', currency: 'USD', net: 9900 }),
      order(8, { by: 'dan', net: 9000, paidAt: NOON - 400 * DAY, updatedAt: NOON - 400 * DAY }),
    )
    await settle()
    const buyers = async () =>
      (await readBuyers(db.kysely, 'juniper', 9)).map((row) => [
        row.source_key,
        row.orders,
        row.spent,
        row.top,
      ])
    expect(await buyers()).toEqual([
      ['ana', 2, 800, 1],
      ['ben', 1, 700, 0],
      ['cleo', 1, 0, 0],
      ['dan', 1, 0, 0],
    ])
    expect(await weigh()).toBe(0)
    await clock.advance(1000)
    await buy(order(1, { net: 100, updatedAt: NOON }))
    await settle()
    expect((await buyers())[0]).toEqual(['ben', 1, 700, 1])
    await buy(order(6, { by: 'ben', net: 0, updatedAt: NOON + 1 }))
    await settle()
    expect((await buyers()).map(([key]) => key)).toEqual(['ana', 'cleo', 'dan'])
    const value = JSON.stringify({ currency: 'EUR', rates: { USD: 0.9 } })
    const setting = { key: 'money', value, updated_at: NOON, updated_by: 'test' }
    await db.kysely.insertInto('setting').values(setting).execute()
    await settle()
    expect((await buyers())[0]).toEqual(['cleo', 1, 8910, 1])
  })

  it('are expected when they renew, by the day that was told last', async () => {
    const { db, ctx, personId, buy, settle, clock } = await openShop(engine)
    const renewing = (id: number, at: number | null, updatedAt: number) => {
      const { customer, ...rest } = order(id, { updatedAt })
      return { ...rest, customer: { ...customer, renewsAt: at } }
    }
    const due = async () => {
      await clock.advance(DAY)
      await settle()
      return (await readExpected(db.kysely, 'juniper', 9)).map(({ at, why }) => ({ at, why }))
    }
    await buy(renewing(1, NOON + 20 * DAY, NOON - DAY))
    await linkCustomer(ctx, OLGA, { personId, ...tied })
    expect(await due()).toEqual([{ at: NOON + 20 * DAY, why: 'renewal' }])
    await buy(renewing(2, null, NOON))
    expect(await due()).toEqual([{ at: NOON + 20 * DAY, why: 'renewal' }])
    await buy(renewing(2, NOON + 25 * DAY, NOON + 1))
    await buy(renewing(3, NOON + 15 * DAY, NOON - 2 * DAY))
    expect(await due()).toEqual([{ at: NOON + 25 * DAY, why: 'renewal' }])
  })

  it('belong to segments while the rule holds, and refunds take them out again', async () => {
    const { db, ctx, personId, buy, settle } = await openShop(engine)
    await segment(db, 'big', { spend: { atLeast: 8 } })
    await segment(db, 'small', { spend: { below: 8 }, orders: { atLeast: 1 } })
    await segment(db, 'berliners', { places: ['BERLIN', 'fr'] })
    await segment(db, 'friends', { stages: ['first_time', 'repeat'], brands: ['juniper'] })
    await segment(db, 'elsewhere', { brands: ['other'] })
    await segment(db, 'listed', { list: true })
    await segment(db, 'best', { topFifth: true })
    await buy(order(1), order(2, { net: 400 }))
    await linkCustomer(ctx, OLGA, { personId, ...tied })
    const held = async () => (await readKnownCustomer(db.kysely, personId)).segments
    await settle()
    expect(await held()).toEqual(['big', 'berliners', 'friends', 'best'])
    await putOnList(ctx, OLGA, { personId, segmentId: 'listed', isOn: true })
    await expect(
      putOnList(ctx, OLGA, { personId, segmentId: 'big', isOn: true }),
    ).rejects.toMatchObject({ code: 'by_rule' })
    await buy(order(2, { net: 0, updatedAt: NOON }))
    await settle()
    expect(await held()).toEqual(['small', 'berliners', 'friends', 'listed', 'best'])
    await putOnList(ctx, OLGA, { personId, segmentId: 'listed', isOn: false })
    await unlinkCustomers(ctx, OLGA, personId)
    await settle()
    expect(await held()).toEqual([])
  })

  it('of a segment are answered by its promise and by whoever looks after it, unless somebody is named for them', async () => {
    const { db, ctx, personId, buy, settle, desk, clock } = await openShop(engine)
    await segment(db, 'plain', { orders: { atLeast: 1 } }, { promise: { complaint: 45 } })
    await segment(
      db,
      'regulars',
      { orders: { atLeast: 1 } },
      { promise: { complaint: 20, question: 15 }, manager: 'leo' },
    )
    await buy(order(1))
    await linkCustomer(ctx, OLGA, { personId, ...tied })
    await settle()
    const lastCase = () =>
      db.kysely
        .selectFrom('case')
        .select(['promise_minutes', 'suggested_id'])
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
    await desk.hear(post('c1', 'juniper was awful', { by: 'ana', createdAt: clock.now() }))
    expect(await lastCase()).toEqual({ promise_minutes: 20, suggested_id: 'leo' })
    await nameKeyManager(ctx, OLGA, { personId, staffId: 'mia' })
    await settle()
    expect(await readKnownCustomer(db.kysely, personId)).toMatchObject({ manager: 'mia' })
    await db.kysely.updateTable('case').set({ status: 'resolved' }).execute()
    await desk.hear(post('c2', 'juniper?', { by: 'ana', createdAt: clock.now() }))
    expect(await lastCase()).toEqual({ promise_minutes: 15, suggested_id: 'mia' })
    await nameKeyManager(ctx, OLGA, { personId, staffId: null })
    expect(await readKnownCustomer(db.kysely, personId)).toMatchObject({ manager: 'leo' })
  })
})

onSqlite('customers and people', (engine) => {
  it('are tied to a person by evidence, to one person only, and untied again', async () => {
    const { db, ctx, personId, buy, settle, desk } = await openShop(engine)
    await buy(order(1), order(2, { by: 'ben' }))
    const refusal = async (link: Partial<typeof tied> & { personId?: number }) => {
      try {
        await linkCustomer(ctx, OLGA, { personId, ...tied, ...link })
      } catch (error) {
        return (error as { code?: string }).code
      }
      return 'done'
    }
    expect(await refusal({ evidence: ' ' })).toBe('no_evidence')
    expect(await refusal({ customer: 'nobody@shop.example' })).toBe('no_customer')
    expect(await refusal({})).toBe('done')
    expect(await refusal({ customer: '#2' })).toBe('done')
    await settle()
    const { stage } = await db.kysely
      .selectFrom('person_standing')
      .select('stage')
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow()
    expect(stage).toBe('repeat')
    await desk.hear(
      post('p3', 'I love juniper', { by: 'eve', createdAt: NOON - 2 * DAY }),
      post('p4', 'I really love juniper', { by: 'eve', createdAt: NOON - DAY }),
    )
    const eve = await db.kysely
      .selectFrom('person')
      .select('id')
      .where('id', '<>', personId)
      .executeTakeFirstOrThrow()
    expect(await refusal({ personId: eve.id })).toBe('other_person')
    expect(await unlinkCustomers(ctx, OLGA, personId)).toEqual({ customers: 2 })
    await expect(unlinkCustomers(ctx, OLGA, personId)).rejects.toMatchObject({ code: 'no_link' })
    await db.kysely.updateTable('author').set({ network: 'x' }).execute()
    expect(await refusal({ toldUs: false })).toBe('policy')
    expect(await refusal({})).toBe('done')
    await db.kysely.updateTable('author').set({ network: 'reddit' }).execute()
    expect(await refusal({})).toBe('policy')
  })

  it('are expected by the rhythm of their own orders, once, until they have bought again', async () => {
    const { db, clock, ctx, buy, settle, personId } = await openShop(engine)
    const every30 = [118, 88, 58, 28].map((days, i) => order(i, { paidAt: NOON - days * DAY }))
    await buy(...every30, order(9, { by: 'other', paidAt: NOON - 3 * DAY }))
    await linkCustomer(ctx, OLGA, { personId, ...tied })
    await settle()
    const due = async () =>
      (await lookAhead(db.kysely, 'juniper', { now: clock.now(), limit: 9 })).due
    const expected = { id: personId, name: 'ana', at: NOON + 2 * DAY, why: 'usual', n: 30 }
    const calm = { strikes: 0, isOut: false, isAtRisk: false, isSilent: false }
    expect(await due()).toEqual([{ ...expected, ...calm }])
    // What to know before a word goes to them.
    await optOut(ctx, OLGA, personId)
    const bad = { strikes: 2, is_out: 1, is_at_risk: 1 }
    await db.kysely.updateTable('person_standing').set(bad).execute()
    const [one] = await due()
    expect(one).toMatchObject({ strikes: 2, isOut: true, isAtRisk: true, isSilent: true })
    expect(one && beforeWords(one)).toEqual(['Wants no word from us', 'Let down twice', 'At risk'])
    await buy(order(5, { paidAt: NOON, updatedAt: NOON }))
    await settle()
    expect(await due()).toEqual([])
  })

  it('keep their list, their figures and their manager when two people are joined', async () => {
    const { db, ctx, personId, settle, desk } = await openShop(engine)
    await segment(db, 'listed', { list: true })
    await desk.hear(
      post('p3', 'I love juniper', { by: 'eve', createdAt: NOON - 2 * DAY }),
      post('p4', 'I really love juniper', { by: 'eve', createdAt: NOON - DAY }),
    )
    const eve = await db.kysely
      .selectFrom('person')
      .select('id')
      .where('id', '<>', personId)
      .executeTakeFirstOrThrow()
    await putOnList(ctx, OLGA, { personId: eve.id, segmentId: 'listed', isOn: true })
    await settle()
    await mergePeople(ctx, OLGA, { keepId: personId, mergeId: eve.id, evidence: 'told us' })
    await settle()
    expect((await readKnownCustomer(db.kysely, personId)).segments).toEqual(['listed'])
    expect((await readKnownCustomer(db.kysely, eve.id)).segments).toEqual([])
  })
})
