import { cleanName, cleanText } from '../../core/hostile-text.ts'
import type { Media, Mention, MentionKind, TriggerType } from '../../core/mention.ts'
import { mentionKey } from '../../core/mention.ts'
import { looseOf, readFacets } from './facets.ts'
import { readSelfLabels } from './labels.ts'

/** The collection that holds posts. */
export const POSTS = 'app.bsky.feed.post'

export interface PostContext {
  connectionId: string
  /** DIDs of our own accounts. */
  ourDids: ReadonlySet<string>
  now: number
}

export interface PostFacts {
  did: string
  rkey: string
  uri: string
  cid: string
  timeUs: number
  edited: boolean
}

type Loose = Readonly<Record<string, unknown>>

/** A post record as a mention; throws where it holds no text. */
export function mentionOfPost(post: PostFacts, record: Loose, context: PostContext): Mention {
  const written = record['text']
  if (typeof written !== 'string') throw new Error('The post holds no text.')
  const seenAt = Math.floor(post.timeUs / 1000)
  const facets = readFacets(written, record['facets'])
  const reply = looseOf(record['reply'])
  const parent = refOf(reply['parent'])
  const root = refOf(reply['root'])
  const embed = looseOf(record['embed'])
  const quoted = quoteOf(embed)
  const { media, links } = mediaOf(embed)
  return {
    key: mentionKey('bluesky', '', post.uri),
    network: 'bluesky',
    connectionId: context.connectionId,
    nativeId: post.uri,
    revision: post.cid,
    kind: kindOf(parent !== null, quoted !== null),
    trigger: triggerOf(facets.mentioned, parent?.uri, quoted, context.ourDids),
    url: postUrl(post.did, post.rkey),
    text: cleanText(written),
    lang: langOf(record['langs']),
    author: {
      id: post.did,
      handle: null,
      name: null,
      url: `https://bsky.app/profile/${post.did}`,
      followers: null,
      verified: null,
      isBot: null,
      isSelf: context.ourDids.has(post.did),
    },
    parents: {
      ...(parent && { replyTo: parent.uri }),
      ...(root && { root: root.uri }),
      ...(quoted !== null && { quoteOf: quoted }),
    },
    media,
    links: [...new Set([...facets.links, ...links])],
    hashtags: [...facets.hashtags, ...tagsOf(record['tags'])],
    mentionedHandles: facets.mentioned.map(({ handle }) => cleanName(handle, 253)),
    metrics: { asOf: seenAt },
    rating: null,
    visibility: 'public',
    sensitive: readSelfLabels(record['labels']).isSensitive,
    createdAt: statedTime(record['createdAt'], seenAt),
    editedAt: post.edited ? seenAt : null,
    observedAt: seenAt,
    receivedAt: context.now,
    replyRef: {
      uri: post.uri,
      cid: post.cid,
      rootUri: root?.uri ?? post.uri,
      rootCid: root?.cid ?? post.cid,
    },
  }
}

/** The page of a post; it also opens by DID, which outlives a change of handle. */
export function postUrl(did: string, rkey: string): string {
  return `https://bsky.app/profile/${did}/post/${rkey}`
}

/** The author writes this time: one after the network's own witness is not believed. */
function statedTime(value: unknown, seenAt: number): number {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) || time <= 0 ? seenAt : Math.min(time, seenAt)
}

function triggerOf(
  mentioned: readonly { did: string }[],
  parent: string | undefined,
  quoted: string | null,
  ours: ReadonlySet<string>,
): TriggerType {
  const isOurs = (uri: string) => ours.has(uri.split('/')[2] ?? '')
  if (mentioned.some(({ did }) => ours.has(did))) return 'tag'
  if (parent !== undefined && isOurs(parent)) return 'reply_to_us'
  return quoted !== null && isOurs(quoted) ? 'quote_of_us' : 'keyword'
}

function kindOf(isReply: boolean, isQuote: boolean): MentionKind {
  if (isReply) return 'reply'
  return isQuote ? 'quote' : 'post'
}

function langOf(langs: unknown): string | null {
  const lang: unknown = Array.isArray(langs) ? langs[0] : null
  return typeof lang === 'string' && /^[a-z]{2,3}(?:-\w+)?$/i.test(lang) ? lang : null
}

function refOf(value: unknown): { uri: string; cid: string } | null {
  const { uri, cid } = looseOf(value)
  return typeof uri === 'string' && typeof cid === 'string' ? { uri, cid } : null
}

function quoteOf(embed: Loose): string | null {
  const record = looseOf(embed['record'])
  const uri = record['uri'] ?? looseOf(record['record'])['uri']
  return typeof uri === 'string' ? uri : null
}

function mediaOf(embed: Loose): { media: Media[]; links: string[] } {
  const { uri, title } = looseOf(
    (looseOf(embed['media'])['external'] ?? embed['external']) as unknown,
  )
  if (typeof uri !== 'string' || !/^https?:\/\//i.test(uri)) return { media: [], links: [] }
  const alt = typeof title === 'string' && title !== '' ? { alt: cleanName(title, 200) } : {}
  return { media: [{ type: 'link', url: uri, ...alt, storable: true }], links: [uri] }
}

function tagsOf(tags: unknown): string[] {
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : []
}
