import type { ActionContext, Actor } from '../../actions/context.ts'
import type { Seal } from '../../core/seal.ts'
import type { Database } from '../../db/database.ts'
import { TODAY } from './engines.ts'
import { seedCase } from './seed.ts'

export type TrialContext = ActionContext & {
  seal: Seal
  openCode: (sealed: string) => string
  fingerprint: (plain: string) => string
}

/** Makes the ground on which an action makes sense for whoever tries it; the answer tries it. */
export type Trial = (ctx: TrialContext, actor: Actor) => Promise<() => Promise<unknown>>

/** What a case is seeded with. */
export type CaseRow = NonNullable<Parameters<typeof seedCase>[2]>

export const OWNER: Actor = { staffId: 'olga', surface: 'slack' }
export const SAM: Actor = { staffId: 'sam', surface: 'slack' }

/** A playbook that lets an agent give a coffee to whoever complains. */
export const A_PLAYBOOK = {
  id: 'sorry',
  name: 'Sorry',
  brand: null,
  kinds: ['complaint' as const],
  aspects: [],
  steps: ['Say sorry.'],
  breakTheRule: '',
  answer: '{greeting} sorry.',
  formal: '',
  ask: '{greeting} when was it?',
  facts: [],
  gives: [{ id: 'coffee', name: 'A coffee', upTo: 5 }],
  enabled: true,
}

/** A case of somebody new, as a person gets one gift in a while. */
export async function aCase(db: Database, row: CaseRow = {}): Promise<number> {
  return seedCase(db, await anAuthor(db), row)
}

/** The press of a reply to a new case. */
export async function aPress(db: Database) {
  const caseId = await aCase(db)
  return { caseId, text: 'Thank you.', pressKey: `press-${caseId}`, seenVersion: 1 }
}

/** A case whose post was read as an unhappy one. */
export async function aLabelledCase(db: Database): Promise<number> {
  const caseId = await aCase(db)
  await db.kysely
    .insertInto('label')
    .values({
      mention_id: await mentionOf(db, caseId),
      brand_id: 'juniper',
      author_id: null,
      at: TODAY,
      query_ids: '[]',
      relevance: 'relevant',
      relevance_confidence: 0.9,
      sentiment: 'negative',
      sentiment_confidence: 0.9,
      urgency: 'none',
      intents: '{}',
      labels: '["complaint"]',
      aspects: '[]',
      sarcasm: 0,
      reasons: '[]',
      model: 'plain',
    })
    .execute()
  return caseId
}

/** The newest post of a case. */
export async function mentionOf(db: Database, caseId: number): Promise<number> {
  const row = await db.kysely
    .selectFrom('case')
    .select('last_mention_id')
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow()
  return row.last_mention_id
}

/** An account that nobody has heard before. */
export async function anAuthor(db: Database): Promise<number> {
  const id = db.nextId()
  await db.kysely
    .insertInto('author')
    .values({
      id,
      key: `bluesky:${id}`,
      network: 'bluesky',
      native_id: String(id),
      handle: `h${id}`,
      name: `Author ${id}`,
      url: null,
      followers: 1,
      verified: null,
      is_bot: null,
      is_self: 0,
      opted_in: 0,
      first_seen_at: TODAY,
      last_seen_at: TODAY,
      mentions: 1,
    })
    .execute()
  return id
}

/** Two new people, each with an account. */
export async function twoPeople(db: Database): Promise<{ keepId: number; mergeId: number }> {
  const [keepId, mergeId] = [db.nextId(), db.nextId()]
  for (const id of [keepId, mergeId]) {
    const brand_id = 'juniper'
    const at = { created_at: TODAY, evidence: '[]' }
    await db.kysely
      .insertInto('person')
      .values({ id, brand_id, name: 'P', advocate: 0, strikes: 0, updated_at: TODAY, ...at })
      .execute()
    const author_id = await anAuthor(db)
    await db.kysely
      .insertInto('person_author')
      .values({ person_id: id, author_id, brand_id, confirmed_by: null, ...at })
      .execute()
  }
  return { keepId, mergeId }
}

/** A spike that goes on since an hour. */
export async function anIncident(db: Database, topics: readonly string[] = []): Promise<number> {
  const id = db.nextId()
  const evidence = {
    found: 30,
    expected: 3,
    chance: 0.00001,
    hours: 1,
    authors: 28,
    unhappy: 25,
    topics,
    mentionIds: [],
    deafSources: [],
  }
  await db.kysely.deleteFrom('incident').execute()
  await db.kysely
    .insertInto('incident')
    .values({
      id,
      brand_id: 'juniper',
      kind: 'spike',
      state: 'open',
      mention_id: null,
      started_at: TODAY - 3_600_000,
      found_at: TODAY,
      ended_at: null,
      evidence: JSON.stringify(evidence),
      version: 1,
      channel: null,
      slack_ts: null,
    })
    .execute()
  return id
}
