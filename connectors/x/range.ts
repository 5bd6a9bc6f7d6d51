import type { Batch, Ctx } from '../connector.ts'
import type { Place } from './book.ts'
import { newerPostId, timeOfPostId } from './snowflake.ts'
import { type Range, REACH_OF_TIMELINE, type Reading, readPage } from './timeline.ts'

/** One page, and how far the reading has come with it. */
export interface ReadSoFar {
  items: Batch['items']
  costUsd: number
  count: number
  newestId: string | null
  oldestId: string | null
  last: boolean
}

/** All pages of a part of the timeline, newest first. */
export async function* readRange(
  reading: Reading,
  ctx: Ctx,
  range: Range,
): AsyncGenerator<ReadSoFar> {
  let sofar = { count: 0, newestId: range.sinceId ?? null, oldestId: null as string | null }
  let token: string | undefined
  do {
    const page = await readPage(reading, ctx, range, token)
    const { count, newestId, oldestId } = page
    sofar = {
      count: sofar.count + count,
      newestId: newestId === null ? sofar.newestId : newerPostId(sofar.newestId, newestId),
      oldestId: oldestId ?? sofar.oldestId,
    }
    token = page.next
    yield { ...sofar, items: page.items, costUsd: page.costUsd, last: token === undefined }
  } while (token !== undefined)
}

/** Where the timeline ended because X shows no more, not because we had reached our last post. */
export function gapOf(page: ReadSoFar, at: Place): Batch['gap'] {
  if (!page.last || page.count < REACH_OF_TIMELINE || page.oldestId === null) return undefined
  const from = at.sinceId === undefined ? at.startTime : timeOfPostId(at.sinceId)
  const to = timeOfPostId(page.oldestId)
  if (from === undefined || from === null || to === null) return undefined
  return { from, to, why: `X shows only the newest ${REACH_OF_TIMELINE} posts that mention us.` }
}
