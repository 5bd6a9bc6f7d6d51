import type { App, ViewOutput } from '@slack/bolt'
import type { Actor } from '../../actions/context.ts'
import { correctLabel } from '../../actions/correct-label.ts'
import { decideGrant } from '../../actions/decide-grant.ts'
import { sendReply } from '../../actions/send-reply.ts'
import { thankAuthor } from '../../actions/thank-author.ts'
import { RefusedError } from '../../core/errors.ts'
import { readVerdict } from '../../core/feedback.ts'
import { readCaseFacts } from '../../db/case-facts.ts'
import { saveDraft } from '../../db/drafts.ts'
import { actorOf, type BotDeps } from '../deps.ts'

/** Where a refusal is shown, in a dialog without words of one's own. */
const FIELDS: Readonly<Record<string, string>> = {
  'grant.review.submit': 'decision',
  'case.label.submit': 'verdict',
}

interface State {
  caseId: number
  version: number
  grantId?: number
}

/** Submitted dialogs: the only door through which words leave, each with a recorded press. */
export function registerSubmit(app: App, deps: BotDeps): void {
  app.view(/^(case\.(reply|thank|label)|grant\.review)\.submit$/, async ({ ack, body, view }) => {
    const field = FIELDS[view.callback_id] ?? 'text'
    const refuse = (text: string) => ack({ response_action: 'errors', errors: { [field]: text } })
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return refuse(actor)
    const state = JSON.parse(view.private_metadata) as State
    try {
      await submit(deps, actor, view, state)
    } catch (error) {
      // Typed words outlive every refusal.
      if (field === 'text') await keepDraft(deps, actor, view, state)
      if (error instanceof RefusedError) return refuse(error.message)
      deps.log.error({ error, dialog: view.callback_id }, 'a dialog failed')
      return refuse('That did not work. Nothing was sent, and your text is kept.')
    }
    await ack()
    deps.wake()
  })

  app.view({ callback_id: /./, type: 'view_closed' }, async ({ ack, body, view }) => {
    await ack()
    if (!/^case\.(reply|thank)\.submit$/.test(view.callback_id)) return
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor !== 'string')
      await keepDraft(deps, actor, view, JSON.parse(view.private_metadata) as State)
  })
}

async function submit(deps: BotDeps, actor: Actor, view: ViewOutput, state: State): Promise<void> {
  if (view.callback_id === 'grant.review.submit') {
    const approve = pick(view, 'decision') === 'approve'
    await decideGrant(deps.ctx, actor, { grantId: state.grantId ?? 0, approve })
    return
  }
  if (view.callback_id === 'case.label.submit') {
    const verdict = readVerdict(pick(view, 'verdict') ?? '')
    if (verdict === null) throw new RefusedError('no_verdict', 'Choose one of the answers first.')
    await correctLabel(deps.ctx, actor, { caseId: state.caseId, verdict })
    return
  }
  const facts = await readCaseFacts(deps.ctx.db.kysely, state.caseId)
  if (facts === null) throw new RefusedError('no_case', 'This case no longer exists.')
  const right = deps.replyRight(facts)
  if (!right.may) throw new RefusedError('no_reply', right.why)
  const text = typed(view, 'text')
  const press = {
    caseId: state.caseId,
    text,
    pressKey: `slack:${view.id}`,
    seenVersion: state.version,
    count: deps.countReply(facts, text),
  }
  if (view.callback_id === 'case.reply.submit') {
    await sendReply(deps.ctx, actor, press)
    return
  }
  const poolId = pick(view, 'gift')
  const gift = poolId === null ? null : { poolId, reason: typed(view, 'reason') }
  await thankAuthor(deps.ctx, actor, { ...press, gift })
}

async function keepDraft(
  deps: BotDeps,
  actor: Actor,
  view: ViewOutput,
  state: State,
): Promise<void> {
  await saveDraft(deps.ctx.db.kysely, {
    caseId: state.caseId,
    staffId: actor.staffId,
    text: typed(view, 'text'),
    now: deps.ctx.clock.now(),
  })
}

function typed(view: ViewOutput, name: string): string {
  return view.state.values[name]?.[name]?.value ?? ''
}

function pick(view: ViewOutput, name: string): string | null {
  return view.state.values[name]?.[name]?.selected_option?.value ?? null
}
