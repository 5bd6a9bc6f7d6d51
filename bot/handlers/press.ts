import type { App, BlockAction, ButtonAction, OverflowAction } from '@slack/bolt'
import { claimCase } from '../../actions/claim-case.ts'
import type { Actor } from '../../actions/context.ts'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import { heedAuthor } from '../../actions/ignore-author.ts'
import { reopenCase, resolveCase } from '../../actions/resolve-case.ts'
import { RefusedError } from '../../core/errors.ts'
import type { Mood } from '../../core/feedback.ts'
import { actorOf, type BotDeps } from '../deps.ts'
import type { HomeBook } from '../home-book.ts'
import { tellAlone, tellIn } from '../tell.ts'
import { type OpenDialog, openDialog } from './open-dialog.ts'

type Verb = (deps: BotDeps, actor: Actor, caseId: number) => Promise<void>

const VERBS: Readonly<Record<string, Verb>> = {
  'case.claim': (deps, actor, caseId) => claimCase(deps.ctx, actor, caseId),
  'case.resolve': (deps, actor, caseId) => resolveCase(deps.ctx, actor, caseId),
  'case.reopen': (deps, actor, caseId) => reopenCase(deps.ctx, actor, caseId),
  'case.heed_author': (deps, actor, caseId) => heedAuthor(deps.ctx, actor, caseId),
  'case.not_us': (deps, actor, caseId) =>
    correctLabel(deps.ctx, actor, { caseId, verdict: { say: 'not_us' } }),
  'case.say_unhappy': sayMood('negative'),
  'case.say_happy': sayMood('positive'),
  'case.say_neither': sayMood('neutral'),
  'case.unlabel': (deps, actor, caseId) => undoCorrection(deps.ctx, actor, caseId),
}

function sayMood(mood: Mood): Verb {
  return (deps, actor, caseId) =>
    correctLabel(deps.ctx, actor, { caseId, verdict: { say: 'mood', mood } })
}

const DIALOGS = new Set<string>([
  'case.reply',
  'case.ask',
  'case.thank',
  'case.read',
  'case.label',
  'grant.review',
  'reply.review',
  'case.verbs',
])

/** Buttons and the dots of a case, on its card or on Home: acknowledge, authorise, one verb or one dialog, answer. */
export function registerPress(app: App, deps: BotDeps, homes: HomeBook): void {
  app.action(/^(case\.|grant\.|reply\.review$)/, async ({ ack, action, body, client, respond }) => {
    await ack()
    const press = readPress(action as ButtonAction | OverflowAction)
    if (press === null || press.action === 'case.view_post') return
    const triggerId = (body as BlockAction).trigger_id
    const isHome = (body as BlockAction).view?.type === 'home'
    const tell = (text: string) =>
      isHome
        ? tellIn(client, triggerId, text).catch((error: unknown) =>
            deps.log.warn({ error }, 'could not answer a press'),
          )
        : tellAlone(respond, deps.log, text)
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return tell(actor)
    try {
      if (DIALOGS.has(press.action)) {
        await openDialog(deps, actor, client, triggerId, press as OpenDialog)
        return
      }
      await VERBS[press.action]?.(deps, actor, press.caseId)
      deps.wake()
      if (isHome) await homes.show(body.user.id)
    } catch (error) {
      if (error instanceof RefusedError) return tell(error.message)
      deps.log.error({ error, action: press.action }, 'a press failed')
      await tell('That did not work, and nothing was changed. Please try again.')
    }
  })
}

function readPress(
  action: ButtonAction | OverflowAction,
): { action: string; caseId: number } | null {
  const [name = '', value] =
    action.type === 'overflow'
      ? action.selected_option.value.split(':')
      : [action.action_id, action.value]
  const caseId = Number(value)
  return Number.isSafeInteger(caseId) && caseId > 0 ? { action: name, caseId } : null
}
