import type { Network } from './network.ts'

export type MentionKind =
  | 'post'
  | 'reply'
  | 'quote'
  | 'repost'
  | 'comment'
  | 'message'
  | 'review'
  | 'story'
  | 'article'

/** Why the network handed us the post. */
export type TriggerType =
  | 'tag'
  | 'keyword'
  | 'reply_to_us'
  | 'quote_of_us'
  | 'media_tag'
  | 'review'
  | 'dm'
  | 'import'

/** The account that wrote a post; null means that the network does not tell, never 0 or false. */
export interface MentionAuthor {
  /** The network's stable id; where there is none, the handle stands in. */
  id: string | null
  handle: string | null
  name: string | null
  url?: string
  avatarUrl?: string
  followers: number | null
  verified: boolean | null
  isBot: boolean | null
  /** One of our own accounts: its posts are never alerted. */
  isSelf: boolean
}

export interface Parents {
  /** Native ids of posts on the same network. */
  replyTo?: string
  root?: string
  quoteOf?: string
  repostOf?: string
  /** Server, channel, subreddit, page or feed that holds the post. */
  container?: { id: string; name?: string }
  /** The post answered, as text, where the network gives it along. */
  replyToText?: string
}

export interface Media {
  type: 'image' | 'video' | 'audio' | 'link' | 'file'
  url: string
  alt?: string
  storable: boolean
}

/** Counts as the network reports them at `asOf` (epoch ms); absent means not told. */
export interface Engagement {
  likes?: number
  replies?: number
  reposts?: number
  quotes?: number
  views?: number
  score?: number
  asOf: number
}

/**
 * One public post that may be about a brand, as a connector hands it over. Times are epoch ms.
 * `key` is `${network}:${scope}:${nativeId}`, the same for every delivery of the same post.
 */
export interface Mention {
  key: string
  network: Network
  connectionId: string
  nativeId: string
  /** Changes with every edit; compared only for equality. `editedAt ?? createdAt` orders revisions. */
  revision: string
  kind: MentionKind
  trigger: TriggerType
  url: string | null
  text: string
  title?: string
  /** BCP 47, or null where the network does not say. */
  lang: string | null
  author: MentionAuthor
  parents: Parents
  media: readonly Media[]
  links: readonly string[]
  hashtags: readonly string[]
  mentionedHandles: readonly string[]
  metrics: Engagement
  rating: { value: number; max: number } | null
  visibility: 'public' | 'community' | 'private'
  sensitive: boolean
  /** As the network says; untrusted. */
  createdAt: number
  editedAt: number | null
  /** The network's own witness time if any, else when we received it. */
  observedAt: number
  receivedAt: number
  /** Whatever the connector needs to answer this post (a cid, a channel id). Small JSON. */
  replyRef?: Record<string, string>
}

/** `${network}:${scope}:${nativeId}`; scope is the guild, team, instance host or page, or ''. */
export function mentionKey(network: Network, scope: string, nativeId: string): string {
  return `${network}:${scope}:${nativeId}`
}

/** `${network}:${id}`; null where the network names nobody. */
export function authorKey(network: Network, author: MentionAuthor): string | null {
  const id = author.id ?? author.handle
  return id === null ? null : `${network}:${id}`
}
