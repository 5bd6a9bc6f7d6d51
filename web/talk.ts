import type { Kysely } from 'kysely'
import { shareOfVoice } from '../analysis/signals/share-of-voice.ts'
import { isNetwork, networkName } from '../core/network.ts'
import type { Schema } from '../db/schema.ts'
import { readVoices } from '../db/signals.ts'
import { readTopics } from '../db/topics.ts'
import type { ShownTopic } from '../views/topics-table.ts'
import type { ShownVoice } from '../views/voice-table.ts'

const DAY_MS = 86_400_000
const MAX_MOVED = 8
const MAX_STEADY = 6
/** A topic that the last looks did not bring up is not shown. */
const FRESH_MS = 2 * 3_600_000

/** What people talk about, and how much of the talk is ours. */
export interface Talk {
  topics: ShownTopic[]
  hours: number
  voice: ShownVoice | null
}

/** Topics as last weighed and the share of voice of 30 days, from counters. */
export async function readTalk(db: Kysely<Schema>, brandId: string, now: number): Promise<Talk> {
  const rows = (await readTopics(db, brandId, now - 6 * DAY_MS, now)).filter(
    // What nobody brings up now is no talk as before.
    (row) => now - row.seen_at < FRESH_MS && (row.direction !== 'steady' || row.posts > 0),
  )
  const shown = rows.map(
    (row): ShownTopic => ({
      name: row.name,
      direction: row.direction,
      posts: row.posts,
      ofPosts: row.of_posts,
      before: row.posts_before,
      ofBefore: row.of_before,
      week: row,
    }),
  )
  const some = (direction: ShownTopic['direction'], limit: number) =>
    shown.filter((topic) => topic.direction === direction).slice(0, limit)
  return {
    topics: [...some('up', MAX_MOVED), ...some('down', MAX_MOVED), ...some('steady', MAX_STEADY)],
    hours: rows[0]?.hours ?? 24,
    voice: await readVoice(db, brandId, now),
  }
}

async function readVoice(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
): Promise<ShownVoice | null> {
  const brands = await db.selectFrom('brand').select(['id', 'name', 'profile']).execute()
  const us = brands.find((brand) => brand.id === brandId)
  const named = (JSON.parse(us?.profile ?? '{}') as { rivals?: string[] }).rivals ?? []
  const rivals = brands.filter((brand) => named.includes(brand.id) && brand.id !== brandId)
  if (us === undefined || rivals.length === 0) return null
  const ids = [us, ...rivals].map((brand) => brand.id)
  const voices = await readVoices(db, ids, now - 29 * DAY_MS, now)
  // Where one of them was never heard we may not be listening for it.
  const shared = Object.keys(voices[0]?.networks ?? {}).filter((network) =>
    voices.every((voice) => (voice.networks[network] ?? 0) > 0),
  )
  const { shares, n, isEnough } = shareOfVoice(voices, shared.toSorted())
  return {
    n,
    isEnough,
    networks: shared.toSorted().map((name) => (isNetwork(name) ? networkName(name) : name)),
    rows: shares.map((one) => ({
      name: brands.find((brand) => brand.id === one.brandId)?.name ?? one.brandId,
      isOurs: one.brandId === brandId,
      posts: one.posts,
      share: one.share,
      low: one.interval.low,
      high: one.interval.high,
    })),
  }
}
