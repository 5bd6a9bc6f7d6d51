import type { ApiV2Includes, TweetV2 } from 'twitter-api-v2'
import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Item } from '../connector.ts'
import { type ReadingOf, readMention } from './mention.ts'
import { newerPostId, timeOfPostId } from './snowflake.ts'

/** A page of posts as X answers it. */
export interface Body {
  data?: TweetV2[]
  includes?: ApiV2Includes
  meta?: { next_token?: string; result_count?: number }
}

/** The page, or a NetworkError where the answer is something else. */
export function checkBody(answer: unknown): Body {
  const body = answer as Body | undefined | null | string
  if (typeof body !== 'object' || body === null || typeof body.meta !== 'object')
    throw new NetworkError('transient', 'X answered with something that is not a page of posts.')
  if (body.data !== undefined && !Array.isArray(body.data))
    throw new NetworkError('transient', 'X answered with something that is not a page of posts.')
  return body
}

/** The posts of a page, oldest first; what makes no sense is set aside. */
export function itemsOf(body: Body, reading: ReadingOf): Item[] {
  return (body.data ?? []).map((post) => itemOf(post, body.includes, reading)).reverse()
}

/** One post; set aside with the reason where it makes no sense. */
export function itemOf(
  post: TweetV2,
  includes: ApiV2Includes | undefined,
  reading: ReadingOf,
): Item {
  try {
    const mention = readMention(post, includes ?? {}, reading)
    if (mention.observedAt > reading.receivedAt + FUTURE_MS)
      throw new Error('The post is from the future.')
    return { type: 'upsert', mention }
  } catch (error) {
    return { type: 'poison', raw: JSON.stringify(post) ?? 'undefined', reason: messageOf(error) }
  }
}

/** Later than this is no clock that goes wrong, but nonsense. */
const FUTURE_MS = 86_400_000

/** The newest and the oldest id of a page; null where there is none. An id of the far future counts as none. */
export function endsOf(
  { data = [] }: Body,
  now: number,
): { newest: string | null; oldest: string | null } {
  const ids = data.flatMap((post) => {
    const at = timeOfPostId(post?.id)
    return at === null || at > now + FUTURE_MS ? [] : [post.id]
  })
  return {
    newest: ids.reduce<string | null>(newerPostId, null),
    oldest: ids.reduce<string | null>((a, b) => (a && newerPostId(a, b) === b ? a : b), null),
  }
}

/** A text as it came, or what stands for it: what comes from outside may be anything. */
export function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

/**
 * A page that X refuses because of the token it gave itself is no mistake of ours: reading begins anew. Without a
 * token the error stays what it is.
 */
export function withoutToken(error: unknown, token: string | undefined): unknown {
  const isRefused = error instanceof NetworkError && error.code === 'fatal' && token !== undefined
  return isRefused ? new NetworkError('transient', error.message, { cause: error }) : error
}

/** A time as X wants it, to the second. */
export function isoSecond(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
