import type { Json, JsonObject } from './json.ts'

/** A member of the workspace, in the fields Slack itself uses. */
export interface FakeUser {
  readonly id: string
  name: string
  real_name: string
  tz: string
  deleted: boolean
  is_bot: boolean
  is_admin: boolean
  is_owner: boolean
  /** A guest of several channels. */
  is_restricted: boolean
  /** A guest of one channel. */
  is_ultra_restricted: boolean
  /** Comes from another workspace through Slack Connect. */
  is_stranger: boolean
  team_id: string
  email: string
  locale: string
}

/** A conversation: public, private or a direct message. */
export interface FakeChannel {
  readonly id: string
  name: string
  kind: 'public' | 'private' | 'im' | 'mpim'
  is_archived: boolean
  is_ext_shared: boolean
  readonly members: Set<string>
}

/** A message as it stands now, with everything it was before. */
export interface FakeMessage {
  readonly channel: string
  readonly ts: string
  readonly threadTs: string | null
  readonly user: string
  /** Null for a person's own message. */
  readonly botId: string | null
  subtype: string | null
  text: string
  blocks: readonly JsonObject[]
  attachments: readonly JsonObject[]
  metadata: JsonObject | null
  edited: { user: string; ts: string } | null
  readonly reactions: { name: string; users: string[] }[]
  readonly files: JsonObject[]
  /** Arguments of the call that made it, empty for people's messages. */
  readonly args: JsonObject
  /** What it said before each edit, oldest first; `at` is epoch ms of the edit. */
  readonly revisions: { at: number; text: string; blocks: readonly JsonObject[] }[]
  /** Epoch ms by the fake's clock. */
  readonly at: number
}

/** A message that only one person can see. */
export interface FakeEphemeral {
  readonly channel: string
  readonly ts: string
  readonly user: string
  readonly threadTs: string | null
  readonly via: 'chat.postEphemeral' | 'response_url' | 'command'
  text: string
  blocks: readonly JsonObject[]
  removed: boolean
}

/** A dialog or a Home tab, as one person sees it. */
export interface FakeView {
  readonly id: string
  readonly user: string
  readonly type: 'modal' | 'home'
  callbackId: string
  title: string
  submitText: string | null
  closeText: string | null
  blocks: readonly JsonObject[]
  privateMetadata: string
  externalId: string
  notifyOnClose: boolean
  clearOnClose: boolean
  hash: string
  readonly rootViewId: string
  readonly previousViewId: string | null
  /** False once it is submitted, closed or cleared. */
  open: boolean
  /** Red notes under the inputs, by block_id, from `response_action: errors`. */
  errors: Record<string, string>
  /** What the person typed or chose, by block_id and action_id; survives an update that keeps both ids. */
  typed: Record<string, Record<string, JsonObject>>
  /** How often the app replaced its content. */
  updates: number
}

/** A file given to Slack by upload. */
export interface FakeFile {
  readonly id: string
  readonly name: string
  readonly length: number
  bytes: Buffer | null
  title: string
  shared: boolean
  channel: string | null
}

export type TokenKind = 'bot' | 'app' | 'none' | 'unknown'

/** One call of the Web API, with what Slack answered. */
export interface ApiCall {
  /** Epoch ms by the fake's clock. */
  readonly at: number
  readonly method: string
  readonly args: JsonObject
  readonly token: TokenKind
  readonly contentType: string
  /** HTTP status sent; null while unanswered, when hung or cut off. */
  status: number | null
  ok: boolean
  error: string | null
  /** False when a fault kept the call from having any effect. */
  processed: boolean
}

export type Unanswered =
  | 'slack_is_away'
  | 'no_connection'
  | 'no_answer_in_time'
  | 'connection_dropped'
  | 'refused'
  | 'not_subscribed'

/** What the app answered to something Slack told it. */
export interface Answer {
  readonly acked: boolean
  /** Real milliseconds from sending to the ack; null without one. */
  readonly ackMs: number | null
  /** Body of the ack, when it had one. */
  readonly payload: Json | undefined
  readonly via: 'socket' | 'http' | 'none'
  readonly why: Unanswered | null
  /** HTTP status, in HTTP mode. */
  readonly status: number | null
}

/** One try of telling the app something. */
export interface Delivery {
  readonly at: number
  readonly envelopeId: string
  readonly type: 'events_api' | 'interactive' | 'slash_commands'
  readonly eventId: string | null
  readonly attempt: number
  readonly body: JsonObject
  answer: Answer | null
}

/** A mrkdwn token or link that Slack would bring to life. */
export interface LiveToken {
  readonly kind: 'broadcast' | 'user' | 'channel' | 'usergroup' | 'date' | 'link' | 'auto_link'
  readonly value: string
  /** Method and JSON pointer where it stood. */
  readonly where: string
}
