import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readOrders } from '../../connectors/import/orders-file.ts'
import { readMoney } from '../../connectors/import/read-money.ts'
import type { PurchaseRow } from '../../core/purchase.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { onBothEngines } from '../support/engines.ts'

const folder = mkdtempSync(join(tmpdir(), 'earshot-orders-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(content: string, currency: string | null = null) {
  const path = join(folder, 'orders.csv')
  writeFileSync(path, content)
  const rows: PurchaseRow[] = []
  const faults: string[] = []
  for await (const batch of readOrders({ path, format: 'csv', currency })) {
    rows.push(...batch.rows)
    faults.push(...batch.faults.map((fault) => `${fault.line}: ${fault.reason}`))
  }
  return { rows, faults }
}

it.each([
  ['12.50', 2, 1250],
  ['1,234.56', 2, 123456],
  ['1.234,56 €', 2, 123456],
  ['1,234', 2, 123400],
  ['1.234.567', 2, 123456700],
  ['7,5', 2, 750],
  ['-3', 2, -300],
  ['500', 0, 500],
  ['EUR 1 234,50', 2, 123450],
  ['1.5 or so 2', 2, null],
  ['free', 2, null],
  ['', 2, null],
])('reads %j with %i places as %j', (text, places, value) => {
  expect(readMoney(text, places)).toBe(value)
})

it('reads what shops export, and names the line and the mend of what is faulty', async () => {
  const { rows, faults } = await read(
    [
      'Order Number;Email;Customer Name;Paid at;Total;Refunded;Currency;Financial Status;Discount Code',
      '1001;Ana@Shop.example;Ana P.;2026-03-01 10:00;12,50;2,50;EUR;paid;CAKE-1',
      '1002;ana@shop.example;;2026-03-02;9,00;;EUR;pending;',
      '1003;ben@shop.example;;yesterday;9,00;;EUR;paid;',
      '1004;;;2026-03-02;9,00;;EUR;paid;',
      '1005;ben@shop.example;;2026-03-03;4,00;;EUR;cancelled;',
      '1006;ben@shop.example;;2026-03-03;much;;EUR;paid;',
    ].join('\n'),
  )
  expect(rows).toMatchObject([
    {
      orderId: '1001',
      net: 1000,
      customer: { key: 'ana@shop.example', name: 'Ana P.' },
      codes: ['CAKE-1'],
    },
    { orderId: '1005', cancelled: true },
  ])
  expect(faults).toEqual([
    '4: its date "yesterday" is unclear, write 2026-01-31',
    '5: it names no customer: neither a customer number nor an e-mail',
    '7: its amount "much" is unclear, write 12.50',
  ])
  const renewing = await read(
    'Order,Email,Paid,Total,Currency,Renewal Date\n1,a@x.example,2026-03-01,9,EUR,2027-03-01\n2,a@x.example,2026-03-01,9,EUR,soon',
  )
  expect(renewing.rows.map(({ customer }) => customer.renewsAt)).toEqual([Date.UTC(2027, 2, 1)])
  expect(renewing.faults).toEqual(['3: its renewal "soon" is unclear, write 2026-01-31'])
  await expect(read('a,b\n1,2\n')).rejects.toThrow(/no column for order/)
})

onBothEngines('purchases', (engine) => {
  const order = (orderId: string, more: Partial<PurchaseRow> = {}): PurchaseRow => ({
    orderId,
    customer: { key: 'k1', name: 'Ana P.', email: 'ana@shop.example' },
    paidAt: 1000,
    updatedAt: 1000,
    currency: 'EUR',
    net: 500,
    test: false,
    cancelled: false,
    codes: [],
    ...more,
  })

  it('ends the same in any order, however often rows come', async () => {
    const rows = [
      order('1'),
      order('1', { updatedAt: 2000, net: 100 }),
      order('1', { updatedAt: 1500, net: 300 }),
      order('2', { net: 900 }),
      order('2', { net: 200 }),
      order('3', { customer: { key: 'k2', name: null, email: null } }),
    ]
    const states = []
    for (const list of [rows, rows.toReversed(), [...rows, ...rows]]) {
      const { db, clock } = await engine.open()
      const store = createPurchaseStore(db, clock.now, (email) => `print of ${email}`)
      for (const row of list) await store.store('juniper', 'csv', [row])
      await store.store('juniper', 'csv', list)
      states.push(
        await db.kysely
          .selectFrom('purchase as p')
          .innerJoin('customer as c', 'c.id', 'p.customer_id')
          .select([
            'p.order_id',
            'p.net',
            'p.updated_at',
            'c.source_key',
            'c.name',
            'c.email_print',
          ])
          .orderBy('p.order_id')
          .execute(),
      )
    }
    expect(states[0]).toMatchObject([
      { order_id: '1', net: 100, name: 'Ana P.', email_print: 'print of ana@shop.example' },
      { order_id: '2', net: 200 },
      { order_id: '3', source_key: 'k2', name: null },
    ])
    expect(states[1]).toEqual(states[0])
    expect(states[2]).toEqual(states[0])
  })

  it('marks as stored only what changed', async () => {
    const { db, clock } = await engine.open()
    const store = createPurchaseStore(db, clock.now, (email) => email)
    await store.store('juniper', 'csv', [order('1')])
    const first = await db.kysely.selectFrom('purchase').select('stored_at').execute()
    await clock.advance(5000)
    await store.store('juniper', 'csv', [order('1')])
    expect(await db.kysely.selectFrom('purchase').select('stored_at').execute()).toEqual(first)
  })
})
