import { notTold } from './courier.ts'
import type { Desk } from './desk.ts'
import type { JsonObject } from './json.ts'
import { wireMessage } from './wire.ts'
import type { Answer, FakeChannel, FakeMessage } from './words.ts'

const MESSAGE_EVENT = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const
const CHANNEL_TYPE = { public: 'channel', private: 'group', im: 'im', mpim: 'mpim' } as const

export interface Happening {
  /** As named in the manifest. */
  readonly subscription: string
  /** Scope without which Slack does not tell it; null for none. */
  readonly scope: string | null
  /** The bot hears of it only as a member of this channel. */
  readonly channel: FakeChannel | null
  readonly event: JsonObject
}

/** Tells the app an event if it subscribed, has the scope and sits in the channel. */
export function tellHappening(desk: Desk, happening: Happening): Promise<Answer> {
  const { settings, botUser } = desk.workspace
  const { subscription, scope, channel, event } = happening
  const hears =
    settings.subscriptions.includes(subscription) &&
    (scope === null || settings.scopes.includes(scope)) &&
    (channel === null || channel.members.has(botUser))
  return hears ? desk.courier.tellEvent(event) : Promise.resolve(notTold('not_subscribed'))
}

/** Tells the app a `message` event of this channel. */
function tellMessage(desk: Desk, channel: FakeChannel, extra: JsonObject): Promise<Answer> {
  const kind = MESSAGE_EVENT[channel.kind]
  return tellHappening(desk, {
    subscription: `message.${kind}`,
    scope: `${kind}:history`,
    channel,
    event: {
      type: 'message',
      channel: channel.id,
      channel_type: CHANNEL_TYPE[channel.kind],
      ...extra,
    },
  })
}

/** Tells of a new message. */
export function tellPosted(
  desk: Desk,
  channel: FakeChannel,
  message: FakeMessage,
): Promise<Answer> {
  const wire = wireMessage(desk.workspace, message, true)
  return tellMessage(desk, channel, { ...wire, event_ts: message.ts })
}

/** Tells that a message was edited; `before` is its wire form before. */
export function tellEdited(
  desk: Desk,
  channel: FakeChannel,
  message: FakeMessage,
  before: JsonObject,
): Promise<Answer> {
  const ts = desk.workspace.mintTs()
  return tellMessage(desk, channel, {
    subtype: 'message_changed',
    hidden: true,
    ts,
    event_ts: ts,
    message: wireMessage(desk.workspace, message, true),
    previous_message: before,
  })
}

/** Tells that a message was deleted. */
export function tellDeleted(
  desk: Desk,
  channel: FakeChannel,
  message: FakeMessage,
): Promise<Answer> {
  const ts = desk.workspace.mintTs()
  return tellMessage(desk, channel, {
    subtype: 'message_deleted',
    hidden: true,
    ts,
    event_ts: ts,
    deleted_ts: message.ts,
    previous_message: wireMessage(desk.workspace, message, true),
  })
}
