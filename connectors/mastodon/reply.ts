import type { mastodon } from 'masto'
import { NetworkError } from '../../core/errors.ts'
import type { ReplyOptions, ReplyReceipt, ReplyTarget } from '../connector.ts'
import type { Features } from './features.ts'
import { readHtml } from './html-text.ts'
import { listOf, looseOf, textOf, timeOf } from './loose.ts'

/** What the longest name of an account takes up, with its @ and a space (source: Mastodon, 30 signs). */
export const ROOM_FOR_NAME = 32
/** Their clock and ours may differ; an answer older than this before the press is another one. */
const SKEW_MS = 120_000
const OWN_PAGES = 3
const URL_IN_TEXT = /https?:\/\/[^\s<>"]+/gi
/** Of a name on another server only the part before the second @ counts (source: Mastodon). */
const REMOTE_NAME = /(^|[^\w/])@(\w+(?:[\w.-]*\w)?)@[\w.-]+\w/g
const NAME = /@\w+(?:[\w.-]*\w)?(?:@[\w.-]*\w)?/g
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Length as Mastodon counts it: what a reader sees as one sign is one, every link counts the same. */
export function countChars(text: string, charsPerUrl: number): number {
  const plain = text.replace(URL_IN_TEXT, 'x'.repeat(charsPerUrl)).replace(REMOTE_NAME, '$1@$2')
  let count = 0
  for (const _ of segmenter.segment(plain)) count++
  return count
}

export interface Desk {
  client: mastodon.rest.Client
  features: Features
  host: string
  ourId: string
}

/** Puts an answer below a post, as open as that post is and never more; one press can never post twice. */
export async function sendReply(
  { client, features, host }: Desk,
  to: ReplyTarget,
  text: string,
  options: ReplyOptions,
): Promise<ReplyReceipt> {
  const { id, acct, visibility, warning } = refOf(to, host)
  const status = addressed(text, acct)
  if (countChars(status, features.charsPerUrl) > features.maxChars)
    throw new NetworkError('refused', `${host} takes at most ${features.maxChars} characters.`)
  const made = await client.v1.statuses.create(
    {
      status,
      inReplyToId: id,
      visibility: opennessOf(visibility),
      ...(warning !== undefined && { spoilerText: warning }),
    },
    { requestInit: { headers: { 'idempotency-key': options.idempotencyKey } } },
  )
  const receipt = receiptOf(looseOf(made))
  if (receipt !== null) return receipt
  throw new NetworkError('ambiguous', `${host} did not tell where it put the answer.`)
}

/** The answer of this press among our newest posts, if it arrived. */
export async function findOwnReply(
  { client, host, ourId }: Desk,
  to: ReplyTarget,
  text: string,
  options: ReplyOptions,
): Promise<ReplyReceipt | null> {
  const { id, acct } = refOf(to, host)
  const wanted = bare(addressed(text, acct))
  const since = options.pressedAt - SKEW_MS
  let pages = 0
  for await (const page of client.v1.accounts
    .$select(encodeURIComponent(ourId))
    .statuses.list({ excludeReblogs: true, limit: 40 })) {
    const statuses = listOf(page)
    for (const status of statuses) {
      const isOurs =
        status['inReplyToId'] === id &&
        (timeOf(status['createdAt']) ?? 0) >= since &&
        bare(readHtml(textOf(status['content']) ?? '').text) === wanted
      if (isOurs) return receiptOf(status)
    }
    const oldest = timeOf(statuses.at(-1)?.['createdAt'])
    if (oldest === null || oldest < since || ++pages >= OWN_PAGES) return null
  }
  return null
}

/** What the answer needs to know; ids hold only on the server that gave them. */
function refOf(to: ReplyTarget, host: string) {
  const { id, server, acct = '', visibility, warning } = to.replyRef
  if (id === undefined || server !== host)
    throw new NetworkError('refused', `This post was heard through another server than ${host}.`)
  return { id, acct, visibility, warning }
}

/** Below a post that only its own server shows, an answer stays there, too; the library does not know that word. */
function opennessOf(visibility: string | undefined): 'public' | 'unlisted' {
  if (visibility === 'local') return visibility as 'unlisted'
  return visibility === 'public' ? 'public' : 'unlisted'
}

/** Nobody is told of an answer that does not name them. */
function addressed(text: string, acct: string): string {
  const names = new Set<string>(text.toLowerCase().match(NAME))
  return acct === '' || names.has(`@${acct}`) ? text : `@${acct} ${text}`
}

/** The server shows names without their server, and spaces in its own way. */
function bare(text: string): string {
  return text.replace(REMOTE_NAME, '$1@$2').replace(/\s+/g, ' ').trim().toLowerCase()
}

function receiptOf(status: Readonly<Record<string, unknown>>): ReplyReceipt | null {
  const uri = textOf(status['uri'])
  return uri === null ? null : { nativeId: uri, url: textOf(status['url']) }
}
