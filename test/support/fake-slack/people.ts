import { notTold } from './courier.ts'
import type { Desk } from './desk.ts'
import { checkSuggested } from './element-rules.ts'
import { findElement, type Pointer } from './elements.ts'
import { tellEdited, tellHappening, tellPosted } from './events.ts'
import {
  blockersOf,
  enter,
  type FormValue,
  type FormValues,
  fillIn,
  suggest,
} from './form-values.ts'
import { copyOf, isObject, type JsonObject, objectsOf, textOf } from './json.ts'
import { setReaction, unsetReaction } from './methods-people.ts'
import {
  actionOf,
  closedPayload,
  commandPayload,
  messageActionPayload,
  shortcutPayload,
  submissionPayload,
  suggestionPayload,
  viewActionPayload,
} from './payloads.ts'
import { addMessage, removeMessage } from './posting.ts'
import { SlackRefusal } from './refusal.ts'
import { showReply } from './replies.ts'
import { type SubmitOutcome, takeSubmissionAnswer } from './submission.ts'
import { openModals } from './view-store.ts'
import { wireMessage, wireView } from './wire.ts'
import type { Answer, FakeChannel, FakeMessage, FakeUser, FakeView } from './words.ts'
import { findMessage, openDirect } from './workspace.ts'

/** What is pressed: on a message or ephemeral (`channel`, `ts`), or in a view (`view`, its id). */
interface PressTarget extends Pointer {
  readonly channel?: string
  readonly ts?: string
  readonly view?: string
  /** The option chosen or text typed; buttons take none. */
  readonly value?: FormValue
}

export interface People {
  press(user: string, target: PressTarget): Promise<Answer>
  submit(user: string, view: string | undefined, values?: FormValues): Promise<SubmitOutcome>
  /** Fills in fields without submitting. */
  fill(user: string, view: string | undefined, values: FormValues): void
  /** Types into a list that the app fills, and sees what it offers. */
  suggest(user: string, target: PressTarget, typed: string): Promise<readonly string[]>
  closeView(user: string, view?: string, options?: { all?: boolean }): Promise<Answer>
  command(user: string, line: string, channel?: string): Promise<Answer>
  shortcut(user: string, callbackId: string, on?: { channel: string; ts: string }): Promise<Answer>
  react(user: string, channel: string, ts: string, emoji: string): Promise<Answer>
  unreact(user: string, channel: string, ts: string, emoji: string): Promise<Answer>
  say(
    user: string,
    channel: string,
    text: string,
    threadTs?: string,
  ): Promise<Answer & { ts: string }>
  edit(user: string, channel: string, ts: string, text: string): Promise<Answer>
  /** Deletes any message, as its author or an admin may. */
  erase(channel: string, ts: string): void
  openHome(user: string, tab?: 'home' | 'messages'): Promise<Answer>
}

