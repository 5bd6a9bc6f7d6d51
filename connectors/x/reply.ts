import type { TweetV2 } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx, ReplyOptions, ReplyReceipt, ReplyTarget } from '../connector.ts'
import type { XClient } from './client.ts'
import { serverTime } from './errors.ts'
import { type Account, wholeText } from './mention.ts'
import { X_PRICES } from './prices.ts'
import { timeOfPostId } from './snowflake.ts'
import { hasLink } from './weigh.ts'

/** The `Date` header counts whole seconds, and a request takes a moment. */
export const CLOCK_SLACK_MS = 5_000

/** Whether X lets us answer this post, or why not and where to do it by hand. */
export function canReply(to: ReplyTarget): true | { no: string; openUrl: string | null } {
  if (to.replyRef['tagged'] === 'yes') return true
  return {
    no: 'X lets an app answer only a post that tags or quotes your account. Open it in X and answer there.',
    openUrl: to.url ?? `https://x.com/i/status/${to.nativeId}`,
  }
}

/** Posts an answer; asks for its price first and gives it back when X took nothing. */
export async function sendReply(
  x: XClient,
  ctx: Ctx,
  to: ReplyTarget,
  text: string,
): Promise<ReplyReceipt> {
  const allowed = canReply(to)
  if (allowed !== true) throw new NetworkError('refused', allowed.no)
  const costUsd = hasLink(text) ? X_PRICES.postWithLink : X_PRICES.summonedReply
  if (!ctx.spend(costUsd))
    throw new NetworkError(
      'billing',
      'This month’s limit for X is used up, so the answer was not posted. Raise the limit or answer in X.',
    )
  try {
    const answer = await x.call(ctx, 'post', (client) => client.v2.reply(text, postIdOf(to)))
    const nativeId = answer?.data?.id
    if (typeof nativeId !== 'string')
      throw new NetworkError('ambiguous', 'X did not say under which number the answer stands.')
    return { nativeId, url: urlOf(nativeId), costUsd }
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'ambiguous') ctx.spend(-costUsd)
    throw error
  }
}

/** Looks through our newest posts for this answer to that post; the words must be the same. */
export async function findReply(
  x: XClient,
  ctx: Ctx,
  us: Account,
  sought: { to: ReplyTarget; text: string; options: ReplyOptions },
): Promise<ReplyReceipt | null> {
  const { data, headers } = await x.call(ctx, 'read', (client) =>
    client.v2.get<{ data?: TweetV2[]; meta?: object }>(
      'users/:id/tweets',
      {
        max_results: 100,
        'tweet.fields': 'created_at,referenced_tweets,entities,note_tweet',
      },
      { params: { id: us.id }, fullResponse: true },
    ),
  )
  if (typeof data !== 'object' || data === null || typeof data.meta !== 'object')
    throw new NetworkError('transient', 'X answered with something that is not a page of posts.')
  ctx.spend((data.data?.length ?? 0) * X_PRICES.ownedRead)
  const ahead = (serverTime(headers) ?? ctx.clock.now()) - ctx.clock.now()
  const earliest = sought.options.pressedAt + ahead - CLOCK_SLACK_MS
  const found = (data.data ?? []).find(
    (post) =>
      (timeOfPostId(post.id) ?? 0) >= earliest &&
      answers(post, sought.to) &&
      sameWords(post, sought.text),
  )
  return found === undefined ? null : { nativeId: found.id, url: urlOf(found.id) }
}

function answers(post: TweetV2, to: ReplyTarget): boolean {
  const parents = (post.referenced_tweets ?? []).filter(({ type }) => type === 'replied_to')
  return parents.some(({ id }) => id === postIdOf(to) || id === to.nativeId)
}

/** X puts the names of those answered in front and rewrites links: both are taken off before comparing. */
function sameWords(post: TweetV2, text: string): boolean {
  return bareWords(wholeText(post)) === bareWords(text)
}

/** Words without what X puts in front, and without what it does to links. */
export function bareWords(text: string): string {
  return text
    .normalize('NFC')
    .replace(/^(?:\s*@\w+)+/, '')
    .replaceAll(/https?:\/\/|\/(?=\s|$)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function postIdOf(to: ReplyTarget): string {
  return to.replyRef['postId'] ?? to.nativeId
}

function urlOf(id: string): string {
  return `https://x.com/i/status/${id}`
}
