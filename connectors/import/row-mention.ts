import { createHash } from 'node:crypto'
import { cleanName, cleanText } from '../../core/hostile-text.ts'
import type { Engagement, Mention, MentionKind } from '../../core/mention.ts'
import { mentionKey } from '../../core/mention.ts'
import type { Network } from '../../core/network.ts'
import { isNetwork, NETWORKS, networkName } from '../../core/network.ts'
import type { ColumnMap, ImportField } from './columns.ts'
import { readTime } from './read-time.ts'

export interface RowContext {
  columns: ColumnMap
  /** Where the row names none. */
  network: Network
  connectionId: string
  /** Name of the file, without its folder. */
  file: string
  /** Epoch ms for a row that does not say when it was posted. */
  missingTime: number
  now: number
}

/** What was missing in a row that could be used all the same. */
export interface RowNotes {
  author: boolean
  time: boolean
  id: boolean
}

/** A row as a mention; a string says, for the person who made the file, why it cannot be one. */
export function mentionOfRow(
  values: Readonly<Record<string, string>>,
  context: RowContext,
): { mention: Mention; missing: RowNotes } | string {
  const get = (field: ImportField): string => {
    const column = context.columns[field]
    return column === undefined ? '' : (values[column] ?? '').trim()
  }
  const text = get('text')
  if (text === '') return 'The text is empty.'
  const network = networkOf(get('network'), context.network)
  if (network === null) return `The network “${cleanName(get('network'), 30)}” is not known.`
  const time = get('created_at')
  const createdAt = time === '' ? context.missingTime : readTime(time)
  if (createdAt === null) {
    return `The time “${cleanName(time, 40)}” is not clear. Write it as 2026-11-23 14:05.`
  }
  const author = authorOf(get)
  const written = get('id')
  const id = isWholeId(written) ? written : `hash-${digest([author.id, time, text])}`
  const title = get('title')
  const url = get('url')
  const mention: Mention = {
    // Ids such as 1, 2, 3 mean something in their own file only.
    key: mentionKey(network, get('scope') || (network === 'import' ? context.file : ''), id),
    network,
    connectionId: context.connectionId,
    nativeId: id,
    revision: digest([text, title]),
    kind: kindOf(get('kind'), get('reply_to'), get('rating')),
    trigger: 'import',
    url: /^https?:\/\//i.test(url) ? url : null,
    text: cleanText(text),
    ...(title === '' ? {} : { title: cleanName(title, 300) }),
    lang: /^[a-z]{2,3}(?:-[\w-]+)?$/i.test(get('lang')) ? get('lang') : null,
    author,
    parents: parentsOf(get),
    media: [],
    links: [],
    hashtags: [],
    mentionedHandles: [],
    metrics: metricsOf(get, createdAt),
    rating: ratingOf(get),
    visibility: 'public',
    sensitive: false,
    createdAt,
    editedAt: null,
    observedAt: context.now,
    receivedAt: context.now,
  }
  const missing = { author: author.id === null, time: time === '', id: id !== written }
  return { mention, missing }
}

type Get = (field: ImportField) => string

function authorOf(get: Get): Mention['author'] {
  const handle = get('author_handle').replace(/^@/, '') || null
  const name = get('author_name') || null
  return {
    // A name alone is the best we have to tell one writer of a file from another.
    id: get('author_id') || handle || (name === null ? null : cleanName(name)),
    handle,
    name: name === null ? null : cleanName(name),
    followers: count(get('followers')) ?? null,
    verified: truth(get('verified')),
    isBot: null,
    isSelf: false,
  }
}

function parentsOf(get: Get): Mention['parents'] {
  const replyTo = get('reply_to')
  const replyToText = get('reply_to_text')
  return { ...(replyTo && { replyTo }), ...(replyToText && { replyToText }) }
}

function metricsOf(get: Get, asOf: number): Engagement {
  const metrics: Engagement = { asOf }
  for (const field of ['likes', 'replies', 'reposts', 'views'] as const) {
    const value = count(get(field))
    if (value !== undefined) metrics[field] = value
  }
  return metrics
}

function ratingOf(get: Get): Mention['rating'] {
  if (get('rating') === '') return null
  const value = Number(get('rating').replace(',', '.'))
  const max = Number(get('rating_max') || '5')
  return Number.isFinite(value) && max > 0 && value >= 0 && value <= max ? { value, max } : null
}

const KINDS: readonly MentionKind[] = [
  'post',
  'reply',
  'quote',
  'repost',
  'comment',
  'message',
  'review',
  'story',
  'article',
]

function kindOf(word: string, replyTo: string, rating: string): MentionKind {
  const known = KINDS.find((kind) => kind === word.toLowerCase())
  if (known !== undefined) return known
  if (replyTo !== '') return 'reply'
  return rating === '' ? 'post' : 'review'
}

/** A map, not an object: a file may well name the network "constructor". */
const OTHER_NAMES: ReadonlyMap<string, Network> = new Map([
  ['twitter', 'x'],
  ['google', 'google_business'],
  ['rss', 'feed'],
  ['web', 'feed'],
  ['hn', 'hackernews'],
])

function networkOf(word: string, fallback: Network): Network | null {
  if (word === '') return fallback
  const plain = word.toLowerCase().replace(/[\s-]+/g, '_')
  if (isNetwork(plain)) return plain
  const named = NETWORKS.find(
    (network) => networkName(network).toLowerCase() === word.toLowerCase(),
  )
  return named ?? OTHER_NAMES.get(plain) ?? null
}

/** Spreadsheets turn long ids into 1.23E+17, which many posts then share: such an id is no id. */
function isWholeId(id: string): boolean {
  return id !== '' && id.length <= 500 && !/^\d(?:[.,]\d+)?E\+?\d+$/i.test(id)
}

function count(text: string): number | undefined {
  const plain = text.replace(/[\s,.'’](?=\d{3}\b)/g, '')
  return /^\d{1,12}(?:\.0+)?$/.test(plain) ? Math.trunc(Number(plain)) : undefined
}

function truth(text: string): boolean | null {
  if (/^(?:1|true|yes)$/i.test(text)) return true
  return /^(?:0|false|no)$/i.test(text) ? false : null
}

function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}
