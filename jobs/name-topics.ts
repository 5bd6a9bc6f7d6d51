import { brandWords } from '../analysis/topics/brand-words.ts'
import { readTexts } from '../db/signals.ts'
import type { BrandWatch } from './brand-watch.ts'
import { searchTopics } from './search-topics.ts'

const WEEKS_MS = 28 * 86_400_000
const MAX_POSTS = 300
const MAX_BEFORE = 1000
const MAX_TOPICS = 5
const MAX_MENTIONS = 5
/** What so many of the posts say is what they are about, although it is said on other days too. */
const COMMON_SHARE = 0.3

/** What the posts of a stretch are about, against the weeks before, and the newest of them. */
export async function nameTopics(
  { db, brand, likeness }: BrandWatch,
  from: number,
  to: number,
): Promise<{ topics: string[]; mentionIds: number[] }> {
  const posts = await readTexts(db.kysely, brand.id, from, to, MAX_POSTS)
  const before = await readTexts(db.kysely, brand.id, from - WEEKS_MS, from, MAX_BEFORE)
  const own = brandWords(profileOf(brand), [...posts, ...before])
  const found = await searchTopics(posts, before, own, likeness)
  const topics = found.filter(
    ({ direction, now, ofNow }) =>
      direction === 'up' || (direction === 'steady' && now >= COMMON_SHARE * ofNow),
  )
  return {
    topics: topics.slice(0, MAX_TOPICS).map((topic) => topic.name),
    mentionIds: posts.slice(0, MAX_MENTIONS).map((post) => post.id),
  }
}

/** The words of a brand as its row has them. */
export function profileOf(brand: { name: string; profile: string }) {
  const profile = JSON.parse(brand.profile) as { handles?: string[]; keywords?: string[] }
  return { name: brand.name, handles: profile.handles ?? [], keywords: profile.keywords ?? [] }
}
