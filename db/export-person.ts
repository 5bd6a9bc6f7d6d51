import { type Kysely, sql } from 'kysely'
import { holding } from './erasure/scrub-raw.ts'
import {
  findSubject,
  type Needles,
  readNeedles,
  type Start,
  type Subject,
} from './erasure/subject.ts'
import { exportAsks } from './export-asks.ts'
import type { Schema } from './schema.ts'

/** Everything that is held about a person or an account, by what it is; whoever reads it needs no schema. */
export async function exportPerson(db: Kysely<Schema>, start: Start) {
  const subject = await findSubject(db, start)
  const cases = await readCases(db, subject)
  const caseIds = cases.map((one) => one.id)
  return {
    people: await readPeople(db, subject),
    accounts: await readAccounts(db, subject),
    posts: await readPosts(db, subject),
    cases: await Promise.all(cases.map((one) => withHistory(db, one))),
    gifts: await readGifts(db, subject),
    customers: await readCustomers(db, subject),
    ...(await exportAsks(db, subject)),
    asReceived: await readRaw(db, await readNeedles(db, subject)),
    audit: await readAudit(db, subject, caseIds),
  }
}

async function readPeople(db: Kysely<Schema>, { personIds }: Subject) {
  const ids = [...personIds, -1]
  const people = await db.selectFrom('person').selectAll().where('id', 'in', ids).execute()
  const standings = await db
    .selectFrom('person_standing')
    .selectAll()
    .where('person_id', 'in', ids)
    .execute()
  const events = await db
    .selectFrom('person_event')
    .select(['person_id', 'at', 'kind', 'detail'])
    .where('person_id', 'in', ids)
    .orderBy('at')
    .execute()
  const merges = await db
    .selectFrom('merge')
    .selectAll()
    .where((eb) => eb.or([eb('kept_id', 'in', ids), eb('merged_id', 'in', ids)]))
    .execute()
  const contacts = await db
    .selectFrom('contact')
    .selectAll()
    .where('person_id', 'in', ids)
    .orderBy('at')
    .execute()
  return people.map((person) => {
    const standing = standings.find((row) => row.person_id === person.id)
    return {
      ...person,
      evidence: parse(person.evidence),
      standing: standing && {
        ...standing,
        terms: parse(standing.terms),
        evidence: parse(standing.evidence),
      },
      events: events
        .filter((row) => row.person_id === person.id)
        .map(({ detail, at, kind }) => ({ at: time(at), kind, detail: parse(detail) })),
      contacts: contacts
        .filter((row) => row.person_id === person.id)
        .map((row) => ({ ...row, at: time(row.at), intents: parse(row.intents) })),
      merges: merges
        .filter((row) => row.kept_id === person.id)
        .map((row) => ({ ...row, snapshot: parse(row.snapshot) })),
    }
  })
}

async function readAccounts(db: Kysely<Schema>, { authorIds }: Subject) {
  const authors = await db
    .selectFrom('author')
    .selectAll()
    .where('id', 'in', [...authorIds, -1])
    .execute()
  const silenced = await db
    .selectFrom('opt_out')
    .select('author_id')
    .where('author_id', 'in', [...authorIds, -1])
    .execute()
  const consents = await db
    .selectFrom('consent')
    .select(['author_id', 'state', 'how', 'at'])
    .where('author_id', 'in', [...authorIds, -1])
    .execute()
  return authors.map((author) => ({
    ...author,
    first_seen_at: time(author.first_seen_at),
    last_seen_at: time(author.last_seen_at),
    askedNotToBeWrittenTo: silenced.some((row) => row.author_id === author.id),
    consent: consents
      .filter((row) => row.author_id === author.id)
      .map(({ state, how, at }) => ({ state, how, at: time(at) }))[0],
  }))
}

async function readPosts(db: Kysely<Schema>, { authorIds }: Subject) {
  const authors = [...authorIds, -1]
  const posts = await db
    .selectFrom('mention')
    .selectAll()
    .where('author_id', 'in', authors)
    .orderBy('created_at')
    .execute()
  const labels = await db
    .selectFrom('label as l')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .selectAll('l')
    .where('m.author_id', 'in', authors)
    .execute()
  const byPost = Map.groupBy(labels, (row) => row.mention_id)
  return posts.map((post) => ({
    ...post,
    created_at: time(post.created_at),
    received_at: time(post.received_at),
    metrics: parse(post.metrics),
    readAs: (byPost.get(post.id) ?? []).map((label) => ({
      brand: label.brand_id,
      relevance: label.relevance,
      sentiment: label.sentiment,
      urgency: label.urgency,
      labels: parse(label.labels),
      aspects: parse(label.aspects),
      reasons: parse(label.reasons),
      model: label.model,
    })),
  }))
}

