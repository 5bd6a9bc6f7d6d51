import type { App, ButtonAction, ViewOutput } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { keepDraft } from '../../actions/keep-draft.ts'
import { readMoment } from '../../actions/moment.ts'
import { leaveReply } from '../../actions/reply-lock.ts'
import { submitReply } from '../../actions/submit-reply.ts'
import { RefusedError } from '../../core/errors.ts'
import { MACHINE, playbookOf } from '../../core/reply-sheet.ts'
import { refuseWay } from '../../core/reply-way.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { textBlock } from '../../views/reply-dialog.ts'
import { actorOf, type BotDeps, staffOf } from '../deps.ts'
import { dialogOf, pick, ticked, typed } from '../form.ts'
import { inTime } from '../in-time.ts'
import { drawAnew } from '../tell.ts'
import { drawAgain, factsOf, type Redrawing } from './draw-reply.ts'
import { addressOf, choiceOf, kindOf, stateOf, typedText, wayOf } from './reply-view.ts'

const SUBMITS = /^case\.(reply|thank)\.submit$/
const FAILED = 'That did not work. Nothing was sent, and your text is kept.'

/** The Reply and Thank dialogs: the only door through which words leave, each with a recorded press. */
export function registerReply(app: App, deps: BotDeps): void {
  app.action(
    /^(way|reply\.(draft|address|check|ask|take))$/,
    async ({ ack, action, body, client }) => {
      await ack()
      const view = dialogOf(body)
      const actor = await staffOf(deps, body.user.id)
      const dialog = await drawAgain(deps, actor, view, pickedBy(action as ButtonAction, view))
      await drawAnew(client, deps.log, view, dialog)
    },
  )

  app.view(SUBMITS, async ({ ack, body, view }) => {
    const field = textBlock(stateOf(view).turn)
    const refuse = (text: string) => ack({ response_action: 'errors', errors: { [field]: text } })
    try {
      const dialog = await inTime(deps, body.user.id, async (hurried, actor) => {
        const outcome = await submit(hurried, actor, view)
        if (!('look' in outcome)) return null
        const shown = outcome.look.map(({ code }) => code)
        return drawAgain(deps, actor, view, { shown })
      })
      if (dialog === null) {
        await ack()
        return deps.wake()
      }
      await ack({ response_action: 'update', view: dialog })
    } catch (error) {
      const dialog = await withBox(deps, body.user.id, view, error)
      if (dialog !== null) await ack({ response_action: 'update', view: dialog })
      else if (error instanceof RefusedError) await refuse(error.message)
      else {
        deps.log.error({ error, dialog: view.callback_id }, 'a dialog failed')
        await refuse(FAILED)
      }
    }
    // Typed words outlive every refusal; they still stand in the dialog while the database is waited for.
    await keepTyped(deps, body.user.id, view)
  })

  app.view({ callback_id: /./, type: 'view_closed' }, async ({ ack, body, view }) => {
    await ack()
    if (!SUBMITS.test(view.callback_id)) return
    await keepTyped(deps, body.user.id, view)
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return
    await leaveReply(deps.ctx, actor, stateOf(view).caseId).catch((error: unknown) => {
      if (!(error instanceof RefusedError)) throw error
    })
    deps.wake()
  })
}

/** A dialog opened before a colleague began has no box to reply anyway: it is drawn with it. Null for any other fault. */
async function withBox(
  deps: BotDeps,
  slackUserId: string,
  view: ViewOutput,
  error: unknown,
): Promise<Dialog | null> {
  if (!(error instanceof RefusedError) || error.code !== 'writing') return null
  if (view.blocks.some((block) => block.block_id === 'anyway')) return null
  const actor = await actorOf(deps, slackUserId)
  if (typeof actor === 'string') return null
  return drawAgain(deps, actor, view, { note: error.message }).catch(() => null)
}

/** What a press below the words puts in. */
function pickedBy({ action_id: name, value }: ButtonAction, view: ViewOutput): Redrawing {
  if (name === 'reply.take') return { picked: MACHINE }
  if (name === 'reply.ask' && value !== undefined) return { picked: value }
  const choice = name === 'reply.draft' ? choiceOf(view) : null
  return choice === null ? {} : { picked: choice }
}

async function submit(deps: BotDeps, actor: Actor, view: ViewOutput) {
  const state = stateOf(view)
  const facts = await factsOf(deps, state)
  const way = wayOf(view)
  refuseWay(deps.replyRight(facts), way)
  const text = typedText(view)
  const poolId = pick(view, 'gift')
  const follow = pick(view, 'follow')
  return submitReply(deps.ctx, actor, {
    facts,
    kind: kindOf(view),
    text,
    pressKey: `slack:${view.id}`,
    count: deps.countReply(facts, text, way),
    seen: state.seen,
    shown: state.shown,
    isStatement: state.chosen?.startsWith('incident:') ?? false,
    playbookId: playbookOf(state.chosen),
    anyway: ticked(view, 'anyway', 'yes'),
    resolveAfter: ticked(view, 'after', 'resolve'),
    followUpAt:
      follow === null ? null : await readMoment(deps.ctx, actor, facts.id, { when: follow }),
    address: addressOf(view),
    way,
    gift: poolId === null ? null : { poolId, reason: typed(view, 'reason') },
  })
}

/** Keeps what is typed as the draft of the case, for whoever may answer. */
export async function keepTyped(
  deps: BotDeps,
  slackUserId: string,
  view: ViewOutput,
): Promise<void> {
  const actor = await actorOf(deps, slackUserId)
  if (typeof actor === 'string') return
  await keepDraft(deps.ctx, actor, { caseId: stateOf(view).caseId, text: typedText(view) })
}
