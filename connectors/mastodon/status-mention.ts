import { cleanName, cleanText } from '../../core/hostile-text.ts'
import type { Engagement, Media, Mention, MentionKind, TriggerType } from '../../core/mention.ts'
import { mentionKey } from '../../core/mention.ts'
import { readHtml } from './html-text.ts'
import { countOf, type Loose, listOf, looseOf, textOf, timeOf } from './loose.ts'

export interface StatusContext {
  connectionId: string
  /** The server these ids belong to. */
  host: string
  /** Domain of the accounts of this server. */
  domain: string
  /** Id of our own account on this server; null without one. */
  ourId: string | null
  now: number
  /** The stable name of a post of which only the id here is known. */
  uriOf(id: string): string | null
}

/** How open a post is, by its visibility; what is not known to be open stays closed. */
const OPENNESS = new Map<unknown, 'public' | 'community'>([
  ['public', 'public'],
  ['unlisted', 'public'],
  ['local', 'community'],
])

/** Whether a post was written for everybody: followers-only and direct ones are none of our business. */
export function isOpen(status: Loose): boolean {
  return OPENNESS.has(status['visibility'])
}

/** A status as a mention; throws where it lacks what a post must have. Closed ones are never given here. */
export function mentionOfStatus(status: Loose, context: StatusContext): Mention {
  const id = textOf(status['id'])
  const uri = textOf(status['uri'])
  const createdAt = timeOf(status['createdAt'])
  const content = status['content']
  if (id === null || uri === null || uri.length > 2_000) throw new Error('The post has no id.')
  if (createdAt === null) throw new Error('The post has no time.')
  if (typeof content !== 'string') throw new Error('The post holds no text.')
  const account = looseOf(status['account'])
  const quoted = quoteOf(status)
  const editedAt = timeOf(status['editedAt'])
  const body = readHtml(content)
  const warning = textOf(status['spoilerText'])
  const trigger = triggerOf(status, quoted, context.ourId)
  return {
    key: mentionKey('mastodon', '', uri),
    network: 'mastodon',
    connectionId: context.connectionId,
    nativeId: uri,
    revision: editedAt === null ? 'first' : new Date(editedAt).toISOString(),
    kind: kindOf(status, quoted),
    trigger,
    url: webUrl(status['url']) ?? webUrl(uri),
    text: cleanText(warning === null ? body.text : `${warning}\n\n${body.text}`),
    lang: langOf(status['language']),
    author: authorOf(account, context),
    parents: parentsOf(status, quoted, context),
    media: mediaOf(status),
    links: linksOf(status, body.links),
    hashtags: namesOf(status['tags'], 'name'),
    mentionedHandles: namesOf(status['mentions'], 'acct'),
    metrics: metricsOf(status, context.now),
    rating: null,
    visibility: OPENNESS.get(status['visibility']) ?? 'private',
    sensitive: status['sensitive'] === true || warning !== null,
    createdAt: Math.min(createdAt, context.now),
    editedAt,
    observedAt: context.now,
    receivedAt: context.now,
    replyRef: replyRefOf({ id, warning }, status, account, context),
  }
}

/** The account's name everywhere: ids differ from server to server, this does not, and it cannot change. */
export function fullHandle(account: Loose, domain: string): string | null {
  const acct = textOf(account['acct']) ?? textOf(account['username'])
  if (acct === null) return null
  return cleanName(acct.includes('@') ? acct : `${acct}@${domain}`, 320).toLowerCase()
}

function authorOf(account: Loose, context: StatusContext): Mention['author'] {
  const handle = fullHandle(account, context.domain)
  const id = textOf(account['id'])
  if (handle === null || id === null) throw new Error('The post names no author.')
  const name = cleanName(withoutEmoji(textOf(account['displayName']) ?? '', account))
  const url = webUrl(account['url'])
  const avatar = webUrl(account['avatarStatic'])
  return {
    id: handle,
    handle,
    name: name === '' ? null : name,
    ...(url !== null && { url }),
    ...(avatar !== null && { avatarUrl: avatar }),
    followers: countOf(account['followersCount']),
    verified: null,
    isBot: typeof account['bot'] === 'boolean' ? account['bot'] : null,
    isSelf: context.ourId !== null && id === context.ourId,
  }
}

