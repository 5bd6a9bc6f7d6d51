import { NetworkError } from '../../core/errors.ts'
import type { Ctx, Item } from '../connector.ts'
import type { XClient } from './client.ts'
import { type Account, EXPANSIONS, POST_FIELDS } from './mention.ts'
import { dearestPost, type Meter } from './meter.ts'
import { type Body, checkBody, endsOf, isoSecond, itemsOf, textOr, withoutToken } from './page.ts'
import { X_PRICES } from './prices.ts'

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

/** What reading needs to know of its connection. */
export interface Reading {
  x: XClient
  us: Account
  meter: Meter
  /** Whether authors and quoted posts come along. */
  withAuthors: boolean
}

/** One page of the posts that mention us; asks for the money first and gives back what was not used. */
export async function readPage(
  { x, us, meter, withAuthors }: Reading,
  ctx: Ctx,
  range: Range,
  token: string | undefined,
): Promise<Page> {
  const { size, reserved } = reserve(ctx, withAuthors)
  const body = await x
    .call(ctx, 'read', async (client) => {
      const answer: Body | string | undefined = await client.v2.get(
        'users/:id/mentions',
        {
          ...POST_FIELDS,
          ...(withAuthors ? EXPANSIONS : {}),
          max_results: size,
          since_id: range.sinceId,
          until_id: range.untilId,
          start_time: range.startTime === undefined ? undefined : isoSecond(range.startTime),
          pagination_token: token,
        },
        { params: { id: us.id } },
      )
      return checkBody(answer)
    })
    .catch((error: unknown) => {
      ctx.spend(-reserved)
      throw withoutToken(error, token)
    })
  const costUsd = meter.priceOf(body, X_PRICES.ownedRead, ctx.clock.now())
  ctx.spend(costUsd - reserved)
  const { newest, oldest } = endsOf(body, ctx.clock.now())
  const reading = { connectionId: ctx.connectionId, us, receivedAt: ctx.clock.now() }
  return {
    items: itemsOf(body, reading),
    count: body.data?.length ?? 0,
    newestId: newest,
    oldestId: oldest,
    next: textOr(body.meta?.next_token, '') || undefined,
    costUsd,
  }
}

function reserve(ctx: Ctx, withAuthors: boolean): { size: number; reserved: number } {
  const each = dearestPost(X_PRICES.ownedRead, withAuthors)
  for (const size of PAGE_SIZES) {
    const reserved = size * each
    if (ctx.spend(reserved)) return { size, reserved }
  }
  throw new NetworkError(
    'billing',
    'This month’s limit for X is used up. Reading goes on next month, or as soon as you raise the limit.',
  )
}
