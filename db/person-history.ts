import type { Kysely } from 'kysely'
import type { Intent, Sentiment } from '../core/judgement.ts'
import type { Network } from '../core/network.ts'
import { sideOf } from './account-side.ts'
import { readLoggedContacts } from './contacts.ts'
import { inChunks } from './in-chunks.ts'
import type { Schema } from './schema.ts'

/** Older posts move neither a score nor a stage. */
const REMEMBERED_MS = 2 * 365 * 86_400_000
/** Of an account; so a post costs as much to weigh after ten thousand others as after five hundred. */
const NEWEST_POSTS = 500

/** What is stored of a person with one brand; the analysis makes a history of it. */
export interface PersonRows {
  personId: number
  brandId: string
  zone: string
  authorIds: readonly number[]
  networks: readonly Network[]
  ours: boolean
  keyManager: string | null
  subscribed: boolean
  thankedAt: number | null
  contacts: readonly {
    id: string
    at: number
    network: Network | 'offline'
    relevance: string
    sentiment: Sentiment
    intents: readonly Intent[]
    /** It stands below somebody else's question. */
    belowQuestion: boolean
    /** The post and what it answers, as they were written; nothing of what staff wrote down. */
    words: string
    answeredAt: number | null
  }[]
  purchases: readonly {
    id: string
    paidAt: number
    net: number
    test: boolean
    cancelled: boolean
  }[]
}

/** Reads what the standing of these people rests on: the newest posts of two years of each account, and every purchase. */
export async function readPersonRows(
  db: Kysely<Schema>,
  personIds: readonly number[],
  now: number,
): Promise<PersonRows[]> {
  return inChunks(personIds, (some) => readSome(db, some, now))
}

async function readSome(
  db: Kysely<Schema>,
  ids: readonly number[],
  now: number,
): Promise<PersonRows[]> {
  const [people, authors, posts, logged, purchases, thanks] = await Promise.all([
    readPeopleOf(db, ids),
    readAuthorsOf(db, ids),
    readContactsOf(db, ids, now),
    readLoggedContacts(db, ids, now - REMEMBERED_MS),
    readPurchasesOf(db, ids),
    readThanksOf(db, ids),
  ])
  const authorsOf = Map.groupBy(authors, (row) => row.person_id)
  const postsOf = Map.groupBy(posts, (row) => row.person_id)
  const loggedOf = Map.groupBy(logged, (row) => row.person_id)
  const purchasesOf = Map.groupBy(purchases, (row) => row.person_id)
  const thankedAt = new Map(thanks.map((row) => [row.person_id, row.at]))
  return people.map((person) => {
    const own = authorsOf.get(person.id) ?? []
    const bought = purchasesOf.get(person.id) ?? []
    return {
      personId: person.id,
      brandId: person.brand_id,
      zone: person.zone,
      authorIds: own.map((author) => author.id),
      networks: [...new Set(own.map((author) => author.network as Network))],
      ours: own.some((author) => author.side !== 'customer'),
      keyManager: person.key_manager,
      subscribed: bought.some((row) => row.subscribed === 1),
      thankedAt: thankedAt.get(person.id) ?? null,
      contacts: [
        ...(postsOf.get(person.id) ?? []).map(postAsContact),
        ...(loggedOf.get(person.id) ?? []).map(loggedAsContact),
      ],
      purchases: bought.map((row) => ({
        id: String(row.id),
        paidAt: row.paid_at,
        net: row.net,
        test: row.test === 1,
        cancelled: row.cancelled === 1,
      })),
    }
  })
}

type ContactRow = PersonRows['contacts'][number]

function postAsContact(row: Awaited<ReturnType<typeof readContactsOf>>[number]): ContactRow {
  return {
    id: String(row.mention_id),
    at: row.at,
    network: row.network as Network,
    relevance: row.relevance,
    sentiment: row.sentiment,
    intents: JSON.parse(row.labels) as Intent[],
    belowQuestion: row.parent_text?.includes('?') === true,
    words: `${row.text}\n${row.parent_text ?? ''}`,
    answeredAt: row.answered_at,
  }
}

