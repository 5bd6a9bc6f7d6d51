import { expect, it } from 'vitest'
import { nameKeyManager } from '../../actions/key-manager.ts'
import { linkCustomer, unlinkCustomers } from '../../actions/link-customer.ts'
import { putOnList } from '../../actions/put-on-list.ts'
import { readExpected } from '../../db/anticipation.ts'
import { readBuyers } from '../../db/customer-values.ts'
import { readKnownCustomer } from '../../db/segments.ts'
import { onBothEngines } from '../support/engines.ts'
import { DAY, NOON, post } from '../support/listening-desk.ts'
import { OLGA, openShop, order, segment, tied } from './customer-shop.ts'

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
