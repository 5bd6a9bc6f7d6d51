import type { Kysely } from 'kysely'
import type { CaseKind, CaseStatus } from '../core/case.ts'
import type { Reason, Sentiment, Urgency } from '../core/judgement.ts'
import { isNetwork, type Network } from '../core/network.ts'
import type { Schema } from './schema.ts'
import { readKnownCustomer } from './segments.ts'

interface Named {
  id: string
  name: string
  slackUserId: string | null
}

/** Everything a card, a dialog or a page needs to know of one case. */
export type CaseFacts = Awaited<ReturnType<typeof readCaseFacts>> & object

/** Null where there is no such case. Customer text comes as stored, never as markup. */
export async function readCaseFacts(db: Kysely<Schema>, caseId: number) {
  const row = await db
    .selectFrom('case as c')
    .innerJoin('brand as b', 'b.id', 'c.brand_id')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .leftJoin('author as a', 'a.id', 'c.author_id')
    .leftJoin('label as l', (join) =>
      join.onRef('l.mention_id', '=', 'm.id').onRef('l.brand_id', '=', 'c.brand_id'),
    )
    .leftJoin('person as p', 'p.id', 'c.person_id')
    .leftJoin('person_standing as ps', 'ps.person_id', 'c.person_id')
    .leftJoin('staff as k', (join) =>
      join.onRef('k.id', '=', 'ps.key_manager').on('k.disabled_at', 'is', null),
    )
    .leftJoin('staff as s', 's.id', 'c.owner_id')
    .leftJoin('staff as t', 't.id', 'c.suggested_id')
    .select([
      'c.id',
      'c.version',
      'c.kind',
      'c.status',
      'c.urgency',
      'c.opened_at',
      'c.due_at',
      'c.warn_at',
      'c.suggested_id',
      'c.claimed_at',
      'c.answered_at',
      'c.resolved_at',
      'c.mentions',
      'c.channel',
      'c.slack_ts',
      'c.brand_id',
      'c.author_id',
      'c.person_id',
      'c.owner_id',
      'c.resolution',
      'c.snoozed_until',
      'c.follow_up_at',
      'c.follow_up_since',
      'c.escalated_at',
      'c.merged_into',
      'c.last_mention_id',
      'c.asked_in',
      'b.name as brand_name',
      'b.zone',
      'm.key',
      'm.native_id',
      'm.network',
      'm.connection_id',
      'm.text',
      'm.url',
      'm.created_at',
      'm.parent_text',
      'm.container',
      'm.state',
      'm.trigger_type',
      'm.reply_ref',
      'a.name as author_name',
      'a.handle',
      'a.followers',
      'l.sentiment',
      'l.sentiment_confidence',
      'l.relevance_confidence',
      'l.labels',
      'l.aspects',
      'l.query_ids',
      'l.reasons',
      'p.advocate',
      'p.strikes',
      's.name as owner_name',
      'ps.stage',
      'ps.risk',
      'k.id as key_id',
      'k.name as key_name',
      'k.slack_user_id as key_slack',
      's.slack_user_id as owner_slack',
      't.name as suggested_name',
      't.slack_user_id as suggested_slack',
    ])
    .where('c.id', '=', caseId)
    .executeTakeFirst()
  if (row === undefined) return null
  const [queries, contacts, lastReply, grant, judgedBy, known, waitingReply, replying] =
    await Promise.all([
      readQueries(db, parseList(row.query_ids)),
      readContacts(db, row.brand_id, row.author_id, row.created_at),
      readLastReply(db, caseId),
      readWaitingGrant(db, caseId),
      readJudgedBy(db, row.last_mention_id, row.brand_id),
      readKnownCustomer(db, row.person_id),
      readWaitingReply(db, caseId),
      readReplying(db, caseId),
    ])
  return {
    id: row.id,
    mentionId: row.last_mention_id,
    authorId: row.author_id,
    version: row.version,
    kind: row.kind as CaseKind,
    status: row.status as CaseStatus,
    urgency: row.urgency as Urgency,
    brandId: row.brand_id,
    brandName: row.brand_name,
    zone: row.zone,
    network: (isNetwork(row.network) ? row.network : 'import') satisfies Network as Network,
    author: {
      name: row.author_name,
      handle: row.handle,
      followers: row.followers,
      advocate: row.advocate === 1,
      strikes: row.strikes ?? 0,
      stage: row.stage,
      risk: row.risk,
      keyManager: named(row.key_id, row.key_name, row.key_slack),
    },
    text: row.text,
    removed: row.state !== 'live',
    parentText: row.parent_text,
    place: row.container,
    url: row.url,
    postedAt: row.created_at,
    openedAt: row.opened_at,
    dueAt: row.due_at,
    warnAt: row.warn_at,
    claimedAt: row.claimed_at,
    answeredAt: row.answered_at,
    resolvedAt: row.resolved_at,
    owner: named(row.owner_id, row.owner_name, row.owner_slack),
    suggested: named(row.suggested_id, row.suggested_name, row.suggested_slack),
    mentions: row.mentions,
    sentiment: (row.sentiment ?? 'unsure') as Sentiment,
    sentimentConfidence: row.sentiment_confidence ?? 0,
    relevanceConfidence: row.relevance_confidence ?? 0,
    labels: parseList(row.labels),
    aspects: parseList(row.aspects),
    judgedBy,
    resolution: row.resolution,
    snoozedUntil: row.snoozed_until,
    followUpAt: row.follow_up_at,
    followUpSince: row.follow_up_since,
    escalatedAt: row.escalated_at,
    mergedInto: row.merged_into,
    queries,
    words: wordsOf(row.reasons),
    ...contacts,
    known,
    lastReply,
    waitingGrant: grant,
    waitingReply,
    replying,
    channel: row.channel,
    askedIn: row.asked_in,
    slackTs: row.slack_ts,
    connectionId: row.connection_id,
    replyTarget: {
      key: row.key,
      nativeId: row.native_id,
      url: row.url,
      trigger: row.trigger_type,
      replyRef: JSON.parse(row.reply_ref) as Record<string, string>,
      postedAt: row.created_at,
    },
  }
}

