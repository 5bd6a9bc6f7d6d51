import { messageOf, NetworkError } from '../../core/errors.ts'
import { clip } from '../../core/hostile-text.ts'
import type { Ctx, Gap, Item } from '../connector.ts'
import { errorOfAnswer } from '../http.ts'
import { looseOf } from './facets.ts'
import { readLabels } from './labels.ts'
import { mentionOfPost, POSTS, type PostContext } from './post-mention.ts'
import { jsonOf, type Session } from './session.ts'

const EVERY_MS = 60_000
/** Notifications may be shown a little later than they are dated. */
const OVERLAP_MS = 5 * 60_000
const LIMIT = 100
const MAX_PAGES = 30
const REASONS = ['mention', 'reply', 'quote']

type Loose = Readonly<Record<string, unknown>>

export interface Notifications {
  /** How far they have been read, epoch ms; null before the first look. */
  readonly seenAt: number | null
  /** Who named us since the last look, where it is time for one. */
  due(ctx: Ctx, context: PostContext): Promise<{ items: Item[]; gap: Gap | null }>
}

/**
 * Who tagged, answered or quoted our account, as its own notifications tell: what the stream lost is found
 * here, however long ago. Pages come newest first, so the mark moves when the last one is in.
 */
export function createNotifications(session: Session, seenAt: number | null): Notifications {
  let mark = seenAt
  let nextAt = 0

  async function readPage(ctx: Ctx, cursor: string | null): Promise<Loose> {
    const query = new URLSearchParams({ limit: String(LIMIT) })
    for (const reason of REASONS) query.append('reasons', reason)
    if (cursor !== null) query.set('cursor', cursor)
    const path = `app.bsky.notification.listNotifications?${query.toString()}`
    const answer = await session.call(ctx, { method: 'GET', path })
    if (answer.status !== 200) throw errorOfAnswer(answer, 'Bluesky', ctx.clock.now())
    const page = jsonOf(answer)
    if (Array.isArray(page['notifications'])) return page
    throw new NetworkError('transient', 'Bluesky sent notifications that cannot be read.')
  }

  return {
    get seenAt() {
      return mark
    },
    async due(ctx, context) {
      if (ctx.clock.now() < nextAt) return { items: [], gap: null }
      nextAt = ctx.clock.now() + EVERY_MS
      const found: Loose[] = []
      let cursor: string | null = null
      let isWhole = false
      for (let page = 0; page < MAX_PAGES && !isWhole; page++) {
        const answer: Loose = await readPage(ctx, cursor).catch((error: unknown) => {
          const retryAt = error instanceof NetworkError ? error.retryAt : null
          nextAt = Math.max(nextAt, retryAt ?? 0)
          throw error
        })
        const entries = (answer['notifications'] as unknown[]).map(looseOf)
        found.push(...entries)
        cursor = typeof answer['cursor'] === 'string' ? answer['cursor'] : null
        const oldest = timeOf(entries.at(-1)?.['indexedAt'])
        // Before the first look nobody is owed the past.
        const isOld = mark === null || (oldest !== null && oldest < mark - OVERLAP_MS)
        isWhole = cursor === null || entries.length === 0 || isOld
      }
      const from = mark
      const times = found
        .flatMap(({ indexedAt }) => timeOf(indexedAt) ?? [])
        .filter((at) => at <= ctx.clock.now() + OVERLAP_MS)
      const newest = Math.max(0, ...times)
      if (from === null) {
        // What was there before we began stays outside the overlap.
        mark = newest + OVERLAP_MS + 1
        return { items: [], gap: null }
      }
      mark = Math.max(from, newest)
      const items = found.reverse().flatMap((one) => itemsOf(one, from - OVERLAP_MS, context))
      const to = Math.min(...times)
      if (isWhole || !(to > from)) return { items, gap: null }
      const why = 'More people named us on Bluesky than could be read again.'
      return { items, gap: { from, to, why } }
    },
  }
}

function itemsOf(entry: Loose, after: number, context: PostContext): Item[] {
  const indexedAt = timeOf(entry['indexedAt'])
  if (indexedAt !== null && indexedAt < after) return []
  try {
    const { uri, cid } = entry
    const [, did, rkey] =
      typeof uri === 'string'
        ? (/^at:\/\/([^/]+)\/app\.bsky\.feed\.post\/([^/]+)$/.exec(uri) ?? [])
        : []
    if (typeof uri !== 'string' || did === undefined || rkey === undefined)
      throw new Error(`The notification names no post (${POSTS}).`)
    if (typeof cid !== 'string' || indexedAt === null)
      throw new Error('The notification has no revision or no time.')
    const isHidden =
      readLabels(entry['labels']).isHidden ||
      readLabels(looseOf(entry['author'])['labels']).isHidden
    if (isHidden) return []
    const post = { did, rkey, uri, cid, timeUs: indexedAt * 1000, edited: false }
    return [{ type: 'upsert', mention: mentionOfPost(post, looseOf(entry['record']), context) }]
  } catch (error) {
    return [{ type: 'poison', raw: clip(JSON.stringify(entry), 2_000), reason: messageOf(error) }]
  }
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isSafeInteger(time) && time > 0 ? time : null
}
