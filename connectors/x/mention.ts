import type { ApiV2Includes, TweetEntitiesV2, TweetV2, UserV2 } from 'twitter-api-v2'
import { cleanName, cleanText } from '../../core/hostile-text.ts'
import {
  type Media,
  type Mention,
  type MentionAuthor,
  type MentionKind,
  mentionKey,
  type TriggerType,
} from '../../core/mention.ts'
import { timeOfPostId } from './snowflake.ts'

/** Our own account on X. */
export interface Account {
  id: string
  username: string
}

export interface ReadingOf {
  connectionId: string
  us: Account
  /** Epoch ms. */
  receivedAt: number
  /** How a post came here that neither names nor answers us; by our timeline unless told. */
  found?: 'keyword'
  /** What X itself says it is to us. */
  trigger?: TriggerType
}

type Entities = Pick<TweetEntitiesV2, 'urls' | 'mentions' | 'hashtags'>

/** Everything X is asked to tell about a post. */
export const POST_FIELDS = {
  'tweet.fields':
    'created_at,lang,public_metrics,entities,referenced_tweets,conversation_id,in_reply_to_user_id,edit_history_tweet_ids,attachments,geo,possibly_sensitive,note_tweet,author_id',
} as const

/** What comes along with a post; each may cost, so a setting can leave it out. */
export const EXPANSIONS = {
  expansions:
    'author_id,referenced_tweets.id,referenced_tweets.id.author_id,attachments.media_keys,geo.place_id',
  'user.fields': 'username,name,verified,verified_type,public_metrics,profile_image_url,protected',
  'media.fields': 'type,url,preview_image_url,alt_text',
  'place.fields': 'full_name,country_code',
} as const

/** A post of X in our words; throws where it lacks what no post can lack. */
export function readMention(post: TweetV2, includes: ApiV2Includes, reading: ReadingOf): Mention {
  const { us, receivedAt } = reading
  const sent = timeOfPostId(post.id)
  if (sent === null) throw new Error('The post has no id that is a number.')
  if (typeof post.text !== 'string') throw new Error('The post has no text.')
  const nativeId = firstVersion(post)
  const edited = nativeId !== post.id
  const entities = entitiesOf(post)
  const author = includes.users?.find((user) => user.id === post.author_id)
  const trigger = reading.trigger ?? readTrigger(post, includes, entities, reading)
  return {
    key: mentionKey('x', '', nativeId),
    network: 'x',
    connectionId: reading.connectionId,
    nativeId,
    revision: post.id,
    kind: readKind(post),
    trigger,
    url: `https://x.com/i/status/${post.id}`,
    text: cleanText(wholeText(post)),
    lang: readLanguage(post.lang),
    author: readAuthor(post, author, us),
    parents: readParents(post, includes),
    media: readMedia(post, includes),
    links: linksOf(entities)
      .map((url) => url.unwound_url ?? url.expanded_url ?? url.url)
      .filter(isAddress),
    hashtags: entities.hashtags.map((hashtag) => hashtag.tag).filter(isText),
    mentionedHandles: entities.mentions.map((mention) => mention.username).filter(isText),
    metrics: readMetrics(post, receivedAt),
    rating: null,
    visibility: author?.protected === true ? 'private' : 'public',
    sensitive: post.possibly_sensitive === true,
    createdAt: edited ? (timeOfPostId(nativeId) ?? sent) : sent,
    editedAt: edited ? sent : null,
    observedAt: sent,
    receivedAt,
    replyRef: { postId: post.id, tagged: isTagged(entities, trigger, us) ? 'yes' : 'no' },
  }
}

/** The id of the first version, which stays the same through all edits. */
export function firstVersion(post: TweetV2): string {
  const [first] = post.edit_history_tweet_ids ?? []
  return first !== undefined && timeOfPostId(first) !== null ? first : post.id
}

/** Old codes that X still uses. */
const RENAMED: Readonly<Record<string, string>> = { in: 'id', iw: 'he', ji: 'yi' }

/** X has words of its own for "no language" and "only links". */
function readLanguage(word: unknown): string | null {
  if (typeof word !== 'string' || !/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(word)) return null
  return /^(?:und|zxx|q\w\w)$/.test(word) ? null : (RENAMED[word] ?? word)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isAddress(value: unknown): value is string {
  return isText(value) && /^https?:\/\//i.test(value)
}

function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined
}

function readKind(post: TweetV2): MentionKind {
  const kinds = (post.referenced_tweets ?? []).map((reference) => reference.type)
  if (kinds.includes('retweeted')) return 'repost'
  if (kinds.includes('quoted')) return 'quote'
  return kinds.includes('replied_to') ? 'reply' : 'post'
}

