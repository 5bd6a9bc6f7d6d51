import type { ApiV2Includes, TweetV2 } from 'twitter-api-v2'
import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Ctx, Item } from '../connector.ts'
import type { XClient } from './client.ts'
import { type Account, EXPANSIONS, POST_FIELDS, readMention } from './mention.ts'
import { X_PRICES } from './prices.ts'
import { newerPostId, timeOfPostId } from './snowflake.ts'

/** X shows no more of an account's mentions than these newest (source: X timelines). */
export const REACH_OF_TIMELINE = 800
/** Posts asked for at once; smaller ones are tried where the month's money is nearly used up. */
const PAGE_SIZES = [100, 20, 5] as const

/** Which part of the timeline to read; X takes `sinceId` and `untilId` as exclusive. */
export interface Range {
  sinceId?: string
  untilId?: string
  /** Epoch ms. */
  startTime?: number
}

/** One page, newest first at X and turned round here. */
export interface Page {
  items: Item[]
  count: number
  newestId: string | null
  oldestId: string | null
  /** Undefined on the last page. */
  next: string | undefined
  costUsd: number
}

interface Body {
  data?: TweetV2[]
  includes?: ApiV2Includes
  meta?: { next_token?: string; result_count?: number }
}

/** One page of the posts that mention us; asks for the money first and gives back what was not used. */
export async function readPage(
  x: XClient,
  ctx: Ctx,
  us: Account,
  range: Range,
  options: { token: string | undefined; expand: boolean },
): Promise<Page> {
  const { size, reserved } = reserve(ctx, options.expand)
  const body = await x
    .call(ctx, 'read', async (client) => {
      const answer: Body | string | undefined = await client.v2.get(
        'users/:id/mentions',
        {
          ...POST_FIELDS,
          ...(options.expand ? EXPANSIONS : {}),
          max_results: size,
          since_id: range.sinceId,
          until_id: range.untilId,
          start_time: range.startTime === undefined ? undefined : isoSecond(range.startTime),
          pagination_token: options.token,
        },
        { params: { id: us.id } },
      )
      return checkBody(answer)
    })
    .catch((error: unknown) => {
      ctx.spend(-reserved)
      throw error
    })
  const costUsd = costOf(body)
  ctx.spend(costUsd - reserved)
  const posts = body.data ?? []
  const ids = posts.flatMap((post) => (timeOfPostId(post?.id) === null ? [] : [post.id]))
  return {
    items: posts.map((post) => toItem(post, body.includes ?? {}, ctx, us)).reverse(),
    count: posts.length,
    newestId: ids.reduce<string | null>(newerPostId, null),
    oldestId: ids.reduce<string | null>((a, b) => (a && newerPostId(a, b) === b ? a : b), null),
    next: body.meta?.next_token,
    costUsd,
  }
}

function reserve(ctx: Ctx, expand: boolean): { size: number; reserved: number } {
  const each = X_PRICES.ownedRead + (expand ? X_PRICES.userRead + X_PRICES.postRead : 0)
  for (const size of PAGE_SIZES) {
    const reserved = size * each
    if (ctx.spend(reserved)) return { size, reserved }
  }
  throw new NetworkError(
    'billing',
    'This month’s limit for X is used up. Reading goes on next month, or as soon as you raise the limit.',
  )
}

function costOf(body: Body): number {
  return (
    (body.data?.length ?? 0) * X_PRICES.ownedRead +
    (body.includes?.users?.length ?? 0) * X_PRICES.userRead +
    (body.includes?.tweets?.length ?? 0) * X_PRICES.postRead
  )
}

function checkBody(answer: Body | string | undefined): Body {
  if (typeof answer !== 'object' || answer === null || typeof answer.meta !== 'object')
    throw new NetworkError('transient', 'X answered with something that is not a page of posts.')
  return answer
}

function toItem(post: TweetV2, includes: ApiV2Includes, ctx: Ctx, us: Account): Item {
  try {
    const reading = { connectionId: ctx.connectionId, us, receivedAt: ctx.clock.now() }
    return { type: 'upsert', mention: readMention(post, includes, reading) }
  } catch (error) {
    return { type: 'poison', raw: JSON.stringify(post), reason: messageOf(error) }
  }
}

function isoSecond(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
