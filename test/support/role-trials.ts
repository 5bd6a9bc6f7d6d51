import { judgeBlind } from '../../actions/blind-check.ts'
import { checkSource } from '../../actions/check-source.ts'
import type { ActionContext, Actor } from '../../actions/context.ts'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import { exportHeld, noteRequest } from '../../actions/data-requests.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { decideReply } from '../../actions/decide-reply.ts'
import { editPlaybook } from '../../actions/edit-playbook.ts'
import { erasePerson } from '../../actions/erase-person.ts'
import { importCodes } from '../../actions/import-codes.ts'
import { logContact, type NewContact, undoContact } from '../../actions/log-contact.ts'
import { logPost } from '../../actions/log-post.ts'
import { markAccount } from '../../actions/mark-account.ts'
import { markBuilt, markTold } from '../../actions/mark-built.ts'
import { mergePeople, unmergePeople } from '../../actions/merge-people.ts'
import { optOut } from '../../actions/opt-out.ts'
import { type PlainVerb, performVerb, type VerbValues } from '../../actions/perform-verb.ts'
import { refuseSame } from '../../actions/propose-same.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { setOwnSettings } from '../../actions/set-own-settings.ts'
import { setPeopleRules } from '../../actions/set-people-rules.ts'
import { setUnsureLimits } from '../../actions/set-unsure-limits.ts'
import { stateIncident } from '../../actions/state-incident.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { decideTightening, undoTightening } from '../../actions/tighten-filter.ts'
import { PEOPLE_RULES } from '../../core/people-rules.ts'
import type { Seal } from '../../core/seal.ts'
import type { StaffAction } from '../../core/staff.ts'
import type { Database } from '../../db/database.ts'
import { assessStanding } from '../../pipeline/steps/score.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { customerTrials } from './customer-trials.ts'
import { TODAY } from './engines.ts'
import { plainWords } from './listening-desk.ts'
import { aDeafSource, aTightening, seedCase } from './seed.ts'

export type TrialContext = ActionContext & {
  seal: Seal
  openCode: (sealed: string) => string
  fingerprint: (plain: string) => string
}

/** Makes the ground on which an action makes sense for whoever tries it; the answer tries it. */
export type Trial = (ctx: TrialContext, actor: Actor) => Promise<() => Promise<unknown>>

const OWNER: Actor = { staffId: 'olga', surface: 'slack' }
const SAM: Actor = { staffId: 'sam', surface: 'slack' }

