import { NetworkError } from '../../core/errors.ts'
import type { Ctx } from '../connector.ts'
import { errorOf, type GitHubClient, jsonOf, looseOf, nextPage, SERVICE } from './client.ts'
import type { StreamState } from './memory.ts'
import { timeOf } from './post.ts'

/** Something that REST lists by its last change, oldest first. */
export interface ListSource {
  path(since: string): string
  rows(json: unknown): unknown
  /** How much earlier than the newest row the next look begins, ms: rows show up late. */
  overlapMs: number
}

export interface Page {
  rows: readonly unknown[]
  state: StreamState
  done: boolean
}

export const PAGE = 100
const MAX_PAGES = 100
/** A time further ahead than this is a mistake, and would skip everything before it. */
const MAX_AHEAD_MS = 10 * 60_000

/**
 * Every row changed since the state was taken. Each full page is followed by a question that begins where it
 * ended: rows that change meanwhile move to the end, and counted pages would step over their neighbours.
 */
export async function* followList(
  client: GitHubClient,
  source: ListSource,
  from: StreamState,
  ctx: Ctx,
): AsyncGenerator<Page> {
  let { since, etag } = from
  let path = source.path(isoOf(since))
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.get(ctx, path, { etag })
    if (answer.status === 304) return
    if (answer.status !== 200) throw errorOf(answer, ctx.clock.now())
    const rows = source.rows(jsonOf(answer))
    if (!Array.isArray(rows)) throw new NetworkError('transient', `${SERVICE} sent no list.`)
    const newest = newestOf(rows, since, ctx.clock.now())
    const next = nextPage(answer.headers)
    if (next === null && rows.length < PAGE) {
      const start = Math.max(since, newest - source.overlapMs)
      const stays = start === since && page === 0
      yield {
        rows,
        state: { since: start, etag: stays ? answer.headers.get('etag') : null },
        done: true,
      }
      return
    }
    yield { rows, state: { since: newest, etag: null }, done: false }
    // More rows of one second than a page holds: only then pages are counted.
    if (newest > since) path = source.path(isoOf(newest))
    else if (next !== null) path = next
    else return
    since = newest
    etag = null
  }
}

/** GitHub's times have no parts of a second. */
export function isoOf(at: number): string {
  return `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}Z`
}

function newestOf(rows: readonly unknown[], since: number, now: number): number {
  let newest = since
  for (const row of rows)
    try {
      const at = timeOf(looseOf(row)['updated_at'], 'updated_at')
      if (at <= now + MAX_AHEAD_MS) newest = Math.max(newest, at)
    } catch {
      // A row without a time is set aside by whoever reads it.
    }
  return newest
}
