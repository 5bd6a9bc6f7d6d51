import type { JsonObject } from '../support/fake-slack/json.ts'
import { CHANNEL } from './slack-desk.ts'
import type { Door } from './slack-doors.ts'

/** What of a body is not as Slack would send it. */
export interface Given {
  /** In place of the number behind a button. */
  value?: unknown
  /** In place of what the dialog carries along. */
  state?: unknown
  /** In place of what was filled in. */
  values?: unknown
  /** What was chosen behind the dots. */
  chosen?: unknown
  /** What was typed behind the command. */
  text?: unknown
}

/** What every dialog carries along, in one. */
const CARRIED = {
  turn: 0,
  seen: 0,
  shown: [],
  chosen: null,
  machine: null,
  brandId: 'juniper',
  verb: 'case.claim',
}

let made = 0

/** What Slack would send of this door when `by` uses it on a case, but for what is given. */
export function bodyOf({ kind, id }: Door, by: string, caseId: number, given: Given): JsonObject {
  const value = 'value' in given ? given.value : String(caseId)
  const carried = { ...CARRIED, caseId, id: caseId, incidentId: caseId, grantId: caseId }
  const view = {
    id: `V${made++}`,
    hash: '1.h',
    type: 'modal',
    callback_id: id,
    private_metadata: 'state' in given ? given.state : JSON.stringify(carried),
    state: { values: 'values' in given ? given.values : {} },
    blocks: [{ type: 'input', block_id: 'text' }],
  }
  const channel = { id: CHANNEL, name: 'mentions' }
  const button = { type: 'button', action_id: id, block_id: 'b', value, selected_option: { value } }
  const { chosen } = given
  const action =
    'chosen' in given
      ? { ...button, type: 'overflow', selected_option: chosen && { value: chosen } }
      : button
  const bodies: Readonly<Record<Door['kind'], object>> = {
    action: { type: 'block_actions', channel, view, actions: [action] },
    view: { type: 'view_submission', view, response_url: null },
    view_closed: { type: 'view_closed', view, response_url: null },
    shortcut: {
      type: 'message_action',
      callback_id: id,
      channel,
      message: { type: 'message', ts: '1.1', text: String(value), user: by },
    },
    command: {
      command: id,
      text: 'text' in given ? given.text : 'search latte',
      channel_id: CHANNEL,
      user_id: by,
      user: null,
      team: null,
      team_id: 'T',
    },
    options: { type: 'block_suggestion', action_id: id, value: 'latte', view, response_url: null },
  }
  return bodies[kind] as JsonObject
}
