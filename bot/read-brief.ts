import { monthOf } from '../core/month.ts'
import { readWhen } from '../core/when.ts'
import { brandsOfChannel } from '../db/commands.ts'
import { readHours, readService, readSources } from '../db/figures.ts'
import { localDay } from '../db/local-day.ts'
import { readTopics } from '../db/topics.ts'
import type { BriefDay, BriefSource } from '../views/brief.ts'
import type { BotDeps } from './deps.ts'

const BRANDS_SHOWN = 10
const TOPICS_SHOWN = 3
/** A topic that the last looks did not bring up is no news. */
const FRESH_MS = 2 * 3_600_000

/** The day so far of the channel's brands, from counters, and how the sources are. */
export async function readBrief(
  { archive, ctx }: BotDeps,
  channel: string,
): Promise<[BriefDay[], BriefSource[]]> {
  const db = archive.kysely
  const now = ctx.clock.now()
  const brands = await brandsOfChannel(db, channel)
  const days = await Promise.all(
    brands.slice(0, BRANDS_SHOWN).map(async ({ id, name, zone }): Promise<BriefDay> => {
      const since = readWhen(`${localDay(zone, now)} 00:00`, now, zone) ?? now
      const [hours, service, topics] = await Promise.all([
        readHours(db, id, since, now + 1),
        readService(db, id, now, since),
        readTopics(db, id, since, now),
      ])
      const sum = (of: 'total' | 'negative' | 'positive') =>
        hours.reduce((all, hour) => all + hour[of], 0)
      return {
        brandName: name,
        mentions: sum('total'),
        negative: sum('negative'),
        positive: sum('positive'),
        ...service,
        rising: topics
          .filter((topic) => topic.direction === 'up' && now - topic.seen_at < FRESH_MS)
          .slice(0, TOPICS_SHOWN)
          .map((topic) => topic.name),
      }
    }),
  )
  return [days, await readSources(db, monthOf(now))]
}
