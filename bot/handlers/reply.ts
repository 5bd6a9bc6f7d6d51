import type { App, BlockAction, ViewOutput } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { keepDraft } from '../../actions/keep-draft.ts'
import { readMoment } from '../../actions/moment.ts'
import { type OpenReplyInput, openReply } from '../../actions/open-reply.ts'
import { leaveReply } from '../../actions/reply-lock.ts'
import { submitReply } from '../../actions/submit-reply.ts'
import { ADDRESSES, type Address } from '../../core/address.ts'
import { isOpen } from '../../core/case.ts'
import { messageOf, RefusedError } from '../../core/errors.ts'
import { playbookOf } from '../../core/reply-sheet.ts'
import { type CaseFacts, readCaseFacts } from '../../db/case-facts.ts'
import { readGifts } from '../../db/gifts.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { type ReplyState, replyDialog, textBlock } from '../../views/reply-dialog.ts'
import { actorOf, type BotDeps } from '../deps.ts'

const SUBMITS = /^case\.(reply|thank)\.submit$/
const FAILED = 'That did not work. Nothing was sent, and your text is kept.'

/** The Reply and Thank dialogs: the only door through which words leave, each with a recorded press. */
export function registerReply(app: App, deps: BotDeps): void {
  app.action(/^reply\.(draft|address|check)$/, async ({ ack, action, body, client }) => {
    await ack()
    const view = (body as BlockAction).view as ViewOutput | undefined
    const actor = await actorOf(deps, body.user.id)
    if (view === undefined || typeof actor === 'string') return
    try {
      const isPicked = 'action_id' in action && action.action_id === 'reply.draft'
      const dialog = await drawAgain(deps, actor, view, { isPicked })
      await client.views.update({ view_id: view.id, hash: view.hash, view: dialog })
    } catch (error) {
      // Another choice was faster, or the dialog is closed: what is seen there stays true.
      deps.log.warn({ error: messageOf(error) }, 'a reply was not drawn again')
    }
  })

  app.view(SUBMITS, async ({ ack, body, view }) => {
    const state = stateOf(view)
    const refuse = (text: string) =>
      ack({ response_action: 'errors', errors: { [textBlock(state.turn)]: text } })
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return refuse(actor)
    try {
      const outcome = await submit(deps, actor, view, state)
      if ('look' in outcome) {
        await keepTyped(deps, actor, view, state)
        const shown = outcome.look.map(({ code }) => code)
        const dialog = await drawAgain(deps, actor, view, { shown })
        return await ack({ response_action: 'update', view: dialog })
      }
    } catch (error) {
      // Typed words outlive every refusal.
      await keepTyped(deps, actor, view, state)
      if (error instanceof RefusedError) return refuse(error.message)
      deps.log.error({ error, dialog: view.callback_id }, 'a dialog failed')
      return refuse(FAILED)
    }
    await ack()
    deps.wake()
  })

  app.view({ callback_id: /./, type: 'view_closed' }, async ({ ack, body, view }) => {
    await ack()
    if (!SUBMITS.test(view.callback_id)) return
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return
    const state = stateOf(view)
    await keepTyped(deps, actor, view, state)
    await leaveReply(deps.ctx, actor, state.caseId).catch((error: unknown) => {
      if (!(error instanceof RefusedError)) throw error
    })
    deps.wake()
  })
}

/** The dialog as it opens for this person. */
export async function buildReply(
  deps: BotDeps,
  actor: Actor,
  facts: CaseFacts,
  input: Pick<OpenReplyInput, 'kind'> & Partial<OpenReplyInput>,
  turn = 0,
): Promise<Dialog> {
  const view = { ...facts, reply: deps.replyRight(facts) }
  if (!isOpen(view.status)) throw new RefusedError('closed', 'This case is already closed.')
  if (!view.reply.may) throw new RefusedError('no_reply', view.reply.why)
  const count = (text: string) => deps.countReply(facts, text)
  const sheet = await openReply(deps.ctx, actor, {
    ...input,
    facts,
    count,
    reader: deps.reader.kysely,
  })
  const gifts = input.kind === 'thank' ? await readGifts(deps.reader.kysely, facts.brandId) : []
  return replyDialog(view, sheet, turn, gifts)
}

