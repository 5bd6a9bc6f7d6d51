import type { TweetV2 } from 'twitter-api-v2'
import { NetworkError } from '../../core/errors.ts'
import type { Ctx, ReplyReceipt, ReplyTarget } from '../connector.ts'
import type { XClient } from './client.ts'
import { findNewest, hasWords, type Sought } from './find-ours.ts'
import type { Account } from './mention.ts'
import { sendPaid } from './paid-send.ts'
import { X_PRICES } from './prices.ts'
import { timeOfPostId } from './snowflake.ts'
import { hasLink } from './weigh.ts'

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
  const paid = {
    costUsd,
    unsent: 'the answer was not posted. Raise the limit or answer in X.',
    unnumbered: 'the answer stands.',
  }
  const nativeId = await sendPaid(ctx, paid, async () => {
    const answer = await x.call(ctx, 'post', (client) => client.v2.reply(text, postIdOf(to)))
    return answer?.data?.id
  })
  return { nativeId, url: urlOf(nativeId), costUsd }
}

/** Looks through our newest posts for this answer to that post; the words must be the same. */
export async function findReply(
  x: XClient,
  ctx: Ctx,
  us: Account,
  { to, text, options }: Sought,
): Promise<ReplyReceipt | null> {
  const found = await findNewest<TweetV2>(x, ctx, options, {
    path: 'users/:id/tweets',
    params: { id: us.id },
    query: {
      max_results: 100,
      'tweet.fields': 'created_at,referenced_tweets,entities,note_tweet',
    },
    what: 'posts',
    priceUsd: X_PRICES.ownedRead,
    isSought: (post, earliest) =>
      (timeOfPostId(post.id) ?? 0) >= earliest && answers(post, to) && hasWords(post, text),
  })
  return found === null ? null : { nativeId: found.id, url: urlOf(found.id) }
}

function answers(post: TweetV2, to: ReplyTarget): boolean {
  const parents = (post.referenced_tweets ?? []).filter(({ type }) => type === 'replied_to')
  return parents.some(({ id }) => id === postIdOf(to) || id === to.nativeId)
}

function postIdOf(to: ReplyTarget): string {
  return to.replyRef['postId'] ?? to.nativeId
}

function urlOf(id: string): string {
  return `https://x.com/i/status/${id}`
}
