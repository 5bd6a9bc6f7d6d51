import { NetworkError } from '../../core/errors.ts'
import type { Ctx, Item, StoredPost } from '../connector.ts'
import type { Book } from './book.ts'
import { EXPANSIONS, POST_FIELDS, readMetrics } from './mention.ts'
import { moneyForTonight } from './meter.ts'
import { type Body, itemsOf, textOr } from './page.ts'
import { X_PRICES } from './prices.ts'
import type { Reading } from './timeline.ts'

/** Posts asked for at once (source: X, Post lookup). */
const AT_ONCE = 100
const DAY_MS = 86_400_000
/** Hour (UTC) from which a day's sweep may begin: few people write then, and the day's budget is new. */
const BEGINS_MS = 2 * 3_600_000

type Answer = Pick<Body, 'data' | 'includes'> & {
  errors?: { resource_id?: unknown; title?: unknown; detail?: unknown; type?: unknown }[]
}

/** When the next sweep is due, epoch ms. */
export function nextSweep({ sweep }: Book): number {
  return (sweep.day + 1) * DAY_MS + BEGINS_MS
}

/**
 * Asks X about the posts that stand here, newest first, as many as tonight's money allows; the next night goes on
 * where this one stopped. What X no longer shows is taken away, what was edited is heard anew, counts are renewed.
 */
export async function* sweep(
  reading: Reading,
  ctx: Ctx,
  book: Book,
): AsyncGenerator<{ items: Item[]; costUsd: number }> {
  let left = moneyForTonight(ctx)
  for (;;) {
    const size = Math.min(AT_ONCE, Math.floor(left / X_PRICES.postRead))
    const posts = size < 1 ? [] : ((await ctx.stored?.(book.sweep.below, size)) ?? [])
    const last = posts.at(-1)
    if (last === undefined || !ctx.spend(posts.length * X_PRICES.postRead)) {
      const below = size >= 1 && last === undefined ? null : book.sweep.below
      book.sweep = { day: Math.floor(ctx.clock.now() / DAY_MS), below }
      yield { items: [], costUsd: 0 }
      return
    }
    const reserved = posts.length * X_PRICES.postRead
    const found = await lookAgain(reading, ctx, posts).catch((error: unknown) => {
      ctx.spend(-reserved)
      throw error
    })
    ctx.spend(found.costUsd - reserved)
    left -= found.costUsd
    book.sweep = { ...book.sweep, below: last.id }
    yield found
  }
}

async function lookAgain(
  reading: Reading,
  ctx: Ctx,
  posts: readonly StoredPost[],
): Promise<{ items: Item[]; costUsd: number }> {
  const now = ctx.clock.now()
  const ids = posts.map(({ revision, nativeId }) => (/^\d+$/.test(revision) ? revision : nativeId))
  const answer = await lookUp(reading, ctx, ids, { 'tweet.fields': 'public_metrics' })
  const byId = new Map((answer.data ?? []).map((post) => [post?.id, post]))
  const gone = new Map(
    (answer.errors ?? []).flatMap((e) => (isGone(e) ? [[e.resource_id, e]] : [])),
  )
  const items: Item[] = []
  const edited: string[] = []
  for (const [i, { key }] of posts.entries()) {
    const id = ids[i]
    const post = byId.get(id ?? '')
    const newest = post?.edit_history_tweet_ids?.at(-1)
    if (post === undefined) {
      const why = gone.get(id)
      if (why !== undefined)
        items.push({ type: 'delete', key, reason: `no longer on X: ${textOr(why.title, 'gone')}` })
    } else if (newest !== undefined && newest !== id) edited.push(newest)
    else items.push({ type: 'metrics', key, metrics: readMetrics(post, now) })
  }
  let costUsd = reading.meter.priceOf(answer, X_PRICES.postRead, now)
  if (edited.length > 0) {
    const { withAuthors, us, meter } = reading
    const fresh = await lookUp(reading, ctx, edited, {
      ...POST_FIELDS,
      ...(withAuthors ? EXPANSIONS : {}),
    })
    costUsd += meter.priceOf(fresh, X_PRICES.postRead, now)
    const { connectionId } = ctx
    items.push(...itemsOf(fresh, { connectionId, us, receivedAt: now, found: 'keyword' }))
  }
  return { items, costUsd }
}

async function lookUp(
  { x }: Reading,
  ctx: Ctx,
  ids: readonly string[],
  fields: Readonly<Record<string, string>>,
): Promise<Answer> {
  const answer = await x.call(ctx, 'read', (client) =>
    client.v2.get<Answer | string | undefined>('tweets', { ids: ids.join(','), ...fields }),
  )
  const isAnswer = typeof answer === 'object' && answer !== null
  if (!isAnswer || (!isList(answer.data) && !isList(answer.errors)))
    throw new NetworkError('transient', 'X answered with something that is no list of posts.')
  return {
    ...(isList(answer.data) ? { data: answer.data } : {}),
    ...(answer.includes === undefined ? {} : { includes: answer.includes }),
    ...(isList(answer.errors) ? { errors: answer.errors } : {}),
  }
}

function isList<T>(value: readonly T[] | undefined): value is T[] {
  return Array.isArray(value)
}

/** Deleted, protected or suspended; any other error says nothing about the post. */
function isGone(error: NonNullable<Answer['errors']>[number]): boolean {
  return /\/(?:resource-not-found|not-authorized-for-resource)$/.test(textOr(error?.type, ''))
}
