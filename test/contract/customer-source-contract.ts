import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cursor } from '../../connectors/connector.ts'
import type { CustomerSource, ShopBatch, ShopItem } from '../../connectors/customer-source.ts'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import type { PurchaseRow } from '../../core/purchase.ts'
import { openShopDesk } from '../support/shop-desk.ts'
import { whileTimePasses } from '../support/while-time-passes.ts'

const START = Date.UTC(2026, 10, 19, 13, 30)

export interface SignedRequest {
  body: string
  headers: Record<string, string>
}

/** A shop that does what a test tells it. Amounts in the smallest unit; ids are the test's own. */
export interface FakeShop {
  buy(id: number, order: { by: string; net: number }): void
  refund(id: number, amount: number): void
  /** An order that nobody can read. */
  buyBroken(id: number): void
  /** The signed request about what happened last. */
  hook(): SignedRequest
  /** The same with another secret. */
  forgedHook(): SignedRequest
  /** The next request is answered with 429. */
  limit(seconds: number): void
  /** The key holds no more. */
  revoke(): void
  /** How it calls an order of a test. */
  nameOf(id: number): string
  secrets: Record<string, string>
  close(): Promise<void>
}

/** What every source of customers has to hold; `open` starts a fake of its service. */
export function customerSourceContract(
  name: string,
  open: (clock: SimulatedClock) => Promise<{ source: CustomerSource; shop: FakeShop }>,
): void {
  describe(`${name} keeps the contract of a source of customers`, () => {
    let clock: SimulatedClock
    let source: CustomerSource
    let shop: FakeShop
    let desk: Awaited<ReturnType<typeof openShopDesk>>

    beforeEach(async () => {
      clock = createSimulatedClock(START)
      ;({ source, shop } = await open(clock))
      desk = await openShopDesk(clock, source, shop.secrets)
    })
    afterEach(async () => {
      await shop.close()
      await desk.db.close()
    })

    /** Reads until nothing is waiting, while the clock moves on. */
    async function read(cursor: Cursor | null) {
      const batches: ShopBatch[] = []
      await whileTimePasses(clock, async () => {
        for await (const batch of source.changes(cursor, desk.ctx)) batches.push(batch)
      })
      const items = batches.flatMap((batch) => batch.items)
      const last = JSON.parse(JSON.stringify(batches.at(-1)?.cursor)) as Cursor
      return { batches, items, cursor: last }
    }

    const purchases = (items: readonly ShopItem[]) =>
      items.flatMap((item) => (item.type === 'purchase' ? [item.purchase] : []))
    it('tells every order once, with whoever bought it, through all of its pages', async () => {
      for (let i = 1; i <= 120; i++) {
        shop.buy(i, { by: `guest${i % 7}`, net: 100 * i })
        await clock.advance(60_000)
      }
      const { items, batches } = await read(null)
      const found = purchases(items)
      expect(batches.length).toBeGreaterThan(1)
      expect(new Set(found.map((one) => one.orderId)).size).toBe(120)
      expect(found).toHaveLength(120)
      const third = found.find((one) => one.orderId === shop.nameOf(3))
      expect(third).toMatchObject<Partial<PurchaseRow>>({
        net: 300,
        currency: 'EUR',
        paidAt: START + 2 * 60_000,
        test: false,
        cancelled: false,
      })
      expect(third?.customer).toMatchObject({ email: 'guest3@shop.example', city: 'Berlin' })
    })

    it('goes on from its cursor and loses nothing that happened meanwhile', async () => {
      shop.buy(1, { by: 'ana', net: 500 })
      const first = await read(null)
      await clock.advance(3 * 3_600_000)
      shop.buy(2, { by: 'ben', net: 700 })
      shop.refund(1, 200)
      const second = await read(first.cursor)
      const now = new Map(purchases(second.items).map((one) => [one.orderId, one]))
      expect(now.get(shop.nameOf(2))?.net).toBe(700)
      expect(now.get(shop.nameOf(1))?.net).toBe(300)
      const before = purchases(first.items)[0]
      expect(now.get(shop.nameOf(1))?.updatedAt).toBeGreaterThan(before?.updatedAt ?? Infinity)
      const again = await read(first.cursor)
      expect(purchases(again.items)).toEqual(expect.arrayContaining(purchases(second.items)))
    })

    it('hears at once of what it is sent, and keeps no name and no address of it', async () => {
      await desk.step()
      await clock.advance(60_000)
      shop.buy(1, { by: 'ana', net: 500 })
      expect((await desk.post(shop.hook())).status).toBe(202)
      expect(JSON.stringify(await desk.deliveries())).not.toMatch(/ana|shop\.example/)
      await desk.step()
      expect(await desk.stored()).toMatchObject([
        { order_id: shop.nameOf(1), net: 500, email_print: 'print-of-ana@shop.example' },
      ])
    })

    it('takes nothing that is not signed, and a copy once', async () => {
      shop.buy(1, { by: 'ana', net: 500 })
      const right = shop.hook()
      const wrong: SignedRequest[] = [
        { ...right, body: `${right.body.slice(0, -1)} }` },
        shop.forgedHook(),
        { ...right, headers: { 'content-type': 'application/json' } },
      ]
      for (const name of Object.keys(right.headers).filter((one) => /hmac|signature/.test(one))) {
        const value = right.headers[name] ?? ''
        for (const bad of [
          '',
          value.slice(0, -2),
          value.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
        ])
          wrong.push({ ...right, headers: { ...right.headers, [name]: bad } })
      }
      expect(wrong.length).toBeGreaterThan(5)
      for (const request of wrong) expect((await desk.post(request)).status).toBe(401)
      expect(await desk.deliveries()).toEqual([])
      expect((await desk.post(right)).status).toBe(202)
      expect((await desk.post(right)).status).toBe(202)
      expect(await desk.deliveries()).toHaveLength(1)
    })

    it('ends the same however often and in whatever order it is told', async () => {
      const requests: SignedRequest[] = []
      shop.buy(1, { by: 'ana', net: 500 })
      requests.push(shop.hook())
      shop.buy(2, { by: 'ben', net: 900 })
      requests.push(shop.hook())
      await clock.advance(30_000)
      shop.refund(1, 100)
      requests.push(shop.hook())
      await clock.advance(30_000)
      shop.refund(2, 900)
      requests.push(shop.hook())
      for (const request of requests.toReversed()) await desk.post(request)
      await desk.step()
      const first = await desk.stored()
      expect(first.map((row) => row.net)).toEqual([400, 0])
      const times = await desk.db.kysely.selectFrom('purchase').select('stored_at').execute()
      for (const request of requests) await desk.post(request)
      await clock.advance(600_000)
      await desk.step()
      expect(await desk.stored()).toEqual(first)
      expect(await desk.db.kysely.selectFrom('purchase').select('stored_at').execute()).toEqual(
        times,
      )
    })

    it('sets an order aside that it cannot read, and tells the others', async () => {
      shop.buy(1, { by: 'ana', net: 500 })
      shop.buyBroken(2)
      shop.buy(3, { by: 'ben', net: 900 })
      const { items } = await read(null)
      expect(
        purchases(items)
          .map((one) => one.net)
          .toSorted(),
      ).toEqual([500, 900])
      const poison = items.filter((item) => item.type === 'poison')
      expect(poison).toHaveLength(1)
      expect(JSON.stringify(poison)).not.toContain('shop.example')
    })

    it('waits as long as it is told to', async () => {
      shop.buy(1, { by: 'ana', net: 500 })
      shop.limit(30)
      await expect(read(null)).rejects.toMatchObject({
        code: 'rate_limited',
        retryAt: clock.now() + 30_000,
      })
      expect(purchases((await read(null)).items)).toHaveLength(1)
    })

    it('says that its key holds no more, and what to do', async () => {
      expect((await source.check(desk.ctx)).filter((line) => line.level === 'fail')).toEqual([])
      shop.revoke()
      await expect(read(null)).rejects.toMatchObject({ code: 'auth' })
      const lines = await source.check(desk.ctx)
      expect(lines.some((line) => line.level === 'fail' && line.mend !== undefined)).toBe(true)
      for (const secret of Object.values(shop.secrets))
        expect(JSON.stringify(lines)).not.toContain(secret)
    })
  })
}
