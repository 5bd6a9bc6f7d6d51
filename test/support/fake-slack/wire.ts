import type { JsonObject } from './json.ts'
import type { FakeChannel, FakeMessage, FakeUser, FakeView } from './words.ts'
import type { Workspace } from './workspace.ts'

/** A message as the Web API and events show it. */
export function wireMessage(
  workspace: Workspace,
  message: FakeMessage,
  withMetadata: boolean,
): JsonObject {
  const replies = (workspace.messages.get(message.channel) ?? []).filter(
    (other) => other.threadTs === message.ts && other.ts !== message.ts,
  )
  const last = replies.at(-1)
  const root = (workspace.messages.get(message.channel) ?? []).find(
    (other) => other.ts === message.threadTs,
  )
  return {
    type: 'message',
    subtype: message.subtype ?? undefined,
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: workspace.team.id,
    thread_ts: message.threadTs ?? (last === undefined ? undefined : message.ts),
    ...(last === undefined
      ? {}
      : {
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: last.ts,
        }),
    ...(root === undefined ? {} : { parent_user_id: root.user }),
    ...(message.botId === null ? {} : { bot_id: message.botId, app_id: workspace.appId }),
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
    ...(message.files.length === 0 ? {} : { files: message.files }),
    ...(message.edited === null ? {} : { edited: message.edited }),
    ...(message.reactions.length === 0 ? {} : { reactions: wireReactions(message) }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  }
}

function wireReactions(message: FakeMessage): JsonObject[] {
  return message.reactions.map(({ name, users }) => ({ name, users, count: users.length }))
}

/** A user as users.info shows it; the address only with its scope. */
export function wireUser(workspace: Workspace, user: FakeUser): JsonObject {
  const { email, locale, ...rest } = user
  const seesEmail = workspace.settings.scopes.includes('users:read.email')
  return {
    ...rest,
    locale,
    is_app_user: false,
    is_primary_owner: false,
    updated: Math.floor(workspace.now() / 1000),
    tz_label: user.tz,
    tz_offset: 0,
    profile: {
      real_name: user.real_name,
      display_name: user.name,
      team: user.team_id,
      ...(seesEmail ? { email } : {}),
    },
  }
}

/** A conversation as conversations.info shows it to the bot. */
export function wireChannel(workspace: Workspace, channel: FakeChannel): JsonObject {
  const other = [...channel.members].find((member) => member !== workspace.botUser)
  return {
    id: channel.id,
    name: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: channel.kind === 'im',
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_archived: channel.is_archived,
    is_ext_shared: channel.is_ext_shared,
    is_shared: channel.is_ext_shared,
    is_member: channel.members.has(workspace.botUser),
    num_members: channel.members.size,
    context_team_id: workspace.team.id,
    ...(channel.kind === 'im' ? { user: other } : {}),
  }
}

/** A view as Slack returns it, with what the person typed when that is known. */
export function wireView(
  workspace: Workspace,
  view: FakeView,
  values: JsonObject = {},
): JsonObject {
  return {
    id: view.id,
    team_id: workspace.team.id,
    app_id: workspace.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.botId,
    type: view.type,
    callback_id: view.callbackId,
    title: { type: 'plain_text', text: view.title, emoji: true },
    submit:
      view.submitText === null ? null : { type: 'plain_text', text: view.submitText, emoji: true },
    close:
      view.closeText === null ? null : { type: 'plain_text', text: view.closeText, emoji: true },
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    external_id: view.externalId,
    notify_on_close: view.notifyOnClose,
    clear_on_close: view.clearOnClose,
    hash: view.hash,
    root_view_id: view.rootViewId,
    previous_view_id: view.previousViewId,
    state: { values },
  }
}
