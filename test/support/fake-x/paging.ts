import { invalid, type Reply } from './answers.ts'
import { type Asked, faultOfFields, includesOf, shapePost } from './shapes.ts'
import { type FakePost, timeOfId, type World } from './world.ts'

/** A timeline shows no more than these newest (source: X timelines). */
const REACH = 800
const SEARCH_REACH_MS = 7 * 86_400_000
/** The search index runs behind (source: X search). */
const SEARCH_LAG_MS = 30_000

/** Posts newest first in pages; a token stands for "older than this", so that new posts shift nothing. */
export function timeline(world: World, query: Asked, belongs: (post: FakePost) => boolean): Reply {
  const fault = faultOfRange(query, 5) ?? faultOfFields(query)
  if (fault !== null) return invalid(fault)
  const found = newestFirst(world)
    .filter((post) => belongs(post) && world.isLatest(post) && world.hiddenBecause(post) === null)
    .slice(0, REACH)
    .filter((post) => inRange(post, query))
  return page(world, found, query, 'pagination_token')
}

/** `GET /2/tweets/search/recent`: the last seven days up to half a minute ago. */
export function searchRecent(
  world: World,
  query: Asked,
  now: number,
  fits: (post: FakePost) => boolean,
): Reply {
  const fault = faultOfRange(query, 10) ?? faultOfFields(query)
  if (fault !== null) return invalid(fault)
  const oldest = now - SEARCH_REACH_MS
  const since = query.get('since_id')
  const start = query.get('start_time')
  if (since !== null && timeOfId(since) < oldest)
    return invalid(`'since_id' must be a tweet id created after ${isoSecond(oldest)}.`)
  if (start !== null && Date.parse(start) < oldest)
    return invalid(`Invalid 'start_time'. 'start_time' must be on or after ${isoSecond(oldest)}.`)
  if (start !== null && Date.parse(start) >= now - SEARCH_LAG_MS)
    return invalid(`Invalid 'start_time'. 'start_time' must be before 'end_time'.`)
  const found = newestFirst(world).filter((post) => {
    const at = timeOfId(post.id)
    if (at < oldest || at > now - SEARCH_LAG_MS) return false
    if (post.repostOf !== undefined || !world.isLatest(post)) return false
    return world.hiddenBecause(post) === null && inRange(post, query) && fits(post)
  })
  return page(world, found, query, 'next_token')
}

function page(world: World, found: readonly FakePost[], query: Asked, tokenName: string): Reply {
  const size = Number(query.get('max_results') ?? '10')
  const token = query.get(tokenName)
  if (token !== null && !/^t\d+$/.test(token)) return invalid(`Invalid ${tokenName}`)
  const rest = token === null ? found : found.filter((p) => BigInt(p.id) < BigInt(token.slice(1)))
  const shown = rest.slice(0, size)
  const last = shown.at(-1)
  const meta = {
    result_count: shown.length,
    ...(rest.length > size && last ? { next_token: `t${last.id}` } : {}),
  }
  if (shown.length === 0) return { status: 200, body: { meta } }
  const data = shown.map((post) => shapePost(world, post, query))
  return { status: 200, body: { data, ...includesOf(world, shown, query), meta } }
}

function newestFirst(world: World): FakePost[] {
  return [...world.posts.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
}

function faultOfRange(query: Asked, least: number): string | null {
  const size = Number(query.get('max_results') ?? '10')
  if (!(size >= least && size <= 100)) return `The \`max_results\` is not between ${least} and 100`
  const start = query.get('start_time')
  if (start !== null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(start))
    return 'Invalid start_time'
  return null
}

function inRange({ id }: FakePost, query: Asked): boolean {
  const [since, until, start] = ['since_id', 'until_id', 'start_time'].map((k) => query.get(k))
  if (since && BigInt(id) <= BigInt(since)) return false
  if (until && BigInt(id) >= BigInt(until)) return false
  return !start || timeOfId(id) >= Date.parse(start)
}

function isoSecond(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
