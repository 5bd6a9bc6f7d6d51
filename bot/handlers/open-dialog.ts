import type { webApi } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { isOpen } from '../../core/case.ts'
import { RefusedError } from '../../core/errors.ts'
import { type CaseFacts, readCaseFacts } from '../../db/case-facts.ts'
import { readDraft } from '../../db/drafts.ts'
import { readGifts } from '../../db/gifts.ts'
import type { CaseView } from '../../views/case-view.ts'
import {
  type Dialog,
  giftDialog,
  labelDialog,
  readDialog,
  replyDialog,
  thankDialog,
} from '../../views/dialogs.ts'
import type { BotDeps } from '../deps.ts'

export interface OpenDialog {
  action: 'case.reply' | 'case.thank' | 'case.read' | 'case.label' | 'grant.review'
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
  const facts = await readCaseFacts(deps.ctx.db.kysely, press.caseId)
  if (facts === null) throw new RefusedError('no_case', 'This case no longer exists.')
  const view: CaseView = { ...facts, reply: deps.replyRight(facts) }
  const dialog = await buildDialog(deps, actor, facts, view, press.action)
  await client.views.open({ trigger_id: triggerId, view: dialog })
}

async function buildDialog(
  deps: BotDeps,
  actor: Actor,
  facts: CaseFacts,
  view: CaseView,
  action: OpenDialog['action'],
): Promise<Dialog> {
  if (action === 'case.read') return readDialog(view)
  if (action === 'case.label') return labelDialog(view)
  if (action === 'grant.review') return buildGiftDialog(deps, facts, view)
  if (!isOpen(view.status)) throw new RefusedError('closed', 'This case is already closed.')
  if (!view.reply.may) throw new RefusedError('no_reply', view.reply.why)
  const draft = await readDraft(deps.ctx.db.kysely, view.id, actor.staffId)
  if (action === 'case.reply') return replyDialog(view, draft)
  return thankDialog(view, draft, await readGifts(deps.ctx.db.kysely, facts.brandId))
}

async function buildGiftDialog(deps: BotDeps, facts: CaseFacts, view: CaseView): Promise<Dialog> {
  const row = await deps.ctx.db.kysely
    .selectFrom('reward_grant as g')
    .innerJoin('reward_pool as p', 'p.id', 'g.pool_id')
    .innerJoin('staff as s', 's.id', 'g.requested_by')
    .innerJoin('reply as r', 'r.grant_id', 'g.id')
    .select(['g.id', 'g.reason', 'p.name', 'p.value', 's.name as by', 'r.text'])
    .where('g.case_id', '=', facts.id)
    .where('g.state', '=', 'waiting')
    .executeTakeFirst()
  if (row === undefined) throw new RefusedError('decided', 'This gift was already decided.')
  return giftDialog(view, {
    id: row.id,
    text: row.text,
    gift: `${row.name} (${row.value})`,
    by: row.by,
    reason: row.reason,
  })
}
