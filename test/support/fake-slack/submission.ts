import type { Desk } from './desk.ts'
import { isObject, type JsonObject, textOf } from './json.ts'
import { SlackRefusal } from './refusal.ts'
import { openModals, refuseBadView, replaceView, showView } from './view-store.ts'
import type { Answer, FakeView } from './words.ts'

/** What became of a submitted dialog. `kept`: no ack, the person sees an error and the dialog stays. */
export type SubmitOutcome = Answer & {
  readonly outcome: 'closed' | 'cleared' | 'errors' | 'updated' | 'pushed' | 'kept'
  /** The view now on top, if any. */
  readonly view: FakeView | null
  readonly errors: Readonly<Record<string, string>>
}

/** Does to the dialog what the app's answer to its submission asks. */
export function takeSubmissionAnswer(desk: Desk, view: FakeView, answer: Answer): SubmitOutcome {
  view.errors = {}
  const outcome = answer.acked ? apply(desk, view, answer.payload) : 'kept'
  desk.workspace.changed()
  const top = openModals(desk.workspace, view.user).at(-1) ?? null
  return { ...answer, outcome, view: top, errors: view.errors }
}

function apply(desk: Desk, view: FakeView, payload: unknown): SubmitOutcome['outcome'] {
  if (!isObject(payload) || payload['response_action'] === undefined) {
    view.open = false
    return 'closed'
  }
  const action = textOf(payload['response_action'])
  if (action === 'clear') {
    for (const open of openModals(desk.workspace, view.user)) open.open = false
    return 'cleared'
  }
  if (action === 'errors') return applyErrors(desk, view, payload)
  if (action !== 'update' && action !== 'push') {
    desk.workspace.violations.push(`view_submission was answered with response_action ${action}`)
    return 'kept'
  }
  try {
    const wire = refuseBadView(
      desk.workspace,
      `response_action ${action}`,
      payload['view'],
      'modal',
    )
    if (action === 'update') replaceView(desk, view, wire)
    else showView(desk, view.user, wire, view)
    return action === 'update' ? 'updated' : 'pushed'
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    desk.workspace.violations.push(`response_action ${action} was refused: ${error.error}`)
    return 'kept'
  }
}

function applyErrors(desk: Desk, view: FakeView, payload: JsonObject): 'errors' {
  const errors = isObject(payload['errors']) ? payload['errors'] : {}
  const inputs = view.blocks.filter((block) => block['type'] === 'input')
  const ids = new Set(inputs.map((block) => textOf(block['block_id'])))
  for (const [id, text] of Object.entries(errors)) {
    if (!ids.has(id)) {
      desk.workspace.violations.push(
        `an error was put under ${id}, which is no input of the dialog`,
      )
    }
    view.errors[id] = textOf(text)
  }
  if (Object.keys(errors).length === 0) {
    desk.workspace.violations.push('response_action errors came without an error')
  }
  return 'errors'
}
