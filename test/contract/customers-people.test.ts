import { expect, it } from 'vitest'
import { linkCustomer, unlinkCustomers } from '../../actions/link-customer.ts'
import { lookAhead } from '../../actions/look-ahead.ts'
import { mergePeople } from '../../actions/merge-people.ts'
import { optOut } from '../../actions/opt-out.ts'
import { putOnList } from '../../actions/put-on-list.ts'
import { readKnownCustomer } from '../../db/segments.ts'
import { beforeWords } from '../../views/ahead-page.ts'
import { onSqlite } from '../support/engines.ts'
import { DAY, NOON } from '../support/listening-desk.ts'
import { hearEve, OLGA, openShop, order, segment, tied } from './customer-shop.ts'

onSqlite('customers and people', (engine) => {
  it('are tied to a person by evidence, to one person only, and untied again', async () => {
    const shop = await openShop(engine)
    const { db, ctx, personId, buy, settle } = shop
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
    const eve = await hearEve(shop)
    expect(await refusal({ personId: eve })).toBe('other_person')
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
    const shop = await openShop(engine)
    const { db, ctx, personId, settle } = shop
    await segment(db, 'listed', { list: true })
    const eve = await hearEve(shop)
    await putOnList(ctx, OLGA, { personId: eve, segmentId: 'listed', isOn: true })
    await settle()
    await mergePeople(ctx, OLGA, { keepId: personId, mergeId: eve, evidence: 'told us' })
    await settle()
    expect((await readKnownCustomer(db.kysely, personId)).segments).toEqual(['listed'])
    expect((await readKnownCustomer(db.kysely, eve)).segments).toEqual([])
  })
})
