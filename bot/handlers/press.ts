import type { App, BlockAction, ButtonAction, OverflowAction } from '@slack/bolt'
import { claimCase } from '../../actions/claim-case.ts'
import type { Actor } from '../../actions/context.ts'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import { heedAuthor } from '../../actions/ignore-author.ts'
import { reopenCase, resolveCase } from '../../actions/resolve-case.ts'
import { messageOf, RefusedError } from '../../core/errors.ts'
import type { Mood } from '../../core/feedback.ts'
import { isId, isText } from '../carried.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import type { HomeBook } from '../home-book.ts'
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

const GONE =
  'This button is of another version of Earshot. Nothing was changed: open the case on the desk, or press another.'

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
  app.action(/^(case\.|grant\.|reply\.review$)/, async ({ ack, action, body, client }) => {
    await ack()
    const pressed = action as ButtonAction | OverflowAction
    if (pressed.action_id === 'case.view_post') return
    const press = readPress(pressed)
    const triggerId = (body as BlockAction).trigger_id
    const isHome = (body as BlockAction).view?.type === 'home'
    const actor = await staffOf(deps, body.user.id)
    if (DIALOGS.has(press.action))
      return openDialog(deps, actor, client, triggerId, press as OpenDialog)
    const verb = Object.hasOwn(VERBS, press.action) ? VERBS[press.action] : undefined
    if (verb === undefined) throw new RefusedError('no_verb', GONE)
    await verb(deps, actor, press.caseId)
    deps.wake()
    // What was done is done: a Home that Slack does not take is drawn again later.
    if (isHome)
      await homes
        .show(body.user.id)
        .catch((error: unknown) =>
          deps.log.warn({ error: messageOf(error) }, 'a Home was not drawn'),
        )
  })
}

/** Which button of which case; RefusedError where it names none. */
function readPress(action: ButtonAction | OverflowAction): { action: string; caseId: number } {
  const { selected_option: chosen } = action as { selected_option?: { value?: unknown } | null }
  const said = chosen?.value
  const [name, value] =
    action.type === 'overflow'
      ? (isText(said) ? said : '').split(':')
      : [action.action_id, action.value]
  const caseId = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : null
  if (name === undefined || !isId(caseId)) throw new RefusedError('no_case', GONE)
  return { action: name, caseId }
}