/** What people do in Slack's own windows; each act resolves with what the app answered. */
export function createPeople(desk: Desk): People {
  const { workspace } = desk
  const act = (body: JsonObject, takesPayload = false) => {
    workspace.changed()
    return desk.courier.tell('interactive', body, takesPayload)
  }
  return {
    press(userId, target) {
      const user = personOf(desk, userId)
      if (target.view !== undefined || target.ts === undefined) {
        const view = viewOf(desk, userId, target.view)
        const found = findElement(view.blocks, target)
        if (target.value !== undefined && found.element['type'] !== 'button') {
          const id = textOf(found.block['block_id'])
          const state = enter(found.element, target.value)
          view.typed[id] = { ...view.typed[id], [textOf(found.element['action_id'])]: state }
        }
        return act(viewActionPayload(desk, user, view, actionOf(desk, found, target.value)))
      }
      const channel = channelOf(desk, userId, target.channel ?? '')
      const on =
        findMessage(workspace, channel.id, target.ts) ??
        workspace.ephemerals.find((e) => e.ts === target.ts && e.user === userId && !e.removed)
      if (on === undefined) throw new Error(`there is no message ${target.ts} in ${channel.name}`)
      const action = actionOf(desk, findElement(on.blocks, target), target.value)
      return act(messageActionPayload(desk, user, channel, on, action))
    },
    async submit(userId, viewId, values = {}) {
      const view = viewOf(desk, userId, viewId)
      if (view.submitText === null)
        throw new Error(`the dialog "${view.title}" has no submit button`)
      fillIn(view, values)
      const blockers = blockersOf(view)
      if (blockers.length > 0)
        throw new Error(`Slack keeps the dialog open: ${blockers.join('; ')}`)
      const answer = await act(submissionPayload(desk, personOf(desk, userId), view), true)
      return takeSubmissionAnswer(desk, view, answer)
    },
    fill: (userId, viewId, values) => fillIn(viewOf(desk, userId, viewId), values),
    async suggest(userId, target, typed) {
      const view = viewOf(desk, userId, target.view)
      const found = findElement(view.blocks, target)
      if (!textOf(found.element['type']).endsWith('external_select'))
        throw new Error('Slack asks the app only about a list that the app fills')
      const least = Number(found.element['min_query_length'] ?? 3)
      if (typed.length < least) return []
      const user = personOf(desk, userId)
      const answer = await act(suggestionPayload(desk, user, view, found, typed), true)
      const { options: offered } = isObject(answer.payload) ? answer.payload : {}
      const options = objectsOf(offered)
      if (!Array.isArray(offered)) workspace.violations.push('block_suggestion: no options at all')
      for (const problem of checkSuggested(options))
        workspace.violations.push(`block_suggestion: ${problem}`)
      suggest(found.element, options)
      return options.map((option) => textOf((option['text'] as JsonObject)['text']))
    },
    async closeView(userId, viewId, options = {}) {
      const view = viewOf(desk, userId, viewId)
      const isCleared = options.all === true
      const closing = isCleared || view.clearOnClose ? openModals(workspace, userId) : [view]
      for (const one of closing) one.open = false
      workspace.changed()
      if (!view.notifyOnClose) return notTold('not_subscribed')
      return act(closedPayload(desk, personOf(desk, userId), view, isCleared))
    },
    async command(userId, line, channelId) {
      const [, command = '', text = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(line) ?? []
      const { commands, scopes } = workspace.settings
      if (!commands.includes(command) || !scopes.includes('commands')) {
        throw new Error(`${command} is not a valid command in this workspace`)
      }
      const channel =
        channelId === undefined ? openDirect(workspace, userId) : channelOf(desk, userId, channelId)
      const body = commandPayload(desk, personOf(desk, userId), channel, command, text)
      const answer = await desk.courier.tell('slash_commands', body, true)
      showCommandAnswer(desk, userId, channel, answer)
      return answer
    },
    shortcut(userId, callbackId, on) {
      const { shortcuts } = workspace.settings
      if (shortcuts !== null && !shortcuts.includes(callbackId)) {
        throw new Error(`the app has no shortcut ${callbackId}`)
      }
      const target =
        on === undefined
          ? null
          : {
              channel: channelOf(desk, userId, on.channel),
              message: messageOf(desk, on.channel, on.ts),
            }
      return act(shortcutPayload(desk, personOf(desk, userId), callbackId, target))
    },
    react: (user, channel, ts, emoji) => toggle(desk, 'reaction_added', user, channel, ts, emoji),
    unreact: (user, channel, ts, emoji) =>
      toggle(desk, 'reaction_removed', user, channel, ts, emoji),
    async say(userId, channelId, text, threadTs) {
      const channel = channelOf(desk, userId, channelId)
      const message = addMessage(desk, channel, {
        user: personOf(desk, userId).id,
        botId: null,
        threadTs: threadTs ?? null,
        content: { text, blocks: undefined, attachments: undefined, metadata: undefined },
        args: {},
      })
      const mention = text.includes(`<@${workspace.botUser}>`)
        ? tellMention(desk, channel, message)
        : null
      const told = await tellPosted(desk, channel, message)
      const mentioned = await mention
      return {
        ...(told.why === 'not_subscribed' && mentioned !== null ? mentioned : told),
        ts: message.ts,
      }
    },
    edit(userId, channelId, ts, text) {
      const channel = channelOf(desk, userId, channelId)
      const message = messageOf(desk, channelId, ts)
      if (message.user !== userId) throw new Error('people edit only their own messages')
      const before = copyOf(wireMessage(workspace, message, true))
      message.revisions.push({ at: workspace.now(), text: message.text, blocks: message.blocks })
      message.text = text
      message.edited = { user: userId, ts: workspace.mintTs() }
      workspace.changed()
      return tellEdited(desk, channel, message, before)
    },
    erase(channelId, ts) {
      const channel = workspace.channels.get(channelId)
      if (channel === undefined) throw new Error(`there is no channel ${channelId}`)
      removeMessage(desk, channel, messageOf(desk, channelId, ts))
    },
    openHome(userId, tab = 'home') {
      personOf(desk, userId)
      const home = [...workspace.views.values()].find((v) => v.type === 'home' && v.user === userId)
      return tellHappening(desk, {
        subscription: 'app_home_opened',
        scope: null,
        channel: null,
        event: {
          type: 'app_home_opened',
          user: userId,
          channel: openDirect(workspace, userId).id,
          tab,
          event_ts: workspace.mintTs(),
          ...(home === undefined ? {} : { view: wireView(workspace, home) }),
        },
      })
    },
  }
}

function personOf(desk: Desk, id: string): FakeUser {
  const user = desk.workspace.users.get(id)
  if (user === undefined) throw new Error(`there is no user ${id}; add them first`)
  if (user.deleted) throw new Error(`${id} is deactivated and can do nothing`)
  return user
}

function channelOf(desk: Desk, user: string, id: string): FakeChannel {
  const channel = desk.workspace.channels.get(id)
  if (channel === undefined) throw new Error(`there is no channel ${id}`)
  if (channel.kind !== 'public' && !channel.members.has(user)) {
    throw new Error(`${user} cannot see the channel ${channel.name}`)
  }
  return channel
}

function messageOf(desk: Desk, channel: string, ts: string): FakeMessage {
  const message = findMessage(desk.workspace, channel, ts)
  if (message === undefined) throw new Error(`there is no message ${ts} in ${channel}`)
  return message
}

function viewOf(desk: Desk, user: string, id: string | undefined): FakeView {
  const modals = openModals(desk.workspace, user)
  const home = [...desk.workspace.views.values()].find((v) => v.type === 'home' && v.user === user)
  const view = id === undefined ? (modals.at(-1) ?? home) : desk.workspace.views.get(id)
  if (view === undefined || view.user !== user) throw new Error(`${user} sees no such view`)
  if (!view.open) throw new Error(`the dialog "${view.title}" is closed`)
  return view
}

function showCommandAnswer(desk: Desk, user: string, channel: FakeChannel, answer: Answer): void {
  const { payload } = answer
  const body = typeof payload === 'string' ? { text: payload } : payload
  if (!answer.acked || !isObject(body)) return
  const target = { channel: channel.id, user, messageTs: null, isEphemeral: false, threadTs: null }
  try {
    showReply(desk, target, body, 'command')
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    desk.workspace.violations.push(`the answer to a command was refused: ${error.error}`)
  }
}

async function toggle(
  desk: Desk,
  type: 'reaction_added' | 'reaction_removed',
  user: string,
  channelId: string,
  ts: string,
  emoji: string,
): Promise<Answer> {
  const channel = channelOf(desk, user, channelId)
  const message = messageOf(desk, channelId, ts)
  const change = type === 'reaction_added' ? setReaction : unsetReaction
  if (!change(message, emoji, personOf(desk, user).id)) return notTold('not_subscribed')
  desk.workspace.changed()
  return tellHappening(desk, {
    subscription: type,
    scope: 'reactions:read',
    channel,
    event: {
      type,
      user,
      reaction: emoji,
      item: { type: 'message', channel: channel.id, ts },
      item_user: message.user,
      event_ts: desk.workspace.mintTs(),
    },
  })
}

function tellMention(desk: Desk, channel: FakeChannel, message: FakeMessage): Promise<Answer> {
  return tellHappening(desk, {
    subscription: 'app_mention',
    scope: 'app_mentions:read',
    channel,
    event: {
      type: 'app_mention',
      user: message.user,
      text: message.text,
      ts: message.ts,
      channel: channel.id,
      event_ts: message.ts,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
  })
}
