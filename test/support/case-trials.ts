import type { Actor } from '../../actions/context.ts'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { decideReply } from '../../actions/decide-reply.ts'
import { editPlaybook } from '../../actions/edit-playbook.ts'
import { logPost } from '../../actions/log-post.ts'
import { type PlainVerb, performVerb, type VerbValues } from '../../actions/perform-verb.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { stateIncident } from '../../actions/state-incident.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import type { StaffAction } from '../../core/staff.ts'
import { assessStanding } from '../../pipeline/steps/score.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { TODAY } from './engines.ts'
import { plainWords } from './listening-desk.ts'
import {
  A_PLAYBOOK,
  aCase,
  aLabelledCase,
  anIncident,
  aPress,
  type CaseRow,
  OWNER,
  SAM,
  type Trial,
  type TrialContext,
} from './trial-ground.ts'

/** Trials of what staff do with a case, its answers and its thanks. */
export const CASE_TRIALS = {
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
} as const satisfies Partial<Record<StaffAction, Trial>>

/** Written once: who may act is asked of many people in turn. */
async function aGive(ctx: TrialContext): Promise<void> {
  const known = await ctx.db.kysely.selectFrom('playbook').select('id').executeTakeFirst()
  if (known === undefined) await editPlaybook(ctx, OWNER, A_PLAYBOOK, null)
}

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
