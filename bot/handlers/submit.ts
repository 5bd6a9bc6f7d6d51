import type { App, ViewOutput } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { correctLabel } from '../../actions/correct-label.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { decideReply } from '../../actions/decide-reply.ts'
import { RefusedError } from '../../core/errors.ts'
import { readVerdict } from '../../core/feedback.ts'
import type { BotDeps } from '../deps.ts'
import { inTime } from '../in-time.ts'

/** Where a refusal is shown, where it is not the decision. */
const FIELDS: Readonly<Record<string, string>> = {
  'case.label.submit': 'verdict',
}

interface State {
  caseId: number
  grantId?: number
  replyId?: number
}

/** Submitted dialogs without words for outside; what is wrong is shown at their one field. */
export function registerSubmit(app: App, deps: BotDeps): void {
  app.view(/^(case\.label|grant\.review|reply\.review)\.submit$/, async ({ ack, body, view }) => {
    const field = FIELDS[view.callback_id] ?? 'decision'
    const refuse = (text: string) => ack({ response_action: 'errors', errors: { [field]: text } })
    try {
      const state = JSON.parse(view.private_metadata) as State
      await inTime(deps, body.user.id, (hurried, actor) => submit(hurried, actor, view, state))
    } catch (error) {
      if (error instanceof RefusedError) return refuse(error.message)
      deps.log.error({ error, dialog: view.callback_id }, 'a dialog failed')
      return refuse('That did not work, and nothing was changed. Please try again.')
    }
    await ack()
    deps.wake()
  })
}

async function submit(deps: BotDeps, actor: Actor, view: ViewOutput, state: State): Promise<void> {
  if (view.callback_id === 'grant.review.submit') {
    const approve = pick(view, 'decision') === 'approve'
    await decideGrant(deps.ctx, actor, { grantId: state.grantId ?? 0, approve })
    return
  }
  if (view.callback_id === 'reply.review.submit') {
    const approve = pick(view, 'decision') === 'approve'
    const reason = typed(view, 'reason')
    await decideReply(deps.ctx, actor, { replyId: state.replyId ?? 0, approve, reason })
    return
  }
  if (view.callback_id === 'case.label.submit') {
    const verdict = readVerdict(pick(view, 'verdict') ?? '')
    if (verdict === null) throw new RefusedError('no_verdict', 'Choose one of the answers first.')
    await correctLabel(deps.ctx, actor, { caseId: state.caseId, verdict })
    return
  }
}

function typed(view: ViewOutput, name: string): string {
  return view.state.values[name]?.[name]?.value ?? ''
}

function pick(view: ViewOutput, name: string): string | null {
  return view.state.values[name]?.[name]?.selected_option?.value ?? null
}