/** A custom emoji in a name is a picture, and often one that looks like a badge of the server. */
function withoutEmoji(name: string, account: Loose): string {
  const known = new Set(namesOf(account['emojis'], 'shortcode'))
  return name
    .slice(0, 1_000)
    .replace(/:(\w{1,100}):/g, (whole, code: string) => (known.has(code) ? '' : whole))
}

function triggerOf(status: Loose, quoted: Loose | null, ourId: string | null): TriggerType {
  if (ourId === null) return 'keyword'
  if (status['inReplyToAccountId'] === ourId) return 'reply_to_us'
  if (listOf(status['mentions']).some(({ id }) => id === ourId)) return 'tag'
  return looseOf(quoted?.['account'])['id'] === ourId ? 'quote_of_us' : 'keyword'
}

function kindOf(status: Loose, quoted: Loose | null): MentionKind {
  if (textOf(status['inReplyToId']) !== null) return 'reply'
  return quoted === null ? 'post' : 'quote'
}

function parentsOf(status: Loose, quoted: Loose | null, context: StatusContext) {
  const parent = textOf(status['inReplyToId'])
  const replyTo = parent === null ? null : context.uriOf(parent)
  const quoteOfUri = textOf(quoted?.['uri'])
  return {
    ...(replyTo !== null && { replyTo }),
    ...(quoteOfUri !== null && { quoteOf: quoteOfUri }),
  }
}

/** The post quoted, where the server shows it: Mastodon's own form, and the one of Pleroma. */
function quoteOf(status: Loose): Loose | null {
  const quote = looseOf(status['quote'])
  const shown = looseOf(quote['quotedStatus'] ?? looseOf(status['pleroma'])['quote'])
  if (textOf(shown['uri']) !== null) return shown
  return textOf(quote['uri']) === null ? null : quote
}

const MEDIA: ReadonlyMap<unknown, Media['type']> = new Map([
  ['image', 'image'],
  ['gifv', 'video'],
  ['video', 'video'],
  ['audio', 'audio'],
])

function mediaOf(status: Loose): Media[] {
  return listOf(status['mediaAttachments']).flatMap((one) => {
    const url = webUrl(one['url']) ?? webUrl(one['remoteUrl'])
    if (url === null) return []
    const alt = textOf(one['description'])
    const type = MEDIA.get(one['type']) ?? 'file'
    return [{ type, url, ...(alt !== null && { alt: cleanName(alt, 1_500) }), storable: true }]
  })
}

function linksOf(status: Loose, written: readonly string[]): string[] {
  const card = webUrl(looseOf(status['card'])['url'])
  return [...new Set(card === null ? written : [...written, card])]
}

function namesOf(list: unknown, field: string): string[] {
  return listOf(list).flatMap((one) => {
    const name = textOf(one[field])
    return name === null ? [] : [cleanName(name, 320)]
  })
}

function metricsOf(status: Loose, asOf: number): Engagement {
  const likes = countOf(status['favouritesCount'])
  const replies = countOf(status['repliesCount'])
  const reposts = countOf(status['reblogsCount'])
  const quotes = countOf(status['quotesCount'])
  return {
    ...(likes !== null && { likes }),
    ...(replies !== null && { replies }),
    ...(reposts !== null && { reposts }),
    ...(quotes !== null && { quotes }),
    asOf,
  }
}

function replyRefOf(
  own: { id: string; warning: string | null },
  status: Loose,
  account: Loose,
  { host, domain }: StatusContext,
): Record<string, string> {
  const acct = fullHandle(account, domain) ?? ''
  const parent = textOf(status['inReplyToId'])
  return {
    id: own.id,
    server: host,
    acct: acct.endsWith(`@${domain.toLowerCase()}`) ? acct.slice(0, acct.lastIndexOf('@')) : acct,
    visibility: textOf(status['visibility']) ?? 'unlisted',
    ...(parent !== null && { parent }),
    ...(own.warning !== null && { warning: cleanName(own.warning, 200) }),
  }
}

function langOf(language: unknown): string | null {
  return typeof language === 'string' && /^[a-z]{2,3}(?:-\w+)?$/i.test(language) ? language : null
}

function webUrl(value: unknown): string | null {
  const url = textOf(value)
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null
}
