import type { webApi } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { RefusedError } from '../../core/errors.ts'
import { type CaseFacts, readCaseFacts } from '../../db/case-facts.ts'
import { readVerbChoices } from '../../db/verb-choices.ts'
import type { CaseView } from '../../views/case-view.ts'
import {
  type Dialog,
  giftDialog,
  labelDialog,
  readDialog,
  reviewDialog,
} from '../../views/dialogs.ts'
import { verbForms } from '../../views/verb-forms.ts'
import { verbsDialog } from '../../views/verbs-dialog.ts'
import type { BotDeps } from '../deps.ts'
import { buildReply } from './draw-reply.ts'

export interface OpenDialog {
  action:
    | 'case.reply'
    | 'case.ask'
    | 'case.thank'
    | 'case.read'
    | 'case.label'
    | 'case.verbs'
    | 'grant.review'
    | 'reply.review'
  caseId: number
}

/** Opens the dialog of a press while its trigger is still good. */
export async function openDialog(
  deps: BotDeps,
  actor: Actor,
  client: webApi.WebClient,
  triggerId: string,
  press: OpenDialog,
): Promise<void> {
  const dialog = await buildDialog(deps, actor, press)
  await client.views.open({ trigger_id: triggerId, view: dialog })
}

/** The dialog that a press asks for, drawn for this person. */
export async function buildDialog(
  deps: BotDeps,
  actor: Actor,
  { action, caseId }: OpenDialog,
): Promise<Dialog> {
  const facts = await readCaseFacts(deps.reader.kysely, caseId)
  if (facts === null) throw new RefusedError('no_case', 'This case no longer exists.')
  const view: CaseView = { ...facts, reply: deps.replyRight(facts) }
  if (action === 'case.verbs') {
    const choices = await readVerbChoices(deps.reader.kysely, facts, actor.staffId)
    return verbsDialog(view, verbForms(view, choices), null)
  }
  if (action === 'case.read') return readDialog(view)
  if (action === 'case.label') return labelDialog(view)
  if (action === 'grant.review') return buildGiftDialog(deps, facts, view)
  if (action === 'reply.review') {
    if (view.waitingReply === null)
      throw new RefusedError('decided', 'Somebody decided about this reply already.')
    return reviewDialog(view, view.waitingReply)
  }
  if (action === 'case.thank') return buildReply(deps, actor, facts, { kind: 'thank' })
  const ask = action === 'case.ask' ? { choice: 'ask', isPicked: true } : {}
  return buildReply(deps, actor, facts, { kind: 'reply', ...ask })
}

async function buildGiftDialog(deps: BotDeps, facts: CaseFacts, view: CaseView): Promise<Dialog> {
  const row = await deps.reader.kysely
    .selectFrom('reward_grant as g')
    .innerJoin('reward_pool as p', 'p.id', 'g.pool_id')
    .innerJoin('staff as s', 's.id', 'g.requested_by')
    .innerJoin('reply as r', 'r.grant_id', 'g.id')
    .select(['g.id', 'g.reason', 'p.name', 'p.value', 's.name as by', 'r.text', 'r.way'])
    .where('g.case_id', '=', facts.id)
    .where('g.state', '=', 'waiting')
    .executeTakeFirst()
  if (row === undefined) throw new RefusedError('decided', 'This gift was already decided.')
  return giftDialog(view, {
    id: row.id,
    text: row.text,
    way: row.way,
    gift: `${row.name} (${row.value})`,
    by: row.by,
    reason: row.reason,
  })
}