function readCases(db: Kysely<Schema>, { personIds, authorIds }: Subject) {
  return db
    .selectFrom('case')
    .selectAll()
    .where((eb) =>
      eb.or([eb('author_id', 'in', [...authorIds, -1]), eb('person_id', 'in', [...personIds, -1])]),
    )
    .orderBy('id')
    .execute()
}

async function withHistory<C extends { id: number; opened_at: number }>(
  db: Kysely<Schema>,
  one: C,
) {
  const [events, notes, drafts, replies, recovery, amends] = await Promise.all([
    db.selectFrom('case_event').selectAll().where('case_id', '=', one.id).orderBy('id').execute(),
    db.selectFrom('note').selectAll().where('case_id', '=', one.id).orderBy('id').execute(),
    db.selectFrom('draft').selectAll().where('case_id', '=', one.id).execute(),
    db.selectFrom('reply').selectAll().where('case_id', '=', one.id).orderBy('id').execute(),
    db.selectFrom('recovery').selectAll().where('case_id', '=', one.id).executeTakeFirst(),
    db.selectFrom('amends').selectAll().where('case_id', '=', one.id).orderBy('id').execute(),
  ])
  return {
    ...one,
    opened_at: time(one.opened_at),
    events: events.map((row) => ({ ...row, at: time(row.at), detail: parse(row.detail) })),
    notes: notes.map((row) => ({ ...row, at: time(row.at) })),
    drafts,
    recovery: recovery ?? null,
    replies: replies.map((row) => ({ ...row, pressed_at: time(row.pressed_at) })),
    amends: amends.map((row) => ({ ...row, at: time(row.at) })),
  }
}

function readGifts(db: Kysely<Schema>, { authorIds }: Subject) {
  return db
    .selectFrom('reward_grant as g')
    .innerJoin('reward_pool as p', 'p.id', 'g.pool_id')
    .select(['g.id', 'p.name', 'p.value', 'g.state', 'g.reason', 'g.requested_by', 'g.decided_by'])
    .where('g.author_id', 'in', [...authorIds, -1])
    .execute()
}

async function readCustomers(db: Kysely<Schema>, { customerIds }: Subject) {
  const ids = [...customerIds, -1]
  const customers = await db.selectFrom('customer').selectAll().where('id', 'in', ids).execute()
  const purchases = await db
    .selectFrom('purchase')
    .selectAll()
    .where('customer_id', 'in', ids)
    .orderBy('paid_at')
    .execute()
  return customers.map((customer) => ({
    ...customer,
    purchases: purchases
      .filter((row) => row.customer_id === customer.id)
      .map((row) => ({ ...row, paid_at: time(row.paid_at), codes: parse(row.codes) })),
  }))
}

/** What could not be read. Requests of other services are left out: they hold posts of others, and theirs are above. */
async function readRaw(db: Kysely<Schema>, { parts }: Needles) {
  const found = new Map<number, { from: string; at: string; text: string }>()
  for (const part of parts) {
    const like = holding(part)
    const letters = await db
      .selectFrom('dead_letter')
      .select(['id', 'source', 'at', 'raw'])
      .where(sql<boolean>`raw like ${like} escape '\\'`)
      .execute()
    for (const { id, source, at, raw } of letters)
      found.set(id, { from: source, at: time(at), text: raw })
  }
  return [...found.values()]
}

async function readAudit(
  db: Kysely<Schema>,
  { personIds, authorIds }: Subject,
  caseIds: readonly number[],
) {
  const subjects = [
    ...personIds.map((id) => `person:${id}`),
    ...authorIds.map((id) => `author:${id}`),
    ...caseIds.map((id) => `case:${id}`),
    '',
  ]
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('subject', 'in', subjects)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, at: time(row.at), detail: parse(row.detail) }))
}

function parse(text: string): unknown {
  return JSON.parse(text)
}

function time(at: number): string {
  return new Date(at).toISOString()
}
