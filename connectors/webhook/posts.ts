import { createHash } from 'node:crypto'
import { cleanName, cleanText } from '../../core/hostile-text.ts'
import { type Engagement, type Mention, type MentionKind, mentionKey } from '../../core/mention.ts'
import type { Network } from '../../core/network.ts'
import type { WebhookField } from '../../core/webhook-fields.ts'
import type { Item } from '../connector.ts'
import { type FieldMap, valueAt } from './fields.ts'
import {
  BadValue,
  readCount,
  readNumber,
  readTime,
  readTruth,
  readUrl,
  readWord,
} from './read-value.ts'

/** More posts in one request are a mistake of the sender. */
export const MAX_POSTS = 100
const KINDS = [
  'post',
  'reply',
  'quote',
  'comment',
  'message',
  'review',
  'story',
  'article',
] as const

export interface PostContext {
  network: Network
  connectionId: string
  fields: FieldMap
  /** Where the list of posts stands; without it the body is one post, or a list of them. */
  list: string | undefined
  /** Every post is addressed to the brand with this handle. */
  handle: string | undefined
  receivedAt: number
}

/** Says which field of which post is wrong. */
export interface Fault {
  error: string
  field?: WebhookField
  path?: string
  post?: number
}

/** The posts of a body, or the first thing that is wrong with it: all are taken, or none. */
export function readPosts(text: string, context: PostContext): Item[] | Fault {
  let parsed: unknown
  try {
    parsed = JSON.parse(text, keepLongNumbers)
  } catch {
    return { error: 'The body is not JSON.' }
  }
  const { list } = context
  const found = list === undefined ? parsed : valueAt(parsed, list)
  if (list !== undefined && !Array.isArray(found))
    return { error: `There is no list at "${list}".`, path: list }
  const posts: unknown[] = Array.isArray(found) ? found : [found]
  if (posts.length === 0) return { error: 'The list is empty.' }
  if (posts.length > MAX_POSTS)
    return { error: `The list holds ${posts.length} posts. Send at most ${MAX_POSTS} at a time.` }
  const items: Item[] = []
  for (const [index, post] of posts.entries()) {
    const item = readPost(post, context)
    if ('error' in item) return posts.length === 1 ? item : { ...item, post: index }
    items.push(item)
  }
  return items
}

function readPost(post: unknown, context: PostContext): Item | Fault {
  if (typeof post !== 'object' || post === null || Array.isArray(post))
    return { error: 'A post is a group of fields: {"text": "…"}.' }
  let reading: WebhookField = 'text'
  const get = (field: WebhookField): unknown => {
    reading = field
    const path = context.fields[field]
    return path === undefined ? undefined : valueAt(post, path)
  }
  try {
    return itemOf(get, context)
  } catch (error) {
    if (!(error instanceof BadValue)) throw error
    const path = context.fields[reading] ?? reading
    return { error: `${reading}: ${error.message}.`, field: reading, path }
  }
}

type Get = (field: WebhookField) => unknown

function itemOf(get: Get, context: PostContext): Item {
  const { network, connectionId, receivedAt } = context
  const id = readWord(get('id'))
  if (readTruth(get('deleted'))) {
    if (id === null) {
      get('id')
      throw new BadValue('found nothing; a deletion must say which post is gone')
    }
    const key = mentionKey(network, connectionId, id)
    return { type: 'delete', key, reason: 'the sender says that it was deleted' }
  }
  const text = readWord(get('text'), Number.POSITIVE_INFINITY)
  if (text === null || cleanText(text).trim() === '')
    throw new BadValue('found no words; every post needs a text')
  const title = readWord(get('title'), 2000)
  const stated = readTime(get('created_at'), receivedAt)
  const author = authorOf(get)
  const nativeId = id ?? `hash-${digest([author.id, stated, title, text])}`
  const rating = ratingOf(get)
  const replyTo = readWord(get('reply_to'))
  const kind = kindOf(get, replyTo, rating)
  const url = readUrl(get('url'))
  const mention: Mention = {
    // Ids such as 1, 2, 3 mean something at their own sender only.
    key: mentionKey(network, connectionId, nativeId),
    network,
    connectionId,
    nativeId,
    revision: digest([text, title, rating]),
    kind,
    trigger: kind === 'review' ? 'review' : context.handle === undefined ? 'keyword' : 'tag',
    url,
    text: cleanText(text),
    ...(title === null ? {} : { title: cleanName(title, 300) }),
    lang: langOf(get),
    author,
    parents: replyTo === null ? {} : { replyTo },
    media: [],
    links: [],
    hashtags: [],
    mentionedHandles: context.handle === undefined ? [] : [context.handle],
    metrics: metricsOf(get, receivedAt),
    rating,
    visibility: 'public',
    sensitive: false,
    createdAt: stated ?? receivedAt,
    editedAt: readTime(get('edited_at'), receivedAt),
    observedAt: receivedAt,
    receivedAt,
  }
  return { type: 'upsert', mention }
}

function authorOf(get: Get): Mention['author'] {
  const handle = readWord(get('author_handle'))?.replace(/^@/, '') ?? null
  const named = readWord(get('author_name'))
  const name = named === null ? null : cleanName(named)
  const id = readWord(get('author_id'))
  return {
    // A name alone is the best we have to tell one writer from another.
    id: id ?? handle ?? name,
    handle: handle === null ? null : cleanName(handle),
    name,
    followers: readCount(get('followers')),
    verified: null,
    isBot: null,
    isSelf: false,
  }
}

function ratingOf(get: Get): Mention['rating'] {
  const max = readNumber(get('rating_max')) ?? 5
  if (max <= 0) throw new BadValue('found 0 or less; send the best rating there is, such as 5')
  const value = readNumber(get('rating'))
  if (value === null) return null
  if (value < 0 || value > max) throw new BadValue(`found ${value}; send 0 to ${max}`)
  return { value, max }
}

function kindOf(get: Get, replyTo: string | null, rating: Mention['rating']): MentionKind {
  const word = readWord(get('kind'), 40)?.toLowerCase()
  const kind = KINDS.find((known) => known === word)
  if (kind !== undefined) return kind
  if (word !== undefined)
    throw new BadValue(`found a kind that is not known; send one of ${KINDS.join(', ')}`)
  if (rating !== null) return 'review'
  return replyTo === null ? 'post' : 'reply'
}

function langOf(get: Get): string | null {
  const lang = readWord(get('lang'), 40)
  if (lang !== null && !/^[a-z]{2,3}(?:[-_][\w-]+)?$/i.test(lang))
    throw new BadValue('found something that is no language; send en or pt-BR')
  return lang?.replace('_', '-') ?? null
}

function metricsOf(get: Get, asOf: number): Engagement {
  const metrics: Engagement = { asOf }
  for (const field of ['likes', 'replies', 'views'] as const) {
    const count = readCount(get(field))
    if (count !== null) metrics[field] = count
  }
  return metrics
}

/** Ids of 18 digits lose their last ones as numbers: their own digits are kept. */
function keepLongNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return /^-?\d{1,40}$/.test(context?.source ?? '') ? context?.source : value
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}