/** Staff heard it themselves, and somebody was there to answer. */
function loggedAsContact(row: Awaited<ReturnType<typeof readLoggedContacts>>[number]): ContactRow {
  return {
    id: String(row.id),
    at: row.at,
    network: 'offline',
    relevance: 'relevant',
    sentiment: row.sentiment,
    intents: JSON.parse(row.intents) as Intent[],
    belowQuestion: false,
    words: '',
    answeredAt: row.at,
  }
}

function readPeopleOf(db: Kysely<Schema>, ids: readonly number[]) {
  return db
    .selectFrom('person as p')
    .innerJoin('brand as b', 'b.id', 'p.brand_id')
    .leftJoin('person_standing as s', 's.person_id', 'p.id')
    .select(['p.id', 'p.brand_id', 'b.zone', 's.key_manager'])
    .where('p.id', 'in', [...ids])
    .orderBy('p.id')
    .execute()
}

function readAuthorsOf(db: Kysely<Schema>, ids: readonly number[]) {
  return db
    .selectFrom('person_author as pa')
    .innerJoin('author as a', 'a.id', 'pa.author_id')
    .leftJoin('account_side as s', (join) =>
      join.onRef('s.author_id', '=', 'pa.author_id').onRef('s.brand_id', '=', 'pa.brand_id'),
    )
    .select(['pa.person_id', 'a.id', 'a.network', sideOf.as('side')])
    .where('pa.person_id', 'in', [...ids])
    .orderBy('a.id')
    .execute()
}

function readContactsOf(db: Kysely<Schema>, ids: readonly number[], now: number) {
  return db
    .selectFrom('person_author as pa')
    .innerJoin('label as l', (join) =>
      join.onRef('l.author_id', '=', 'pa.author_id').onRef('l.brand_id', '=', 'pa.brand_id'),
    )
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .select((eb) => [
      'pa.person_id',
      'l.mention_id',
      'l.at',
      'm.network',
      'l.relevance',
      'l.sentiment',
      'l.labels',
      'm.text',
      'm.parent_text',
      eb
        .selectFrom('case_mention as cm')
        .innerJoin('case as c', 'c.id', 'cm.case_id')
        .whereRef('cm.mention_id', '=', 'l.mention_id')
        .whereRef('c.brand_id', '=', 'l.brand_id')
        .select((inner) => inner.fn.max('c.answered_at').as('at'))
        .as('answered_at'),
    ])
    .where('pa.person_id', 'in', [...ids])
    .where('l.at', '>', now - REMEMBERED_MS)
    .where((eb) => {
      const oldest = eb
        .selectFrom('label as one')
        .whereRef('one.author_id', '=', 'pa.author_id')
        .whereRef('one.brand_id', '=', 'pa.brand_id')
        .where('one.relevance', '<>', 'irrelevant')
        .select('one.at')
        .orderBy('one.at', 'desc')
        .limit(1)
        .offset(NEWEST_POSTS - 1)
      return eb('l.at', '>=', eb.fn.coalesce(oldest, eb.lit(0)))
    })
    .where('l.relevance', '<>', 'irrelevant')
    .where('m.state', '=', 'live')
    .where('m.joined_to', 'is', null)
    .orderBy('l.at')
    .orderBy('l.mention_id')
    .execute()
}

function readPurchasesOf(db: Kysely<Schema>, ids: readonly number[]) {
  return db
    .selectFrom('person_customer as pc')
    .innerJoin('customer as cu', 'cu.id', 'pc.customer_id')
    .innerJoin('purchase as p', 'p.customer_id', 'cu.id')
    .select([
      'pc.person_id',
      'p.id',
      'p.paid_at',
      'p.net',
      'p.test',
      'p.cancelled',
      'cu.subscribed',
    ])
    .where('pc.person_id', 'in', [...ids])
    .orderBy('p.paid_at')
    .orderBy('p.id')
    .execute()
}

function readThanksOf(db: Kysely<Schema>, ids: readonly number[]) {
  return db
    .selectFrom('reply as r')
    .innerJoin('case as c', 'c.id', 'r.case_id')
    .innerJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'c.author_id').onRef('pa.brand_id', '=', 'c.brand_id'),
    )
    .select((eb) => ['pa.person_id', eb.fn.max('r.sent_at').as('at')])
    .where('pa.person_id', 'in', [...ids])
    .where('r.kind', '=', 'thank')
    .where('r.state', '=', 'sent')
    .groupBy('pa.person_id')
    .execute()
}
