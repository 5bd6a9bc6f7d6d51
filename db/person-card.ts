import { type Kysely, sql } from 'kysely'
import { isNetwork } from '../core/network.ts'
import { mayLink } from '../core/policy.ts'
import { readPersonPage } from './person-page.ts'
import type { Schema } from './schema.ts'

type Page = NonNullable<Awaited<ReturnType<typeof readPersonPage>>>

/** What a card shows of a person at a glance; null where there is none. Words of theirs are left out. */
export async function readPersonCard(db: Kysely<Schema>, personId: number) {
  const person = await readPersonPage(db, personId)
  if (person === null) return null
  const manager = await db
    .selectFrom('staff')
    .select('name')
    .where('id', '=', person.key_manager ?? '')
    .executeTakeFirst()
  const { id, name, zone, stage, love, reach, risk, strikes } = person
  return {
    id,
    name,
    zone,
    stage,
    love,
    reach,
    risk,
    accounts: person.authors.map(({ handle, network, followers }) => ({
      handle,
      network,
      followers,
    })),
    stageSince: person.stage_since,
    rests: { said: person.rests.said.length, orders: person.rests.orders },
    unproved: person.unproved === 1,
    strikes: strikes ?? 0,
    isOut: person.is_out === 1,
    terms: termsOf(person),
    posts: person.posts.length,
    contacts: person.contacts.length,
    lastAt: latestOf(person),
    orders: person.purchases,
    nextStep: person.next_step,
    nextDue: person.next_due,
    keyManager: manager?.name ?? person.key_manager,
    ...(await readDeals(db, person)),
    ...(await readRules(db, person)),
  }
}

function termsOf({ terms }: Page) {
  return JSON.parse(terms ?? '{}') as {
    love?: readonly { what: string; points: number }[]
    risk?: readonly { what: string; points: number }[]
  }
}

function latestOf({ posts, contacts }: Page): number | null {
  const times = [...posts, ...contacts].map(({ at }) => at)
  return times.length === 0 ? null : Math.max(...times)
}

/** How often we gave and asked, and when last. */
async function readDeals(db: Kysely<Schema>, person: Page) {
  const authorIds = [...accountsOf(person), -1]
  const gifts = db
    .selectFrom('reward_grant')
    .select([sql<string>`'gift'`.as('what'), 'decided_at as at'])
    .where('author_id', 'in', authorIds)
    .where('brand_id', '=', person.brand_id)
    .where('state', '=', 'issued')
  const thanks = db
    .selectFrom('reply as r')
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .select([sql<string>`'thanks'`.as('what'), 'r.sent_at as at'])
    .where('c.author_id', 'in', authorIds)
    .where('c.brand_id', '=', person.brand_id)
    .where('r.kind', '=', 'thank')
    .where('r.state', '=', 'sent')
  const amends = db
    .selectFrom('amends as m')
    .innerJoin('case as c', 'c.id', 'm.case_id')
    .select([sql<string>`'amends'`.as('what'), 'm.at'])
    .where('c.author_id', 'in', authorIds)
    .where('c.brand_id', '=', person.brand_id)
  const asks = db
    .selectFrom('ask')
    .select([sql<string>`'ask'`.as('what'), 'at'])
    .where('author_id', 'in', authorIds)
    .where('brand_id', '=', person.brand_id)
  const found = await Promise.all([gifts, thanks, amends, asks].map((query) => query.execute()))
  const rows = found.flat()
  const sum = (what: string) => {
    const times = rows.filter((row) => row.what === what).map(({ at }) => at ?? 0)
    return { n: times.length, at: times.length === 0 ? null : Math.max(...times) || null }
  }
  const gives = ['gift', 'thanks', 'amends'].map((what) => ({ what, ...sum(what) }))
  return { gives, asks: sum('ask') }
}

/** What they, or their networks, forbid us; `isSilent` where they asked to be left in peace. */
async function readRules(
  db: Kysely<Schema>,
  person: Page,
): Promise<{ isSilent: boolean; rules: string[] }> {
  const accounts = await db
    .selectFrom('author as a')
    .leftJoin('opt_out as o', 'o.author_id', 'a.id')
    .select(['a.network', 'a.opted_in', 'o.at as opted_out_at'])
    .where('a.id', 'in', [...accountsOf(person), -1])
    .execute()
  const isSilent = accounts.some((row) => row.opted_out_at !== null)
  const forbidden = accounts.flatMap(({ network, opted_in }) => {
    const may = isNetwork(network) ? mayLink(network, opted_in === 1) : true
    return may === true ? [] : [may.no]
  })
  const asked = isSilent ? ['They asked us not to write to them.'] : []
  return { isSilent, rules: [...asked, ...new Set(forbidden)] }
}

function accountsOf({ authors }: Page): number[] {
  return authors.map(({ id }) => id)
}
