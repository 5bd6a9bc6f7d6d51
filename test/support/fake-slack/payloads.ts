import type { Desk } from './desk.ts'
import type { Found } from './elements.ts'
import { enter, type FormValue, valuesOf } from './form-values.ts'
import type { JsonObject } from './json.ts'
import { wireMessage, wireView } from './wire.ts'
import type { FakeChannel, FakeEphemeral, FakeMessage, FakeUser, FakeView } from './words.ts'

/** The fields every interactive payload carries. */
function commonOf(desk: Desk, user: FakeUser): JsonObject {
  const { team, appId } = desk.workspace
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.team_id },
    api_app_id: appId,
    token: 'unused',
    enterprise: null,
    is_enterprise_install: false,
  }
}

/** The `actions` entry of pressing, choosing or typing. */
export function actionOf(desk: Desk, found: Found, value: FormValue | undefined): JsonObject {
  const { block, element } = found
  const state = ['button', 'icon_button', 'workflow_button'].includes(String(element['type']))
    ? { type: element['type'], text: element['text'], value: element['value'] }
    : enter(element, value ?? null)
  return {
    ...state,
    action_id: element['action_id'],
    block_id: block['block_id'],
    action_ts: desk.workspace.mintTs(),
  }
}

/** block_actions of something pressed on a message. */
export function messageActionPayload(
  desk: Desk,
  user: FakeUser,
  channel: FakeChannel,
  on: FakeMessage | FakeEphemeral,
  action: JsonObject,
): JsonObject {
  const isEphemeral = 'removed' in on
  const { ts, threadTs } = on
  return {
    type: 'block_actions',
    ...commonOf(desk, user),
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    },
    trigger_id: desk.triggers.issue(user.id, null),
    channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
    // Slack leaves the message out when only one person could see it.
    ...(isEphemeral ? {} : { message: wireMessage(desk.workspace, on, true) }),
    state: { values: {} },
    response_url: desk.responseUrls.issue({
      channel: channel.id,
      user: user.id,
      messageTs: ts,
      isEphemeral,
      threadTs,
    }),
    actions: [action],
  }
}

/** block_actions of something pressed in a dialog or on the Home tab. */
export function viewActionPayload(
  desk: Desk,
  user: FakeUser,
  view: FakeView,
  action: JsonObject,
): JsonObject {
  const values = valuesOf(view)
  return {
    type: 'block_actions',
    ...commonOf(desk, user),
    container: { type: 'view', view_id: view.id },
    trigger_id: desk.triggers.issue(user.id, view.type === 'modal' ? view.id : null),
    view: wireView(desk.workspace, view, values),
    state: { values },
    actions: [action],
  }
}

/** block_suggestion: somebody types into a list that the app fills. */
export function suggestionPayload(
  desk: Desk,
  user: FakeUser,
  view: FakeView,
  { block, element }: Found,
  value: string,
): JsonObject {
  return {
    type: 'block_suggestion',
    ...commonOf(desk, user),
    container: { type: 'view', view_id: view.id },
    action_id: element['action_id'],
    block_id: block['block_id'],
    value,
    view: wireView(desk.workspace, view, valuesOf(view)),
  }
}

/** view_submission. */
export function submissionPayload(desk: Desk, user: FakeUser, view: FakeView): JsonObject {
  return {
    type: 'view_submission',
    ...commonOf(desk, user),
    trigger_id: desk.triggers.issue(user.id, view.id),
    view: wireView(desk.workspace, view, valuesOf(view)),
    response_urls: [],
  }
}

/** view_closed. */
export function closedPayload(
  desk: Desk,
  user: FakeUser,
  view: FakeView,
  isCleared: boolean,
): JsonObject {
  return {
    type: 'view_closed',
    ...commonOf(desk, user),
    view: wireView(desk.workspace, view, valuesOf(view)),
    is_cleared: isCleared,
  }
}

/** A slash command, as the form fields Slack sends. */
export function commandPayload(
  desk: Desk,
  user: FakeUser,
  channel: FakeChannel,
  command: string,
  text: string,
): JsonObject {
  const { team, appId } = desk.workspace
  return {
    token: 'unused',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'im' ? 'directmessage' : channel.name,
    user_id: user.id,
    user_name: user.name,
    command,
    text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: desk.responseUrls.issue({
      channel: channel.id,
      user: user.id,
      messageTs: null,
      isEphemeral: false,
      threadTs: null,
    }),
    trigger_id: desk.triggers.issue(user.id, null),
  }
}

/** A shortcut: global, or on a message. */
export function shortcutPayload(
  desk: Desk,
  user: FakeUser,
  callbackId: string,
  on: { channel: FakeChannel; message: FakeMessage } | null,
): JsonObject {
  const shared = {
    ...commonOf(desk, user),
    callback_id: callbackId,
    trigger_id: desk.triggers.issue(user.id, null),
    action_ts: desk.workspace.mintTs(),
  }
  if (on === null) return { type: 'shortcut', ...shared }
  const { channel, message } = on
  return {
    type: 'message_action',
    ...shared,
    channel: { id: channel.id, name: channel.name },
    message_ts: message.ts,
    message: wireMessage(desk.workspace, message, true),
    response_url: desk.responseUrls.issue({
      channel: channel.id,
      user: user.id,
      messageTs: message.ts,
      isEphemeral: false,
      threadTs: message.threadTs,
    }),
  }
}
