import type { Ctx, Item } from '../connector.ts'
import { EXPANSIONS, POST_FIELDS } from './mention.ts'
import { dearestPost, spendOnWords } from './meter.ts'
import { checkBody, isoSecond, itemsOf, textOr, withoutToken } from './page.ts'
import { X_PRICES } from './prices.ts'
import type { Reading } from './timeline.ts'

/** Search reaches back seven days (source: X search); a minute less, so that clocks may differ. */
export const SEARCH_REACH_MS = 7 * 86_400_000 - 60_000
/** The index runs half a minute behind. */
export const SEARCH_LAG_MS = 30_000
const PAGE_SIZES = [100, 20, 10] as const

export interface SearchPage {
  items: Item[]
  costUsd: number
}

/** Thrown where the money for words is used up. */
export class OutOfMoney extends Error {
  override readonly name = 'OutOfMoney'
}

/** All that one question finds from `since` (epoch ms) on, page by page, newest first. */
export async function* searchRecent(
  { x, us, meter, withAuthors }: Reading,
  ctx: Ctx,
  question: string,
  since: number,
): AsyncGenerator<SearchPage> {
  let token: string | undefined
  do {
    const { size, reserved } = reserve(ctx, withAuthors)
    const body = await x
      .call(
        ctx,
        'read',
        async (client) =>
          checkBody(
            await client.v2.get('tweets/search/recent', {
              ...POST_FIELDS,
              ...(withAuthors ? EXPANSIONS : {}),
              query: question,
              max_results: size,
              sort_order: 'recency',
              start_time: isoSecond(since),
              next_token: token,
            }),
          ),
        'app',
      )
      .catch((error: unknown) => {
        ctx.spend(-reserved)
        throw withoutToken(error, token)
      })
    const costUsd = meter.priceOf(body, X_PRICES.postRead, ctx.clock.now())
    ctx.spend(costUsd - reserved)
    const { connectionId } = ctx
    const reading = { connectionId, us, receivedAt: ctx.clock.now(), found: 'keyword' as const }
    yield { items: itemsOf(body, reading), costUsd }
    token = textOr(body.meta?.next_token, '') || undefined
  } while (token !== undefined)
}

function reserve(ctx: Ctx, withAuthors: boolean): { size: number; reserved: number } {
  const each = dearestPost(X_PRICES.postRead, withAuthors)
  for (const size of PAGE_SIZES) {
    const reserved = size * each
    if (spendOnWords(ctx, reserved)) return { size, reserved }
  }
  throw new OutOfMoney()
}