/** One trial for every action that there is. */
export const TRIALS: Readonly<Record<StaffAction, Trial>> = {
  'case.claim': plain('case.claim'),
  'case.assign': plain('case.assign', { to: 'sam' }),
  'case.hand_over': plain('case.hand_over', { to: 'sam', text: 'Call her.' }, (actor) => ({
    owner_id: actor.staffId,
    status: 'claimed',
  })),
  'case.note': plain('case.note', { text: 'She called us.' }),
  'case.snooze': plain('case.snooze', { when: '1h' }),
  'case.wake': plain('case.wake', {}, () => ({ snoozed_until: TODAY + 1000 })),
  'case.escalate': plain('case.escalate', { text: 'She threatens to sue.' }),
  'case.resolve': plain('case.resolve'),
  'case.reopen': plain('case.reopen', {}, () => ({ status: 'resolved', resolved_at: TODAY })),
  'case.ignore_author': plain('case.ignore_author'),
  'case.heed_author': plain('case.heed_author', {}, () => ({
    status: 'resolved',
    resolution: 'ignored',
  })),
  'case.mute_word': async (ctx, actor) => {
    const caseId = await aCase(ctx.db)
    return () => mute(ctx, actor, 'case.mute_word', caseId, `word-${caseId}`)
  },
  'case.unmute_word': async (ctx, actor) => {
    const caseId = await aCase(ctx.db)
    await mute(ctx, OWNER, 'case.mute_word', caseId, `word-${caseId}`)
    return () => mute(ctx, actor, 'case.unmute_word', caseId, `word-${caseId}`)
  },
  'case.follow_up': plain('case.follow_up', { when: '2d' }),
  'case.merge': async (ctx, actor) => {
    const [caseId, into] = [await aCase(ctx.db), await aCase(ctx.db)]
    const values = { into: String(into) }
    return () => performVerb(ctx, actor, { verb: 'case.merge', caseId, values })
  },
  'case.answered_elsewhere': plain('case.answered_elsewhere', { text: 'On the phone.' }),
  'case.kudos': plain('case.kudos', { to: 'sam' }),
  'case.amends': async (ctx, actor) => {
    await aGive(ctx)
    const caseId = await aCase(ctx.db)
    const values = { give: 'sorry/coffee', worth: '4.50' }
    return () => performVerb(ctx, actor, { verb: 'case.amends', caseId, values })
  },
  'playbook.edit': async (ctx, actor) => {
    const id = `pb-${ctx.db.nextId()}`
    return () => editPlaybook(ctx, actor, { ...A_PLAYBOOK, id }, null)
  },
  'case.fixed': plain('case.fixed', { text: 'A second till.' }),
  'case.mood': plain('case.mood', { mood: 'positive' }),
  'case.reply': async (ctx, actor) => {
    const input = await aPress(ctx.db)
    return () => sendReply(ctx, actor, input)
  },
  'case.thank': async (ctx, actor) => {
    const input = await aPress(ctx.db)
    return () => thankAuthor(ctx, actor, { ...input, gift: null })
  },
  'case.label': async (ctx, actor) => {
    const caseId = await aLabelledCase(ctx.db)
    return () => correctLabel(ctx, actor, { caseId, verdict: { say: 'right' } })
  },
  'case.unlabel': async (ctx, actor) => {
    const caseId = await aLabelledCase(ctx.db)
    await correctLabel(ctx, OWNER, { caseId, verdict: { say: 'right' } })
    return () => undoCorrection(ctx, actor, caseId)
  },
  'post.log': async (ctx, actor) => {
    const rules = { ...(await loadWatchList(ctx.db, plainWords)), assess: assessStanding }
    const url = `https://reviews.earshot-test.org/${ctx.db.nextId()}`
    const post = {
      brandId: 'juniper',
      kind: 'complaint' as const,
      network: 'feed' as const,
      key: `feed:by-hand:${url}`,
      nativeId: url,
      url,
      text: 'Cold again.',
      at: null,
      author: { id: null, handle: `@${url}`, name: null },
    }
    return () => logPost(ctx, actor, post, rules)
  },
  'me.settings': async (ctx, actor) => () =>
    setOwnSettings(ctx, actor, { zone: 'Europe/Lisbon', quiet: '19:00-08:00', digest: 'daily' }),
  'grant.decide': async (ctx, actor) => {
    const gift = { poolId: 'cake', reason: 'kind words' }
    await thankAuthor(ctx, SAM, { ...(await aPress(ctx.db)), gift })
    const { id } = await ctx.db.kysely
      .selectFrom('reward_grant')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    return () => decideGrant(ctx, actor, { grantId: id, approve: true })
  },
  'reply.decide': async (ctx, actor) => {
    const press = { ...(await aPress(ctx.db)), text: 'We pay you back, my lawyer says.' }
    const { replyId } = await sendReply(ctx, SAM, press)
    return () => decideReply(ctx, actor, { replyId, approve: true, reason: '' })
  },
  'incident.state': async (ctx, actor) => {
    const incidentId = await anIncident(ctx.db)
    return () =>
      stateIncident(ctx, actor, { incidentId, text: '{greeting} we are on it.', seen: 0 })
  },
  'codes.import': async (ctx, actor) => {
    const codes = [{ code: `CODE-${ctx.db.nextId()}`, expiresAt: null }]
    return () => importCodes(ctx, actor, { poolId: 'cake', codes })
  },
  'check.judge': async (ctx, actor) => {
    const mentionId = await mentionOf(ctx.db, await aLabelledCase(ctx.db))
    const open = { staff_id: null, judged_at: null, place: 0, week: 1 }
    await ctx.db.kysely
      .insertInto('blind_check')
      .values({ brand_id: 'juniper', mention_id: mentionId, ...open })
      .execute()
    return () => judgeBlind(ctx, actor, { brandId: 'juniper', mentionId, answer: 'cannot_tell' })
  },
  'people.merge': async (ctx, actor) => {
    const pair = await twoPeople(ctx.db)
    return () => mergePeople(ctx, actor, { ...pair, evidence: 'told us' })
  },
  'people.unmerge': async (ctx, actor) => {
    const pair = await twoPeople(ctx.db)
    const { mergeNumber } = await mergePeople(ctx, OWNER, { ...pair, evidence: 'told us' })
    return () => unmergePeople(ctx, actor, mergeNumber)
  },
  'people.erase': async (ctx, actor) => {
    const { keepId } = await twoPeople(ctx.db)
    const { name } = await ctx.db.kysely
      .selectFrom('person')
      .select('name')
      .where('id', '=', keepId)
      .executeTakeFirstOrThrow()
    return () => erasePerson(ctx, actor, { personId: keepId }, name)
  },
  ...customerTrials(async (db) => (await twoPeople(db)).keepId),
  'people.opt_out': async (ctx, actor) => {
    const { keepId } = await twoPeople(ctx.db)
    return () => optOut(ctx, actor, keepId)
  },
  'people.contact': async (ctx, actor) => {
    const { keepId } = await twoPeople(ctx.db)
    return () => logContact(ctx, actor, aCall(keepId))
  },
  'people.uncontact': async (ctx, actor) => {
    const { keepId } = await twoPeople(ctx.db)
    const { contactId } = await logContact(ctx, OWNER, aCall(keepId))
    return () => undoContact(ctx, actor, contactId)
  },
  'people.side': async (ctx, actor) => {
    const authorId = await anAuthor(ctx.db)
    const input = { authorId, brandId: 'juniper', side: 'competitor' } as const
    return () => markAccount(ctx, actor, input)
  },
  'people.rules': async (ctx, actor) => {
    const rules = { ...PEOPLE_RULES, thankedDays: 1 + (ctx.db.nextId() % 3000) }
    return () => setPeopleRules(ctx, actor, rules)
  },
  'brand.unsure': async (ctx, actor) => {
    const limits = { relevance: 0.6, sentiment: (1 + (ctx.db.nextId() % 3000)) / 3001 }
    return () => setUnsureLimits(ctx, actor, { brandId: 'juniper', limits })
  },
  'people.export': async (ctx, actor) => {
    const { keepId: personId } = await twoPeople(ctx.db)
    return () => exportHeld(ctx, actor, { personId })
  },
  'people.request': async (ctx, actor) => {
    const { keepId: personId } = await twoPeople(ctx.db)
    return () => noteRequest(ctx, actor, { personId, kind: 'export' })
  },
  'people.built': async (ctx, actor) => {
    const input = { brandId: 'juniper', what: 'Oat milk', words: ['oat'] }
    return () => markBuilt(ctx, actor, input)
  },
  'people.told': async (ctx, actor) => {
    const { keepId: personId } = await twoPeople(ctx.db)
    const input = { brandId: 'juniper', what: 'Oat milk', words: ['oat'] }
    const { builtId } = await markBuilt(ctx, OWNER, input)
    return () => markTold(ctx, actor, { builtId, personId })
  },
  'people.not_same': async (ctx, actor) => {
    const { keepId, mergeId } = await twoPeople(ctx.db)
    return () => refuseSame(ctx, actor, { personId: keepId, otherId: mergeId })
  },
  'query.tighten': async (ctx, actor) => {
    const id = await aTightening(ctx.db)
    return () => decideTightening(ctx, actor, { id, apply: true })
  },
  'query.loosen': async (ctx, actor) => {
    const id = await aTightening(ctx.db)
    await decideTightening(ctx, OWNER, { id, apply: true })
    return () => undoTightening(ctx, actor, id)
  },
  'source.check': async (ctx, actor) => {
    const sourceId = await aDeafSource(ctx.db)
    return () => checkSource(ctx, actor, sourceId)
  },
}

