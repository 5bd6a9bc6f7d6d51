import { askFeedback } from '../../actions/ask-feedback.ts'
import { nameKeyManager } from '../../actions/key-manager.ts'
import { linkCustomer, unlinkCustomers } from '../../actions/link-customer.ts'
import { putOnList } from '../../actions/put-on-list.ts'
import type { StaffAction } from '../../core/staff.ts'
import type { Database } from '../../db/database.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { TODAY } from './engines.ts'
import { type Trial, type TrialContext, twoPeople } from './trial-ground.ts'

/** Trials of what staff do with customers. */
export const CUSTOMER_TRIALS = {
  'people.link': async (ctx, actor) => link(ctx, actor.staffId, await aPerson(ctx.db)),
  'people.unlink': async (ctx, actor) => {
    const personId = await aPerson(ctx.db)
    await (await link(ctx, 'olga', personId))()
    return () => unlinkCustomers(ctx, actor, personId)
  },
  'people.manager': async (ctx, actor) => {
    const personId = await aPerson(ctx.db)
    return () => nameKeyManager(ctx, actor, { personId, staffId: 'sam' })
  },
  'ask.feedback': async (ctx, actor) => {
    await aPerson(ctx.db)
    return () =>
      askFeedback(ctx, actor, { brandId: 'juniper', selection: 'everybody', atMost: null })
  },
  'ask.despite_pause': async (ctx, actor) => {
    await aPerson(ctx.db)
    const of = { brandId: 'juniper', selection: 'everybody', atMost: null }
    return () => askFeedback(ctx, actor, { ...of, despite: 'we moved and must know' })
  },
  'people.list': async (ctx, actor) => {
    const personId = await aPerson(ctx.db)
    await ctx.db.kysely
      .insertInto('segment')
      .values({
        id: 'friends',
        name: 'Friends',
        rule: '{"list":true}',
        promise: '{}',
        manager: null,
        place: 0,
        created_at: TODAY,
        retired_at: null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
    return () => putOnList(ctx, actor, { personId, segmentId: 'friends', isOn: true })
  },
} as const satisfies Partial<Record<StaffAction, Trial>>

/** Somebody new with an account. */
async function aPerson(db: Database): Promise<number> {
  return (await twoPeople(db)).keepId
}

async function link(ctx: TrialContext, staffId: string, personId: number) {
  const email = `guest${personId}@shop.example`
  await anOrder(ctx, email)
  const told = { personId, customer: email, evidence: 'told us', toldUs: true }
  return () => linkCustomer(ctx, { staffId, surface: 'slack' }, told)
}

async function anOrder({ db, clock, fingerprint }: TrialContext, email: string): Promise<void> {
  const store = createPurchaseStore(db, clock.now, fingerprint)
  await store.store('juniper', 'till', [
    {
      orderId: `order of ${email}`,
      customer: { key: email, email, name: 'Guest' },
      paidAt: TODAY,
      updatedAt: TODAY,
      currency: 'EUR',
      net: 500,
      test: false,
      cancelled: false,
      codes: [],
    },
  ])
}
