import type { Kysely } from 'kysely'
import type { DigestFacts } from '../core/digest.ts'
import type { CaseWords, DigestWords, QuoteWords } from '../core/digest-words.ts'
import { isNetwork, type Network } from '../core/network.ts'
import { readIncidents } from './incidents.ts'
import type { Schema } from './schema.ts'
import { readTightening } from './tightenings.ts'

/** Reads the words of a digest; everything in them is text as it was stored. */
export async function readDigestWords(
  db: Kysely<Schema>,
  facts: DigestFacts,
): Promise<DigestWords> {
  const quoted = [facts.best, facts.worst].filter((id) => id !== null)
  const cases = [...facts.todo.map(({ caseId }) => caseId), ...facts.held.cases]
  const { tightening } = facts
  const [brand, caseRows, quotes, people, staff, topics, incidents] = await Promise.all([
    db.selectFrom('brand').select('name').where('id', '=', facts.brandId).executeTakeFirst(),
    readCases(db, cases),
    readQuotes(db, quoted),
    readPeopleNames(db, Object.values(facts.people).flat()),
    readStaffNames(
      db,
      facts.kudos.map(({ staffId }) => staffId),
    ),
    readTopicNames(db, facts.brandId, facts.topics),
    facts.incidents.length === 0 ? [] : readIncidents(db, facts.brandId, facts.from),
  ])
  return {
    brandName: brand?.name ?? facts.brandId,
    cases: caseRows,
    quotes,
    people,
    staff,
    topics,
    incidents: incidents.filter(({ id }) => facts.incidents.includes(id)),
    tightening: tightening === null ? null : await readTightening(db, tightening),
  }
}

async function readCases(
  db: Kysely<Schema>,
  ids: readonly number[],
): Promise<Map<number, CaseWords>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .select([
      'c.id',
      'c.kind',
      'c.due_at',
      'c.last_mention_id',
      'm.network',
      'm.text',
      'm.state',
      'a.name',
      'a.handle',
    ])
    .where('c.id', 'in', [...new Set(ids)])
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        mentionId: row.last_mention_id,
        kind: row.kind,
        who: row.name ?? row.handle,
        network: networkOf(row.network),
        text: row.state === 'live' ? row.text : null,
        dueAt: row.due_at,
      },
    ]),
  )
}

async function readQuotes(
  db: Kysely<Schema>,
  ids: readonly number[],
): Promise<Map<number, QuoteWords>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('mention as m')
    .leftJoin('author as a', 'a.id', 'm.author_id')
    .select(['m.id', 'm.network', 'm.text', 'm.url', 'a.name', 'a.handle'])
    .where('m.id', 'in', [...ids])
    .where('m.state', '=', 'live')
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        who: row.name ?? row.handle,
        network: networkOf(row.network),
        text: row.text,
        url: row.url,
      },
    ]),
  )
}

async function readPeopleNames(
  db: Kysely<Schema>,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function readStaffNames(db: Kysely<Schema>, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, never>()
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'name', 'slack_user_id'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map((row) => [row.id, { name: row.name, slackUserId: row.slack_user_id }]))
}

async function readTopicNames(db: Kysely<Schema>, brandId: string, keys: readonly string[]) {
  if (keys.length === 0) return new Map<string, string>()
  const rows = await db
    .selectFrom('topic')
    .select(['key', 'name'])
    .where('brand_id', '=', brandId)
    .where('key', 'in', [...keys])
    .execute()
  return new Map(rows.map((row) => [row.key, row.name]))
}

function networkOf(word: string): Network {
  return isNetwork(word) ? word : 'import'
}