/** The same dialog with another draft, another form of address, or what has to be seen first. */
async function drawAgain(
  deps: BotDeps,
  actor: Actor,
  view: ViewOutput,
  change: { isPicked?: boolean; shown?: readonly string[] },
): Promise<Dialog> {
  const state = stateOf(view)
  const facts = await factsOf(deps, state)
  const { isPicked = false, shown = state.shown } = change
  const draft = view.state.values['draft']
  const choice = draft?.['reply.draft']?.selected_option?.value ?? state.chosen
  const typed = typedText(view)
  const input = {
    kind: kindOf(view),
    choice,
    isPicked,
    typed,
    address: addressOf(view),
    seen: state.seen,
    shown,
  }
  const dialog = await buildReply(deps, actor, facts, input, state.turn)
  const isNew = textOf(dialog) !== typed
  // A field that Slack knows keeps what was typed: other words need another field.
  return isNew ? buildReply(deps, actor, facts, input, state.turn + 1) : dialog
}

async function submit(deps: BotDeps, actor: Actor, view: ViewOutput, state: ReplyState) {
  const facts = await factsOf(deps, state)
  const right = deps.replyRight(facts)
  if (!right.may) throw new RefusedError('no_reply', right.why)
  const text = typedText(view)
  const poolId = pick(view, 'gift')
  const follow = pick(view, 'follow')
  return submitReply(deps.ctx, actor, {
    facts,
    kind: kindOf(view),
    text,
    pressKey: `slack:${view.id}`,
    count: deps.countReply(facts, text),
    seen: state.seen,
    shown: state.shown,
    isStatement: state.chosen?.startsWith('incident:') ?? false,
    playbookId: playbookOf(state.chosen),
    anyway: ticked(view, 'anyway', 'yes'),
    resolveAfter: ticked(view, 'after', 'resolve'),
    followUpAt:
      follow === null ? null : await readMoment(deps.ctx, actor, facts.id, { when: follow }),
    address: addressOf(view),
    gift: poolId === null ? null : { poolId, reason: typed(view, 'reason') },
  })
}

async function factsOf(deps: BotDeps, { caseId }: ReplyState): Promise<CaseFacts> {
  const facts = await readCaseFacts(deps.reader.kysely, caseId)
  if (facts === null) throw new RefusedError('no_case', 'This case no longer exists.')
  return facts
}

function keepTyped(
  deps: BotDeps,
  actor: Actor,
  view: ViewOutput,
  { caseId }: ReplyState,
): Promise<void> {
  return keepDraft(deps.ctx, actor, { caseId, text: typedText(view) })
}

function stateOf(view: ViewOutput): ReplyState {
  return JSON.parse(view.private_metadata) as ReplyState
}

function kindOf(view: ViewOutput): 'reply' | 'thank' {
  return view.callback_id.startsWith('case.thank') ? 'thank' : 'reply'
}

function typedText(view: ViewOutput): string {
  return view.state.values[textBlock(stateOf(view).turn)]?.['text']?.value ?? ''
}

function textOf(dialog: Dialog): string {
  for (const block of dialog.blocks)
    if (block.type === 'input' && block.element.type === 'plain_text_input')
      return block.element.initial_value ?? ''
  return ''
}

function typed(view: ViewOutput, name: string): string {
  return view.state.values[name]?.[name]?.value ?? ''
}

function pick(view: ViewOutput, name: string): string | null {
  return view.state.values[name]?.[name]?.selected_option?.value ?? null
}

function ticked(view: ViewOutput, name: string, value: string): boolean {
  const chosen = view.state.values[name]?.[name]?.selected_options ?? []
  return chosen.some((option) => option.value === value)
}

function addressOf(view: ViewOutput): Address | null {
  const value = view.state.values['draft']?.['reply.address']?.selected_option?.value
  return ADDRESSES.find((one) => one === value) ?? null
}
