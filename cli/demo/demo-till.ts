import type { ActionContext, Actor } from '../../actions/context.ts'
import { linkCustomer } from '../../actions/link-customer.ts'
import { logContact } from '../../actions/log-contact.ts'
import type { Network } from '../../core/network.ts'
import type { PurchaseRow } from '../../core/purchase.ts'
import type { Database } from '../../db/database.ts'
import { createPurchaseStore } from '../../db/purchases.ts'

const DAY_MS = 86_400_000
const LOOK_MS = 2000

/** What the till knows of somebody: so many orders, so many days apart, the last so many days ago. */
interface Buyer {
  name: string
  orders: number
  everyDays: number
  lastDaysAgo: number
  cents: number
}

/** A buyer whom the team knows online, and when they came by and said something kind that somebody wrote down. */
interface Regular extends Buyer {
  network: Network
  handle: string
  visit?: { daysAgo: number; text: string }
}

type TillContext = ActionContext & { fingerprint: (plain: string) => string }

const REGULARS: readonly Regular[] = [
  {
    name: 'Helen Achterberg',
    network: 'facebook',
    handle: 'helen.a.demo',
    orders: 12,
    everyDays: 14,
    lastDaysAgo: 12,
    cents: 1240,
  },
  {
    name: 'Theo Amadi',
    network: 'mastodon',
    handle: 'theo@town.demo',
    orders: 9,
    everyDays: 30,
    lastDaysAgo: 27,
    cents: 980,
  },
  {
    name: 'Ruth Adeyemi',
    network: 'facebook',
    handle: 'ruth.demo',
    orders: 3,
    everyDays: 40,
    lastDaysAgo: 9,
    cents: 1850,
    visit: {
      daysAgo: 3,
      text: 'Came by with her nan and a card for the whole team. It hangs by the till now.',
    },
  },
  {
    name: 'Kaya Lund',
    network: 'bluesky',
    handle: 'kaya.demo',
    orders: 1,
    everyDays: 30,
    lastDaysAgo: 20,
    cents: 760,
  },
  {
    name: 'Nadia Brandt',
    network: 'bluesky',
    handle: 'nadia.demo',
    orders: 6,
    everyDays: 20,
    lastDaysAgo: 24,
    cents: 640,
  },
  {
    name: 'Tom Beckett',
    network: 'facebook',
    handle: 'tom.b.demo',
    orders: 2,
    everyDays: 60,
    lastDaysAgo: 15,
    cents: 420,
  },
  {
    name: 'Olav',
    network: 'mastodon',
    handle: 'olav@town.demo',
    orders: 1,
    everyDays: 30,
    lastDaysAgo: 12,
    cents: 520,
  },
]
/** Guests whom nobody knows online: without them nobody would be among the top fifth of anything. */
const GUESTS = 24
const INES: Actor = { staffId: 'ines', surface: 'desk' }

/**
 * Fills the till of the café, then ties its regulars to who they are online as they are heard; whoever was not by
 * `until`, epoch ms, never will be: somebody tried to erase them.
 */
export async function playTill(
  ctx: TillContext,
  until: number,
  signal: AbortSignal,
): Promise<void> {
  await fillTill(ctx)
  let waiting: readonly Regular[] = REGULARS
  while (waiting.length > 0 && ctx.clock.now() < until && !signal.aborted) {
    waiting = await tieRegulars(ctx, waiting)
    await ctx.clock.sleep(LOOK_MS, signal).catch(() => {})
  }
}

/** The orders of the invented till, as of now. */
async function fillTill({ db, clock, fingerprint }: TillContext): Promise<void> {
  const guests = Array.from({ length: GUESTS }, (_, i) => ({
    name: `Guest ${i + 1}`,
    orders: 1 + (i % 3),
    everyDays: 25 + i,
    lastDaysAgo: 3 + 2 * i,
    cents: 350 + 20 * i,
  }))
  const orders = [...REGULARS, ...guests].flatMap((one) => ordersOf(one, clock.now()))
  await createPurchaseStore(db, clock.now, fingerprint).store('juniper', 'till', orders)
}

function ordersOf(one: Buyer, now: number): PurchaseRow[] {
  const key = one.name.toLowerCase().replaceAll(' ', '-')
  return Array.from({ length: one.orders }, (_, i) => {
    const paidAt = now - (one.lastDaysAgo + i * one.everyDays) * DAY_MS
    return {
      orderId: `${key}-${one.orders - i}`,
      customer: { key, name: one.name, email: emailOf(one), city: 'Harbour', country: 'GB' },
      paidAt,
      updatedAt: paidAt,
      currency: 'GBP',
      net: one.cents,
      test: false,
      cancelled: false,
      codes: [],
    }
  })
}

function emailOf({ name }: Buyer): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}@mail.demo`
}

/** Ties those who are people by now to their orders, as a colleague would; answers who is still to come. */
async function tieRegulars(
  ctx: TillContext,
  waiting: readonly Regular[],
): Promise<readonly Regular[]> {
  const later: Regular[] = []
  for (const one of waiting) {
    const personId = await findPerson(ctx.db, one)
    if (personId === null) later.push(one)
    else await tie(ctx, personId, one)
  }
  return later
}

async function findPerson(db: Database, { network, handle }: Regular): Promise<number | null> {
  const row = await db.kysely
    .selectFrom('person_author as pa')
    .innerJoin('author as a', 'a.id', 'pa.author_id')
    .select('pa.person_id')
    .where('pa.brand_id', '=', 'juniper')
    .where('a.network', '=', network)
    .where('a.handle', '=', handle)
    .executeTakeFirst()
  return row?.person_id ?? null
}

async function tie(ctx: TillContext, personId: number, one: Regular): Promise<void> {
  await linkCustomer(ctx, INES, {
    personId,
    customer: emailOf(one),
    evidence: 'said so at the till',
    toldUs: true,
  })
  if (one.visit === undefined) return
  await logContact(ctx, INES, {
    who: { personId },
    way: 'shop',
    sentiment: 'positive',
    intents: ['praise'],
    text: one.visit.text,
    at: ctx.clock.now() - one.visit.daysAgo * DAY_MS,
  })
}
