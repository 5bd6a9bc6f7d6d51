import { cleanName } from '../../core/hostile-text.ts'
import { type Media, type Mention, mentionKey, type TriggerType } from '../../core/mention.ts'
import { isTs, type Loose, listOf, looseOf, textOf, timeOfTs } from './loose.ts'
import { type Names, plainText } from './plain-text.ts'

/** Who we are in this workspace, and who belongs to us. */
export interface Us {
  teamId: string
  /** Address of the workspace, ending in a slash. */
  teamUrl: string
  userId: string
  botId: string
  /** Users and bots whose words are ours: the desk's own bot, staff. */
  ours: ReadonlySet<string>
}

export interface Reading {
  connectionId: string
  us: Us
  names: Names
  /** Epoch ms. */
  now: number
}

/** What people and bots say; joins, topics, pins and the like are no mentions. */
const WRITTEN = new Set([undefined, 'thread_broadcast', 'file_share', 'me_message', 'bot_message'])

/** Whether a message was said by somebody. */
export function isWritten(raw: Loose): boolean {
  return WRITTEN.has(raw['subtype'] as string | undefined)
}

/** The name of a message within its network. */
export function nativeIdOf(channel: string, ts: string): string {
  return `${channel}:${ts}`
}

/** The key of a message, the same in every delivery. */
export function keyOf(teamId: string, channel: string, ts: string): string {
  return mentionKey('slack', teamId, nativeIdOf(channel, ts))
}

/** A message of Slack in our words; throws where it lacks what no message can lack. */
export function readMessage(raw: Loose, channel: string, reading: Reading): Mention {
  const { us, names, now } = reading
  const { ts, text: said = '' } = raw
  if (!isTs(ts)) throw new Error('The message has no time.')
  if (typeof said !== 'string') throw new Error('The message has no text.')
  const author = readAuthor(raw, reading)
  const createdAt = timeOfTs(ts)
  const editedTs = looseOf(raw['edited'])['ts']
  const editedAt = isTs(editedTs) ? timeOfTs(editedTs) : null
  const root = rootOf(raw)
  const { text, links, people } = plainText(said, names)
  const channelName = names.channel(channel)
  return {
    key: keyOf(us.teamId, channel, ts),
    network: 'slack',
    connectionId: reading.connectionId,
    nativeId: nativeIdOf(channel, ts),
    revision: isTs(editedTs) ? editedTs : 'first',
    kind: root === null ? 'message' : 'reply',
    trigger: triggerOf(people, raw, us),
    url: urlOf(us.teamUrl, channel, ts, root),
    text,
    lang: null,
    author,
    parents: {
      ...(root === null
        ? {}
        : { replyTo: nativeIdOf(channel, root), root: nativeIdOf(channel, root) }),
      container: { id: channel, ...(channelName === null ? {} : { name: `#${channelName}` }) },
    },
    media: listOf(raw['files']).flatMap(readFile),
    links,
    hashtags: [],
    mentionedHandles: people.map((id) => names.user(id) ?? id),
    metrics: readMetrics(raw, now),
    rating: null,
    visibility: 'community',
    sensitive: false,
    createdAt,
    editedAt,
    observedAt: editedAt ?? createdAt,
    receivedAt: now,
    replyRef: { channel, ts, ...(root === null ? {} : { root }) },
  }
}

/** The first message of the thread that this one answers in; null where it begins one. */
export function rootOf(raw: Loose): string | null {
  const root = raw['thread_ts']
  return isTs(root) && root !== raw['ts'] ? root : null
}

/** Where a message can be read. */
export function urlOf(teamUrl: string, channel: string, ts: string, root: string | null): string {
  const thread = root === null ? '' : `?thread_ts=${root}&cid=${channel}`
  return `${teamUrl}archives/${channel}/p${ts.replace('.', '')}${thread}`
}

/** Reactions and answers as they are now. */
export function readMetrics(raw: Loose, asOf: number): Mention['metrics'] {
  const counts = listOf(raw['reactions']).map(({ count }) => Number(count))
  const likes = counts.reduce((sum, count) => sum + (count > 0 ? Math.floor(count) : 0), 0)
  const replies = raw['reply_count']
  return {
    likes,
    ...(typeof replies === 'number' && replies >= 0 ? { replies } : {}),
    asOf,
  }
}

function readAuthor(raw: Loose, { us, names }: Reading): Mention['author'] {
  const user = textOf(raw['user'])
  const bot = textOf(raw['bot_id'])
  const id = user ?? bot
  if (id === null || !/^[A-Z0-9]{1,30}$/.test(id)) throw new Error('Nobody wrote the message.')
  const profile = looseOf(raw['bot_profile'])
  const shown = bot === null ? null : (textOf(raw['username']) ?? textOf(profile['name']))
  return {
    id,
    handle: user === null ? null : names.user(user),
    name: shown === null ? null : cleanName(shown),
    followers: null,
    verified: null,
    isBot: bot !== null,
    isSelf: isOurs(raw, us),
  }
}

/** Whether we wrote it: told by ids, never by name. */
function isOurs({ user, bot_id: bot }: Loose, us: Us): boolean {
  return [user, bot].some(
    (id) => typeof id === 'string' && (id === us.userId || id === us.botId || us.ours.has(id)),
  )
}

function triggerOf(people: readonly string[], raw: Loose, us: Us): TriggerType {
  if (people.includes(us.userId)) return 'tag'
  return rootOf(raw) !== null && raw['parent_user_id'] === us.userId ? 'reply_to_us' : 'keyword'
}

/** Files open only for members, so their addresses are kept and never what is in them. */
function readFile(file: Loose): Media[] {
  const url = textOf(file['permalink']) ?? textOf(file['url_private'])
  if (url === null || !/^https?:\/\//i.test(url)) return []
  const kind = /^(image|video|audio)\//.exec(textOf(file['mimetype']) ?? '')?.[1]
  const title = textOf(file['title'])
  return [
    {
      type: (kind as 'image' | 'video' | 'audio' | undefined) ?? 'file',
      url,
      ...(title === null ? {} : { alt: cleanName(title, 200) }),
      storable: false,
    },
  ]
}
