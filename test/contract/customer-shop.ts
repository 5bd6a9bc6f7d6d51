import type { PurchaseRow } from '../../core/purchase.ts'
import type { SegmentRule } from '../../core/segment.ts'
import type { Database } from '../../db/database.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { sortEverybodyAgain } from '../../db/segments.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { createCustomerWatch } from '../../jobs/weigh-customers.ts'
import type { Engine } from '../support/engines.ts'
import { DAY, NOON, openDesk, post } from '../support/listening-desk.ts'
import { seedStaff } from '../support/seed.ts'

export const OLGA = { staffId: 'olga', surface: 'cli' } as const
/** How the customer `ana` is tied to her person. */
export const tied = { customer: 'Ana@shop.example', evidence: 'told us in a message', toldUs: true }
const print = (email: string) => `print of ${email}`

/** A paid order of yesterday that counts, but for what is given. */
export function order(id: number, more: Partial<PurchaseRow> & { by?: string } = {}): PurchaseRow {
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

/** A shop with one person, who loves it in two posts, and a till. */
export async function openShop(engine: Engine) {
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

/** Makes a segment, behind those before it, and sorts everybody into it. */
export async function segment(
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

/** A second person, who arose from two posts of hers. */
export async function hearEve({
  db,
  desk,
  personId,
}: Awaited<ReturnType<typeof openShop>>): Promise<number> {
  await desk.hear(
    post('p3', 'I love juniper', { by: 'eve', createdAt: NOON - 2 * DAY }),
    post('p4', 'I really love juniper', { by: 'eve', createdAt: NOON - DAY }),
  )
  const eve = await db.kysely
    .selectFrom('person')
    .select('id')
    .where('id', '<>', personId)
    .executeTakeFirstOrThrow()
  return eve.id
}
