import type { App, ViewOutput } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { correctLabel } from '../../actions/correct-label.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { decideReply } from '../../actions/decide-reply.ts'
import { RefusedError } from '../../core/errors.ts'
import { readVerdict } from '../../core/feedback.ts'
import { isId, readCarried } from '../carried.ts'
import type { BotDeps } from '../deps.ts'
import { pick, typed } from '../form.ts'
import { inTime } from '../in-time.ts'

const DECISIONS = new Set(['approve', 'refuse', 'back'])
const CHOOSE = 'Choose one of the answers first.'

/** Submitted dialogs without words for outside. */
export function registerSubmit(app: App, deps: BotDeps): void {
  app.view(/^(case\.label|grant\.review|reply\.review)\.submit$/, async ({ ack, body, view }) => {
    await inTime(deps, body.user.id, (hurried, actor) => submit(hurried, actor, view))
    await ack()
    deps.wake()
  })
}

async function submit(deps: BotDeps, actor: Actor, view: ViewOutput): Promise<void> {
  if (view.callback_id === 'grant.review.submit') {
    const approve = decisionOf(view)
    const { grantId } = readCarried(view, { grantId: isId })
    await decideGrant(deps.ctx, actor, { grantId, approve })
    return
  }
  if (view.callback_id === 'reply.review.submit') {
    const approve = decisionOf(view)
    const reason = typed(view, 'reason')
    const { replyId } = readCarried(view, { replyId: isId })
    await decideReply(deps.ctx, actor, { replyId, approve, reason })
    return
  }
  if (view.callback_id === 'case.label.submit') {
    const verdict = readVerdict(pick(view, 'verdict') ?? '')
    if (verdict === null) throw new RefusedError('no_verdict', CHOOSE)
    const { caseId } = readCarried(view, { caseId: isId })
    await correctLabel(deps.ctx, actor, { caseId, verdict })
    return
  }
}

/** Whether they agree; anything that is no answer decides nothing. */
function decisionOf(view: ViewOutput): boolean {
  const decision = pick(view, 'decision') ?? ''
  if (!DECISIONS.has(decision)) throw new RefusedError('no_decision', CHOOSE)
  return decision === 'approve'
}
