import type { ViewOutput } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { type OpenReplyInput, openReply } from '../../actions/open-reply.ts'
import { isOpen } from '../../core/case.ts'
import { RefusedError } from '../../core/errors.ts'
import { type CaseFacts, readCaseFacts } from '../../db/case-facts.ts'
import { readGifts } from '../../db/gifts.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { type ReplyState, replyDialog } from '../../views/reply-dialog.ts'
import { type BotDeps, mayNow } from '../deps.ts'
import { addressOf, choiceOf, kindOf, stateOf, typedText, wayOf } from './reply-view.ts'

/** What becomes of a dialog that is drawn once more. */
export interface Redrawing {
  /** The draft to put in: into an untouched field, or behind words of one's own. */
  picked?: string
  shown?: readonly string[]
  note?: string
  machine?: string | null
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
  const count = (text: string) => deps.countReply(facts, text, input.way)
  const db = deps.reader.kysely
  const sheet = await openReply(deps.ctx, actor, { ...input, facts, count, reader: db })
  const gifts = input.kind === 'thank' ? await readGifts(db, facts.brandId) : []
  return replyDialog(view, sheet, {
    turn,
    gifts,
    suggests: deps.drafter !== null,
    mayEdit: await mayNow(deps, actor, 'playbook.edit'),
  })
}

/** The same dialog with another draft, another form of address, or what has to be seen first. */
export async function drawAgain(
  deps: BotDeps,
  actor: Actor,
  view: ViewOutput,
  { picked, shown, note, machine }: Redrawing,
): Promise<Dialog> {
  const state = stateOf(view)
  const facts = await factsOf(deps, state)
  const typed = typedText(view)
  const input = {
    kind: kindOf(view),
    choice: picked ?? choiceOf(view),
    isPicked: picked !== undefined,
    typed,
    address: addressOf(view),
    way: wayOf(view),
    seen: state.seen,
    shown: shown ?? state.shown,
    note: note ?? null,
    machine: machine === undefined ? state.machine : machine,
  }
  const dialog = await buildReply(deps, actor, facts, input, state.turn)
  // A field that Slack knows keeps what was typed, and a list what was chosen: others need another field.
  const isNew = picked !== undefined || textOf(dialog) !== typed
  return isNew ? buildReply(deps, actor, facts, input, state.turn + 1) : dialog
}

/** The case of a dialog as it is now. */
export async function factsOf(
  deps: BotDeps,
  { caseId }: Pick<ReplyState, 'caseId'>,
): Promise<CaseFacts> {
  const facts = await readCaseFacts(deps.reader.kysely, caseId)
  if (facts === null) throw new RefusedError('no_case', 'This case no longer exists.')
  return facts
}

function textOf(dialog: Dialog): string {
  for (const block of dialog.blocks)
    if (block.type === 'input' && block.element.type === 'plain_text_input')
      return block.element.initial_value ?? ''
  return ''
}