/** Who said last whether we read the post right; null where nobody did. */
async function readJudgedBy(
  db: Kysely<Schema>,
  mentionId: number,
  brandId: string,
): Promise<Named | null> {
  const row = await db
    .selectFrom('label_feedback as f')
    .innerJoin('staff as s', 's.id', 'f.staff_id')
    .select(['s.id', 's.name', 's.slack_user_id'])
    .where('f.mention_id', '=', mentionId)
    .where('f.brand_id', '=', brandId)
    .where('f.undone_at', 'is', null)
    .orderBy('f.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { id: row.id, name: row.name, slackUserId: row.slack_user_id }
}

async function readQueries(db: Kysely<Schema>, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('query')
    .select('source')
    .where('id', 'in', [...ids])
    .execute()
  return rows.map((row) => row.source)
}

/** Earlier posts of the same author about the same brand; counted to 100, then it is "many". */
async function readContacts(
  db: Kysely<Schema>,
  brandId: string,
  authorId: number | null,
  before: number,
): Promise<{ contacts: number; lastContactAt: number | null }> {
  if (authorId === null) return { contacts: 0, lastContactAt: null }
  const rows = await db
    .selectFrom('label')
    .select('at')
    .where('brand_id', '=', brandId)
    .where('author_id', '=', authorId)
    .where('relevance', '<>', 'irrelevant')
    .where('at', '<', before)
    .orderBy('at', 'desc')
    .limit(100)
    .execute()
  return { contacts: rows.length, lastContactAt: rows[0]?.at ?? null }
}

async function readLastReply(db: Kysely<Schema>, caseId: number) {
  const row = await db
    .selectFrom('reply')
    .innerJoin('staff', 'staff.id', 'reply.staff_id')
    .select([
      'reply.state',
      'reply.kind',
      'reply.error',
      'staff.id',
      'staff.name',
      'staff.slack_user_id',
    ])
    .where('reply.case_id', '=', caseId)
    .orderBy('reply.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  const by: Named = { id: row.id, name: row.name, slackUserId: row.slack_user_id }
  return { state: row.state, kind: row.kind, error: row.error, by }
}

async function readWaitingGrant(db: Kysely<Schema>, caseId: number) {
  const row = await db
    .selectFrom('reward_grant as g')
    .innerJoin('reward_pool as p', 'p.id', 'g.pool_id')
    .innerJoin('staff as s', 's.id', 'g.requested_by')
    .select(['g.id', 'p.name as pool', 's.id as staff_id', 's.name', 's.slack_user_id'])
    .where('g.case_id', '=', caseId)
    .where('g.state', '=', 'waiting')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  const by: Named = { id: row.staff_id, name: row.name, slackUserId: row.slack_user_id }
  return { id: row.id, pool: row.pool, by }
}

async function readWaitingReply(db: Kysely<Schema>, caseId: number) {
  const row = await db
    .selectFrom('reply as r')
    .innerJoin('staff as s', 's.id', 'r.staff_id')
    .select(['r.id', 'r.text', 'r.approval', 's.id as staff_id', 's.name', 's.slack_user_id'])
    .where('r.case_id', '=', caseId)
    .where('r.state', '=', 'waiting_approval')
    .where('r.grant_id', 'is', null)
    .orderBy('r.id')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return null
  const by: Named = { id: row.staff_id, name: row.name, slackUserId: row.slack_user_id }
  return { id: row.id, text: row.text, why: row.approval ?? '', by }
}

/** Whoever took the reply up last; whether the time is over is for the reader to see. */
async function readReplying(db: Kysely<Schema>, caseId: number) {
  const row = await db
    .selectFrom('reply_lock as l')
    .innerJoin('staff as s', 's.id', 'l.staff_id')
    .select(['l.until_at', 's.id', 's.name', 's.slack_user_id'])
    .where('l.case_id', '=', caseId)
    .executeTakeFirst()
  if (row === undefined) return null
  const by: Named = { id: row.id, name: row.name, slackUserId: row.slack_user_id }
  return { by, until: row.until_at }
}

function named(id: string | null, name: string | null, slackUserId: string | null): Named | null {
  return id === null ? null : { id, name: name ?? id, slackUserId }
}

function parseList(text: string | null): string[] {
  return text === null ? [] : (JSON.parse(text) as string[])
}

function wordsOf(reasons: string | null): string[] {
  if (reasons === null) return []
  return [...new Set((JSON.parse(reasons) as Reason[]).flatMap((reason) => reason.words))]
}
