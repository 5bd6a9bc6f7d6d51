import type { Insertable } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { TODAY } from './engines.ts'

/** A brand, its team of three and one author; tests add what they are about. */
export async function seedShop(db: Database): Promise<{ authorId: number }> {
  await db.kysely
    .insertInto('brand')
    .values({
      id: 'juniper',
      name: 'Juniper Coffee',
      description: '',
      profile: '{}',
      zone: 'UTC',
      channel: 'C1',
      created_at: TODAY,
    })
    .execute()
  for (const [id, role] of [
    ['ana', 'agent'],
    ['sam', 'agent'],
    ['mara', 'approver'],
    ['olga', 'owner'],
    ['vic', 'viewer'],
  ] as const)
    await seedStaff(db, id, { role, slack_user_id: `U_${id}` })
  const authorId = db.nextId()
  await db.kysely
    .insertInto('author')
    .values({
      id: authorId,
      key: 'bluesky:did:plc:nadia',
      network: 'bluesky',
      native_id: 'did:plc:nadia',
      handle: 'nadia.example',
      name: 'Nadia Brandt',
      url: null,
      followers: 120,
      verified: null,
      is_bot: null,
      is_self: 0,
      opted_in: 0,
      first_seen_at: TODAY,
      last_seen_at: TODAY,
      mentions: 1,
    })
    .execute()
  return { authorId }
}

/** A member of the team: an agent whom Slack does not know, unless a test says otherwise. */
export async function seedStaff(
  db: Database,
  id: string,
  more: Partial<Insertable<Schema['staff']>> = {},
): Promise<void> {
  await db.kysely
    .insertInto('staff')
    .values({
      id,
      slack_user_id: null,
      name: id.charAt(0).toUpperCase() + id.slice(1),
      role: 'agent',
      zone: null,
      created_at: TODAY,
      disabled_at: null,
      ...more,
    })
    .execute()
}

/** A case with one mention, open and unowned. */
export async function seedCase(
  db: Database,
  authorId: number,
  overrides: Partial<Insertable<Schema['case']>> = {},
): Promise<number> {
  const mentionId = db.nextId()
  const caseId = db.nextId()
  await db.kysely
    .insertInto('mention')
    .values({
      id: mentionId,
      key: `bluesky::at://${mentionId}`,
      revision: '1',
      network: 'bluesky',
      connection_id: 'bsky',
      native_id: `at://${mentionId}`,
      author_id: authorId,
      kind: 'post',
      trigger_type: 'keyword',
      url: 'https://bsky.example/1',
      title: null,
      text: 'Waited 25 minutes.',
      lang: 'en',
      parent_text: null,
      container: null,
      reply_to_key: null,
      root: null,
      metrics: '{}',
      rating: null,
      visibility: 'public',
      created_at: TODAY,
      edited_at: null,
      observed_at: TODAY,
      received_at: TODAY,
      state: 'live',
      joined_to: null,
      reply_ref: '{}',
      history: 0,
    })
    .execute()
  await db.kysely
    .insertInto('case')
    .values({
      id: caseId,
      brand_id: 'juniper',
      author_id: authorId,
      person_id: null,
      kind: 'complaint',
      status: 'new',
      version: 1,
      owner_id: null,
      urgency: 'soon',
      opened_at: TODAY,
      due_at: TODAY + 3_600_000,
      claimed_at: null,
      answered_at: null,
      resolved_at: null,
      last_mention_id: mentionId,
      last_mention_at: TODAY,
      thread_root: null,
      mentions: 1,
      bundled: 0,
      channel: 'C1',
      slack_ts: null,
      card_version: 0,
      resolution: null,
      ...overrides,
    })
    .execute()
  await db.kysely
    .insertInto('case_mention')
    .values({ case_id: caseId, mention_id: mentionId, added_at: TODAY })
    .execute()
  return caseId
}

/** What the analysis said of the only mention: about us, unhappy, a complaint. */
export async function seedLabel(db: Database): Promise<void> {
  const { id, author_id } = await db.kysely
    .selectFrom('mention')
    .select(['id', 'author_id'])
    .executeTakeFirstOrThrow()
  await db.kysely
    .insertInto('label')
    .values({
      mention_id: id,
      brand_id: 'juniper',
      author_id,
      at: TODAY,
      query_ids: '[]',
      relevance: 'relevant',
      relevance_confidence: 0.9,
      sentiment: 'negative',
      sentiment_confidence: 0.8,
      urgency: 'none',
      intents: '{}',
      labels: '["complaint"]',
      aspects: '[]',
      topics: '[]',
      sarcasm: 0,
      reasons: '[]',
      model: 'm',
    })
    .execute()
}

/** A tighter filter that waits for an owner, and the one query it would change. */
export async function aTightening(db: Database): Promise<number> {
  const id = db.nextId()
  const at = { created_at: TODAY, updated_at: TODAY }
  await db.kysely
    .insertInto('query')
    .values({ id: `q-${id}`, brand_id: 'juniper', source: 'juniper', enabled: 1, ...at })
    .execute()
  await db.kysely
    .insertInto('tightening')
    .values({
      id,
      brand_id: 'juniper',
      term: `NOT tree${id}`,
      state: 'open',
      evidence: JSON.stringify({
        days: 28,
        shown: 40,
        acted: 12,
        less: 14,
        lessActed: 0,
        alertsAWeekBefore: 10,
        alertsAWeekAfter: 6.5,
      }),
      sources: '{}',
      found_at: TODAY,
      decided_at: null,
      staff_id: null,
    })
    .execute()
  return id
}

/** A source that needs a new login; the answer is its id. */
export async function aDeafSource(db: Database): Promise<string> {
  const id = `deaf-${db.nextId()}`
  await db.kysely
    .insertInto('health')
    .values({
      connection_id: id,
      state: 'needs_login',
      received: 0,
      quarantined: 0,
      updated_at: TODAY,
    })
    .execute()
  return id
}
