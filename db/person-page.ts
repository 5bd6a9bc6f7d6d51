import type { Kysely } from 'kysely'
import { sideOf } from './account-side.ts'
import { readLoggedContacts } from './contacts.ts'
import type { Schema } from './schema.ts'
import { readRests } from './stage-rests.ts'

/** Posts of a person that a page shows; older ones are counted. */
const SHOWN = 50
const EVENTS = 20

/** Everything a page shows of one person; null where there is none. Reads a bounded number of rows. */
export async function readPersonPage(db: Kysely<Schema>, personId: number) {
  const person = await db
    .selectFrom('person as p')
    .innerJoin('brand as b', 'b.id', 'p.brand_id')
    .leftJoin('person_standing as s', 's.person_id', 'p.id')
    .select([
      'p.id',
      'p.name',
      'p.brand_id',
      'b.zone',
      's.love',
      's.reach',
      's.risk',
      's.stage',
      's.stage_since',
      's.strikes',
      's.is_out',
      's.unproved',
      's.terms',
      's.evidence',
      's.next_step',
      's.next_due',
      's.key_manager',
      's.assessed_at',
    ])
    .where('p.id', '=', personId)
    .executeTakeFirst()
  if (person === undefined) return null
  const authors = await db
    .selectFrom('person_author as pa')
    .innerJoin('author as a', 'a.id', 'pa.author_id')
    .leftJoin('account_side as s', (join) =>
      join.onRef('s.author_id', '=', 'pa.author_id').onRef('s.brand_id', '=', 'pa.brand_id'),
    )
    .select(['a.id', 'a.handle', 'a.name', 'a.network', 'a.url', 'a.followers', 'pa.evidence'])
    .select(sideOf.as('side'))
    .where('pa.person_id', '=', personId)
    .orderBy('a.id')
    .execute()
  const [posts, contacts, purchases, events] = await Promise.all([
    readPosts(
      db,
      person.brand_id,
      authors.map((author) => author.id),
    ),
    readLoggedContacts(db, [personId], 0, SHOWN),
    readBought(db, personId),
    db
      .selectFrom('person_event')
      .select(['at', 'kind', 'detail'])
      .where('person_id', '=', personId)
      .orderBy('at', 'desc')
      .limit(EVENTS)
      .execute(),
  ])
  const [rests, ...restsOf] = await readRests(db, [
    JSON.parse(person.evidence ?? '[]') as string[],
    ...events.map(({ detail }) => (JSON.parse(detail) as { evidence?: string[] }).evidence ?? []),
  ])
  return {
    ...person,
    rests: rests ?? { said: [], orders: 0 },
    authors,
    posts,
    contacts,
    purchases,
    events: events.map((event, i) => ({ ...event, rests: restsOf[i] ?? { said: [], orders: 0 } })),
  }
}

async function readPosts(db: Kysely<Schema>, brandId: string, authorIds: readonly number[]) {
  if (authorIds.length === 0) return []
  return db
    .selectFrom('label as l')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .select(['m.id', 'l.at', 'm.network', 'm.text', 'm.url', 'l.sentiment', 'l.labels'])
    .where('l.brand_id', '=', brandId)
    .where('l.author_id', 'in', [...authorIds])
    .where('l.relevance', '<>', 'irrelevant')
    .where('m.state', '=', 'live')
    .orderBy('l.at', 'desc')
    .limit(SHOWN)
    .execute()
}

/** How often and when last; what they spent is for nobody's eyes here. */
async function readBought(db: Kysely<Schema>, personId: number) {
  const row = await db
    .selectFrom('person_customer as pc')
    .innerJoin('purchase as p', 'p.customer_id', 'pc.customer_id')
    .select((eb) => [eb.fn.countAll<number>().as('n'), eb.fn.max('p.paid_at').as('lastAt')])
    .where('pc.person_id', '=', personId)
    .where('p.net', '>', 0)
    .where('p.test', '=', 0)
    .where('p.cancelled', '=', 0)
    .executeTakeFirst()
  return { count: row?.n ?? 0, lastAt: row?.lastAt ?? null }
}