function readTrigger(
  post: TweetV2,
  includes: ApiV2Includes,
  entities: Entities,
  { us, found }: ReadingOf,
): TriggerType {
  const quotedId = referenced(post, 'quoted')
  const quoted = includes.tweets?.find((other) => other.id === quotedId)
  if (quoted?.author_id === us.id) return 'quote_of_us'
  if (post.in_reply_to_user_id === us.id) return 'reply_to_us'
  return found !== undefined && !namesUs(entities, us) ? found : 'tag'
}

/** X takes an answer only where the author wrote our name or quoted us (source: X changelog). */
function isTagged(entities: Entities, trigger: TriggerType, us: Account): boolean {
  return trigger === 'quote_of_us' || namesUs(entities, us)
}

function namesUs(entities: Entities, us: Account): boolean {
  return entities.mentions.some(
    ({ id, username }) =>
      id === us.id || (isText(username) && username.toLowerCase() === us.username.toLowerCase()),
  )
}

function readAuthor(post: TweetV2, user: UserV2 | undefined, us: Account): MentionAuthor {
  const id = isText(post.author_id) ? post.author_id : null
  const unknown = { id, isBot: null, isSelf: id === us.id }
  if (user === undefined)
    return { ...unknown, handle: null, name: null, followers: null, verified: null }
  const { name, profile_image_url: avatarUrl } = user
  const username = isText(user.username) && /^\w{1,50}$/.test(user.username) ? user.username : null
  return {
    ...unknown,
    handle: username,
    name: cleanName(isText(name) ? name : (username ?? '')),
    ...(username === null ? {} : { url: `https://x.com/${username}` }),
    ...(isAddress(avatarUrl) ? { avatarUrl } : {}),
    followers: countOf(user.public_metrics?.followers_count) ?? null,
    verified: typeof user.verified === 'boolean' ? user.verified : null,
  }
}

function readParents(post: TweetV2, includes: ApiV2Includes): Mention['parents'] {
  const replyTo = referenced(post, 'replied_to')
  const quoteOf = referenced(post, 'quoted')
  const repostOf = referenced(post, 'retweeted')
  const answered = includes.tweets?.find((other) => other.id === replyTo)
  return {
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(quoteOf === undefined ? {} : { quoteOf }),
    ...(repostOf === undefined ? {} : { repostOf }),
    ...(isText(post.conversation_id) ? { root: post.conversation_id } : {}),
    ...(isText(answered?.text) ? { replyToText: cleanText(wholeText(answered)) } : {}),
  }
}

function referenced(post: TweetV2, type: 'replied_to' | 'quoted' | 'retweeted') {
  const id = post.referenced_tweets?.find((reference) => reference.type === type)?.id
  return isText(id) ? id : undefined
}

function readMedia(post: TweetV2, includes: ApiV2Includes): Media[] {
  const keys = post.attachments?.media_keys ?? []
  return (includes.media ?? []).flatMap((media) => {
    const url = media.url ?? media.preview_image_url
    if (!isAddress(url) || !keys.includes(media.media_key)) return []
    const type = media.type === 'photo' ? ('image' as const) : ('video' as const)
    return [
      {
        type,
        url,
        storable: true,
        ...(isText(media.alt_text) ? { alt: cleanText(media.alt_text) } : {}),
      },
    ]
  })
}

/** How often a post was liked, shared and seen, as far as X tells. */
export function readMetrics(
  post: Pick<TweetV2, 'public_metrics'>,
  asOf: number,
): Mention['metrics'] {
  const counts = post.public_metrics
  const told = {
    likes: countOf(counts?.like_count),
    replies: countOf(counts?.reply_count),
    reposts: countOf(counts?.retweet_count),
    quotes: countOf(counts?.quote_count),
    views: countOf(counts?.impression_count),
  }
  const known = Object.entries(told).filter(([, count]) => count !== undefined)
  return { ...Object.fromEntries(known), asOf }
}

function linksOf(entities: Entities): TweetEntitiesV2['urls'] {
  return entities.urls.filter((url) => url.media_key === undefined)
}

function entitiesOf(post: Words): Entities {
  const {
    urls = [],
    mentions = [],
    hashtags = [],
  } = post.note_tweet?.entities ?? post.entities ?? {}
  return { urls, mentions, hashtags }
}

/** What a post or a message says, as X gives it. */
export type Words = Pick<TweetV2, 'text' | 'entities' | 'note_tweet'>

/**
 * The words of a post as people see them: a long post whole, short links at full length, links to its own
 * pictures left out, and the three signs that X escapes put back.
 */
export function wholeText(post: Words): string {
  const long = post.note_tweet?.text
  return entitiesOf(post)
    .urls.filter(({ url }) => isAddress(url))
    .reduce(
      (out, url) => {
        const whole = isAddress(url.expanded_url) ? url.expanded_url : url.url
        return out.replaceAll(url.url, () => (url.media_key === undefined ? whole : ''))
      },
      isText(long) ? long : post.text,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
}
