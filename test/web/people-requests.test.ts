import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CustomerSource, ShopItem } from '../../connectors/customer-source.ts'
import { silentLogger } from '../../core/logger.ts'
import { eraseDue } from '../../db/erasures.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { createShopStep } from '../../jobs/follow-shops.ts'
import { remindRequests } from '../../jobs/remind-requests.ts'
import { aCtx } from '../support/connector-ctx.ts'
import { openWebDesk, type WebDesk } from '../support/web-desk.ts'

const DAY = 86_400_000

let desk: WebDesk
let personId: number
beforeEach(async () => {
  desk = await openWebDesk()
  personId = desk.db.nextId()
  const at = { created_at: desk.clock.now(), updated_at: desk.clock.now() }
  const row = { id: personId, brand_id: 'juniper', name: 'Nadia Brandt', evidence: '[]', ...at }
  await desk.db.kysely
    .insertInto('person')
    .values({ ...row, advocate: 0, strikes: 0 })
    .execute()
})
afterEach(() => desk.db.close())

/** One round in which the shop tells this. */
async function tell(...items: ShopItem[]): Promise<void> {
  const source = {
    changes: async function* () {
      yield { items, cursor: { v: 1 } }
    },
  } as unknown as CustomerSource
  const { db, clock } = desk
  const store = createPurchaseStore(db, clock.now, (email) => `print-of-${email}`)
  const { ctx } = aCtx(clock, new AbortController().signal, {})
  const shop = { id: 'till', brandId: 'juniper', source, ctx, pollMs: 60_000 }
  await createShopStep({ db, clock, log: silentLogger, store }, shop)()
}

const order: ShopItem = {
  type: 'purchase',
  purchase: {
    orderId: '1',
    customer: { key: 'cus_1', email: 'vera@shop.example', name: 'Vera Stone' },
    paidAt: Date.UTC(2026, 10, 1),
    updatedAt: Date.UTC(2026, 10, 1),
    currency: 'EUR',
    net: 500,
    test: false,
    cancelled: false,
    codes: [],
  },
}

async function as(staffId: string) {
  const signed = await desk.signIn(staffId)
  const { cookie, csrf } = signed
  return {
    look: async () => (await desk.app.request('/people/requests', { headers: { cookie } })).text(),
    press: async (path: string, form: Record<string, string> = {}) => {
      const answer = await desk.press(path, { csrf, ...form }, { cookie })
      return { status: answer.status, body: await answer.text(), headers: answer.headers }
    },
  }
}

const requests = () => desk.db.kysely.selectFrom('data_request').selectAll().orderBy('id').execute()

it('shows what a shop passes on with its day, once, and an owner hands it over by one press', async () => {
  await tell(order, { type: 'disclose', customerKey: 'cus_1' })
  await tell({ type: 'disclose', customerKey: 'cus_1' })
  const [one, ...more] = await requests()
  expect(more).toEqual([])
  expect((one?.due_at ?? 0) - (one?.asked_at ?? 0)).toBe(30 * DAY)
  const [ana, olga] = [await as('ana'), await as('olga')]
  expect(await ana.look()).toMatch(/Vera Stone<\/b> asks what you hold[^]*An owner hands/)
  expect(await ana.look()).not.toContain('>Export<')
  expect((await ana.press(`/people/requests/${one?.id}/export`)).body).toContain('role owner')
  expect(await olga.look()).toContain('>Export<')
  const handed = await olga.press(`/people/requests/${one?.id}/export`)
  expect(handed.headers.get('content-disposition')).toContain('attachment')
  expect(JSON.parse(handed.body)).toMatchObject({
    customers: [{ name: 'Vera Stone' }],
    requests: [{ kind: 'export', source: 'till' }],
  })
  expect(await olga.look()).toMatch(/Nobody waits[^]*Answered by Olga/)
  expect((await olga.press(`/people/requests/${one?.id}/close`)).body).toContain('answered already')
})

it('says that nothing is held of somebody the shop has not told of, and closes with that', async () => {
  await tell({ type: 'disclose', customerKey: 'cus_<b>9' })
  const [one] = await requests()
  const olga = await as('olga')
  expect(await olga.look()).toContain('Customer cus_&lt;b&gt;9')
  expect((await olga.press(`/people/requests/${one?.id}/export`)).body).toContain('Nothing is held')
  expect((await olga.press(`/people/requests/${one?.id}/close`)).status).toBe(303)
  expect(await olga.look()).toContain('Nobody waits')
})

