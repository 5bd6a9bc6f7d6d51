import { brandWords } from '../analysis/topics/brand-words.ts'
import { createTopicMatcher } from '../analysis/topics/topic-matcher.ts'
import { recountTopics } from '../db/recount-topics.ts'
import { countPosts, readTexts } from '../db/signals.ts'
import { hasTopics, readTopicForms, writeTopics } from '../db/topics.ts'
import type { SignalDeps } from './brand-watch.ts'
import { profileOf } from './name-topics.ts'
import { searchTopics } from './search-topics.ts'

const DAY_MS = 86_400_000
const BEFORE_MS = 28 * DAY_MS
/** A day with fewer posts says little: then it is the week that is held against the weeks before. */
const LEAST_POSTS = 20
const MAX_NOW = 1000
const MAX_BEFORE = 3000
const MAX_RECOUNTED = 5000
/** How often the words of a brand are weighed anew. */
const REST_MS = 20 * 60_000
/** So many times as many posts as were weighed last: a source was caught up with, or an import came in. */
const GROWTH = 1.5

/**
 * Weighs topics every 20 minutes, and at once when there are half as many posts again or no topics yet: call it
 * every minute.
 */
export function createTopicWatch(deps: SignalDeps): () => Promise<number> {
  let next = 0
  let weighed = 0
  return async () => {
    const now = deps.clock.now()
    const heard = await countPosts(deps.db.kysely, now - BEFORE_MS - DAY_MS)
    if (now < next && heard < GROWTH * weighed) return 0
    const added = await discoverTopics(deps)
    weighed = heard
    if (await hasTopics(deps.db.kysely)) next = now + REST_MS
    return added
  }
}

/** Finds what each brand's people talk about, and counts new topics for the weeks before; how many are new. */
async function discoverTopics({ db, clock, log, likeness }: SignalDeps): Promise<number> {
  const now = clock.now()
  const brands = await db.kysely
    .selectFrom('brand')
    .select(['id', 'name', 'profile'])
    .orderBy('id')
    .execute()
  let added = 0
  for (const brand of brands) {
    let days = 1
    let posts = await readTexts(db.kysely, brand.id, now - DAY_MS, now + 1, MAX_NOW)
    if (posts.length < LEAST_POSTS) {
      days = 7
      posts = await readTexts(db.kysely, brand.id, now - 7 * DAY_MS, now + 1, MAX_NOW)
    }
    const from = now - days * DAY_MS
    const before = await readTexts(db.kysely, brand.id, from - BEFORE_MS, from, MAX_BEFORE)
    const own = brandWords(profileOf(brand), [...posts, ...before])
    const found = await searchTopics(posts, before, own, likeness)
    const fresh = await db.transaction((trx) => writeTopics(trx, brand.id, found, days * 24, now))
    if (fresh.length === 0) continue
    added += fresh.length
    const topics = (await readTopicForms(db.kysely)).get(brand.id) ?? []
    const options = { brandId: brand.id, from: from - BEFORE_MS, limit: MAX_RECOUNTED }
    const match = createTopicMatcher(topics)
    const counted = await recountTopics(db, { ...options, match })
    log.info({ brand: brand.id, topics: fresh.length, posts: counted }, 'new topics are counted')
  }
  return added
}
