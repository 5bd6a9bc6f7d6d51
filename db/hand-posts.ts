import type { Transaction } from 'kysely'
import type { CaseKind } from '../core/case.ts'
import type { Intent, Sentiment } from '../core/judgement.ts'
import { authorKey, type Mention } from '../core/mention.ts'
import { mayKnow } from '../core/policy.ts'
import { createBulkSource } from './batch-writer/bulk.ts'
import type { LabelChange, WriteRules } from './batch-writer/changes.ts'
import { RacedError, writeBatch, writeCaseWork } from './batch-writer.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

type Trx = Transaction<Schema>

/** What staff say with a kind; as the pipeline would read such a post. */
const MEANINGS: Readonly<Record<CaseKind, { sentiment: Sentiment; labels: readonly Intent[] }>> = {
  emergency: { sentiment: 'negative', labels: ['complaint'] },
  at_risk: { sentiment: 'negative', labels: ['complaint', 'churn_threat'] },
  complaint: { sentiment: 'negative', labels: ['complaint'] },
  purchase: { sentiment: 'neutral', labels: ['purchase_intent'] },
  question: { sentiment: 'neutral', labels: ['question'] },
  praise: { sentiment: 'positive', labels: ['praise'] },
  unsure: { sentiment: 'unsure', labels: [] },
}

/** A post that staff saw and we did not, and what work it asks for. */
export interface HandPost {
  mention: Mention
  brandId: string
  kind: CaseKind
  /** How it was read; what staff mean by the kind where it is left out. */
  reading?: HandReading
}

/** What a reading says of such a post. */
export type HandReading = Pick<
  LabelChange,
  'sentiment' | 'labels' | 'intents' | 'aspects' | 'sarcasm' | 'reasons' | 'model'
>

/** The open or newest case of a stored post for a brand; null where the post or the case is not there. */
export async function findHandPost(
  trx: Trx,
  key: string,
  brandId: string,
): Promise<{ mentionId: number; isLive: boolean; caseId: number | null } | null> {
  const row = await trx
    .selectFrom('mention as m')
    .leftJoin('case_mention as cm', 'cm.mention_id', 'm.id')
    .leftJoin('case as c', (join) =>
      join.onRef('c.id', '=', 'cm.case_id').on('c.brand_id', '=', brandId),
    )
    .select(['m.id', 'm.state', 'c.id as case_id'])
    .where('m.key', '=', key)
    .orderBy('c.id', 'desc')
    .execute()
  const [first] = row
  if (first === undefined) return null
  const caseId = row.find((one) => one.case_id !== null)?.case_id ?? null
  return { mentionId: first.id, isLive: first.state === 'live', caseId }
}

/** Stores a post with every effect that one from a network has, and opens its case; false where its author is gone. */
export async function storeHandPost(
  db: Database,
  trx: Trx,
  post: HandPost,
  rules: WriteRules,
  now: number,
): Promise<boolean> {
  const { mention } = post
  const change = {
    mention,
    id: db.nextId(),
    isEdit: false,
    authorKey: authorKey(mention.network, mention.author),
    at: mention.createdAt,
    lang: null,
    joinedTo: null,
    history: false,
    scored: mayKnow(mention.network, false) === true,
    labels: [labelOf(post)],
  }
  try {
    await writeBatch(
      db,
      createBulkSource(db)(trx),
      { ...NOTHING_ELSE, now, posts: [change] },
      rules,
      new Map(),
    )
  } catch (error) {
    if (error instanceof RacedError) return false
    throw error
  }
  return true
}

/** Opens a case for a post that is stored already, as nobody had to do anything about it so far. */
export async function openHandCase(
  db: Database,
  trx: Trx,
  of: { mentionId: number; brandId: string; kind: CaseKind },
  rules: WriteRules,
  now: number,
): Promise<void> {
  const row = await trx
    .selectFrom('mention')
    .select(['native_id', 'author_id', 'created_at', 'lang', 'root'])
    .where('id', '=', of.mentionId)
    .executeTakeFirstOrThrow()
  const parents = row.root === null ? {} : { root: row.root }
  const mention = { nativeId: row.native_id, parents } as Mention
  const change = {
    mention,
    id: of.mentionId,
    isEdit: false,
    authorKey: null,
    at: row.created_at,
    lang: row.lang,
    joinedTo: null,
    history: false,
    scored: false,
    labels: [labelOf({ ...of, mention })],
  }
  const bulk = createBulkSource(db)(trx)
  const changes = { ...NOTHING_ELSE, now, posts: [change] }
  await writeCaseWork(bulk, db, changes, rules, [{ change, authorId: row.author_id }], [])
}

const NOTHING_ELSE = {
  connectionId: 'by-hand',
  stream: 'main',
  removals: [],
  authorRemovals: [],
  metrics: [],
  rejected: [],
  deadLetters: [],
  gap: null,
  cursor: null,
  costUsd: 0,
  received: 0,
}

/** What staff say of it; nobody measures a machine by it. */
function labelOf({ mention, brandId, kind, reading }: HandPost): LabelChange {
  return {
    brandId,
    queryIds: [],
    relevance: 'relevant',
    relevanceConfidence: 1,
    sentiment: MEANINGS[kind].sentiment,
    sentimentConfidence: 1,
    urgency: kind === 'emergency' ? 'emergency' : 'none',
    urgencyConfidence: 1,
    intents: {},
    labels: MEANINGS[kind].labels,
    aspects: [],
    topics: [`@${mention.network}`],
    sarcasm: 0,
    reasons: [],
    model: 'by hand',
    wish: kind,
    hash: null,
    ...reading,
  }
}