it('closes nothing with “nothing is held” where something is held, or where somebody asks to be forgotten', async () => {
  await tell({ type: 'disclose', customerKey: 'cus_1' })
  // The order of a customer comes after the page was drawn.
  await tell(order)
  const olga = await as('olga')
  await olga.press(`/people/${personId}/request`, { kind: 'erase' })
  await olga.press(`/people/${personId}/request`, { kind: 'export' })
  for (const { id, kind } of await requests()) {
    const { body } = await olga.press(`/people/requests/${id}/close`)
    expect(body).toContain(kind === 'erase' ? 'done on their page' : 'hand it over instead')
  }
  expect((await requests()).map((row) => row.done_at)).toEqual([null, null, null])
})

it('counts nothing as handed over that could not be read', async () => {
  await (await as('ana')).press(`/people/${personId}/request`, { kind: 'export' })
  const olga = await as('olga')
  await desk.db.kysely.schema.alterTable('contact').renameTo('contact_away').execute()
  expect((await olga.press(`/people/${personId}/export`)).status).toBe(500)
  expect((await requests()).map((row) => row.done_at)).toEqual([null])
})

it('keeps that somebody was forgotten as the shop asked, and no more than that', async () => {
  await tell(order, { type: 'disclose', customerKey: 'cus_1' })
  await tell({ type: 'forget', customerKey: 'cus_1' })
  expect(JSON.stringify(await requests())).not.toContain('cus_1')
  expect((await requests()).map((row) => [row.kind, row.done_at !== null])).toEqual([
    ['export', true],
    ['erase', true],
  ])
  expect(await (await as('ana')).look()).toContain('Erased by itself, as the shop asked')
})

it('takes down what somebody asked staff, reminds the team in the last week, and ends with the erasure', async () => {
  const [ana, olga, vic] = [await as('ana'), await as('olga'), await as('vic')]
  const ask = (who: typeof ana, kind: string) => who.press(`/people/${personId}/request`, { kind })
  expect((await ask(vic, 'erase')).body).toContain('role agent')
  expect((await ask(ana, 'erase')).status).toBe(303)
  expect((await ask(ana, 'export')).status).toBe(303)
  expect((await ask(ana, 'export')).status).toBe(303)
  expect(await requests()).toHaveLength(2)
  expect(await olga.look()).toContain(`/people/${personId}#erase`)
  const handed = await olga.press(`/people/${personId}/export`)
  expect(JSON.parse(handed.body)).toMatchObject({ people: [{ name: 'Nadia Brandt' }] })
  expect((await requests()).map((row) => row.done_at === null)).toEqual([true, false])
  expect(await remindRequests(desk)).toBe(0)
  await desk.clock.advance(24 * DAY)
  expect(await remindRequests(desk)).toBe(1)
  expect(await remindRequests(desk)).toBe(0)
  await desk.db.kysely.deleteFrom('session').execute()
  const again = await as('olga')
  await again.press(`/people/${personId}/erase`, { name: 'Nadia Brandt' })
  await eraseDue({ ...desk, scrubInbox: () => {} })
  expect((await requests()).every((row) => row.done_at !== null && row.person_id === null)).toBe(
    true,
  )
  expect(await again.look()).not.toContain('Nadia')
})

it('leaves somebody in peace by one press, and writes again once somebody says how they know', async () => {
  const [ana, vic] = [await as('ana'), await as('vic')]
  const page = async () => {
    const { cookie } = await desk.signIn('ana')
    return (await desk.app.request(`/people/${personId}`, { headers: { cookie } })).text()
  }
  const silent = 'They asked us not to write to them.'
  expect((await vic.press(`/people/${personId}/opt-out`)).body).toContain('role agent')
  expect(await page()).not.toContain(silent)
  expect((await ana.press(`/people/${personId}/opt-out`)).status).toBe(303)
  expect(await page()).toContain(`<p>${silent}</p>`)
  const hear = (evidence: string) => ana.press(`/people/${personId}/opt-in`, { evidence })
  expect((await hear(' ')).body).toContain('Say how you know')
  expect((await hear('rang and asked')).status).toBe(303)
  expect(await page()).not.toContain(silent)
})