function aCall(personId: number): NewContact {
  const said = { sentiment: 'positive', intents: ['praise'], text: 'She rang to say thank you.' }
  return { who: { personId }, way: 'phone', ...said } as NewContact
}

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

/** Written once: who may act is asked of many people in turn. */
async function aGive(ctx: TrialContext): Promise<void> {
  const known = await ctx.db.kysely.selectFrom('playbook').select('id').executeTakeFirst()
  if (known === undefined) await editPlaybook(ctx, OWNER, A_PLAYBOOK, null)
}

type CaseRow = NonNullable<Parameters<typeof seedCase>[2]>

function plain(
  verb: PlainVerb,
  values: VerbValues = {},
  ground: (actor: Actor) => CaseRow = () => ({}),
): Trial {
  return async (ctx, actor) => {
    const caseId = await aCase(ctx.db, ground(actor))
    return () => performVerb(ctx, actor, { verb, caseId, values })
  }
}

function mute(ctx: TrialContext, actor: Actor, verb: PlainVerb, caseId: number, word: string) {
  return performVerb(ctx, actor, { verb, caseId, values: { word } })
}

/** A case of somebody new, as a person gets one gift in a while. */
export async function aCase(db: Database, row: CaseRow = {}): Promise<number> {
  return seedCase(db, await anAuthor(db), row)
}

async function aPress(db: Database) {
  const caseId = await aCase(db)
  return { caseId, text: 'Thank you.', pressKey: `press-${caseId}`, seenVersion: 1 }
}

async function mentionOf(db: Database, caseId: number): Promise<number> {
  const row = await db.kysely
    .selectFrom('case')
    .select('last_mention_id')
    .where('id', '=', caseId)
    .executeTakeFirstOrThrow()
  return row.last_mention_id
}

async function aLabelledCase(db: Database): Promise<number> {
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

async function anAuthor(db: Database): Promise<number> {
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

async function twoPeople(db: Database): Promise<{ keepId: number; mergeId: number }> {
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
