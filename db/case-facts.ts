import { type Kysely, sql } from 'kysely'
import type { CaseKind, CaseStatus } from '../core/case.ts'
import type { Reason, Sentiment, Urgency } from '../core/judgement.ts'
import { isNetwork, type Network } from '../core/network.ts'
import { emergencyRules, reasonWords } from '../core/reason-words.ts'
import { type Named, NO_CONTACT, readSides, type Sides } from './case-sides.ts'
import type { Schema } from './schema.ts'
import { NOTHING_KNOWN } from './segments.ts'

/** As they were assessed; until then, or where a post came in since, as the pipeline counted them. */
const STRIKES = sql<
  number | null
>`case when ps.stage is null or (ps.assessed_at > 0 and p.updated_at > ps.assessed_at) then p.strikes else ps.strikes end`

/** Everything a card, a dialog or a page needs to know of one case. */
export type CaseFacts = ReturnType<typeof factsOf>

/** Null where there is no such case. Customer text comes as stored, never as markup. */
export async function readCaseFacts(db: Kysely<Schema>, caseId: number) {
  const [facts] = await readCasesFacts(db, [caseId])
  return facts ?? null
}

/** The same of many cases, in this order, for as many reads as for one; those that are not there are left out. */
export async function readCasesFacts(db: Kysely<Schema>, caseIds: readonly number[]) {
  if (caseIds.length === 0) return []
  const rows = await readRows(db, caseIds)
  const sides = await readSides(db, rows)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return caseIds.flatMap((id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [factsOf(row, sides)]
  })
}

function readRows(db: Kysely<Schema>, caseIds: readonly number[]) {
  return db
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
      'a.native_id as author_native_id',
      'a.followers',
      'l.sentiment',
      'l.sentiment_confidence',
      'l.relevance_confidence',
      'l.labels',
      'l.aspects',
      'l.query_ids',
      'l.reasons',
      'ps.unproved',
      STRIKES.as('strikes'),
      's.name as owner_name',
      'ps.stage',
      'ps.is_at_risk',
      'k.id as key_id',
      'k.name as key_name',
      'k.slack_user_id as key_slack',
      's.slack_user_id as owner_slack',
      't.name as suggested_name',
      't.slack_user_id as suggested_slack',
    ])
    .where('c.id', 'in', [...caseIds])
    .execute()
}

type Row = Awaited<ReturnType<typeof readRows>>[number]

function factsOf(row: Row, sides: Sides) {
  const reasons = reasonsOf(row.reasons)
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
      advocate: isAdvocate(row),
      strikes: row.strikes ?? 0,
      stage: row.stage,
      isAtRisk: row.is_at_risk === 1,
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
    judgedBy: sides.judgedBy.get(row.id) ?? null,
    resolution: row.resolution,
    snoozedUntil: row.snoozed_until,
    followUpAt: row.follow_up_at,
    followUpSince: row.follow_up_since,
    escalatedAt: row.escalated_at,
    mergedInto: row.merged_into,
    queries: parseList(row.query_ids).flatMap((id) => sides.queries.get(id) ?? []),
    words: reasonWords(reasons),
    rules: emergencyRules(reasons),
    surroundings: reasons.flatMap(({ note }) => note ?? []),
    ...(sides.contacts.get(row.id) ?? NO_CONTACT),
    known: sides.known.get(row.person_id ?? 0) ?? NOTHING_KNOWN,
    lastReply: sides.lastReply.get(row.id) ?? null,
    waitingGrant: sides.waitingGrant.get(row.id) ?? null,
    waitingReply: sides.waitingReply.get(row.id) ?? null,
    replying: sides.replying.get(row.id) ?? null,
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
      authorId: row.author_native_id,
    },
  }
}

function isAdvocate({ stage, unproved }: Row): boolean {
  return stage === 'advocate' || unproved === 1
}

function named(id: string | null, name: string | null, slackUserId: string | null): Named | null {
  return id === null ? null : { id, name: name ?? id, slackUserId }
}

function parseList(text: string | null): string[] {
  return text === null ? [] : (JSON.parse(text) as string[])
}

function reasonsOf(reasons: string | null): Reason[] {
  return reasons === null ? [] : (JSON.parse(reasons) as Reason[])
}
