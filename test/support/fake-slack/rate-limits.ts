import type { JsonObject } from './json.ts'
import { textOf } from './json.ts'
import type { Settings } from './options.ts'

/** Posts to one channel let through at once before the pace of one a second holds (burst mode). */
const CHANNEL_BURST = 5

export interface RateLimits {
  /** Seconds to wait when the call is over its limit, else null; a call let through is counted. */
  take(method: string, perMinute: number, args: JsonObject): number | null
}

interface Bucket {
  level: number
  at: number
}

/** Slack's limits: a tier a minute for each method, and about one post a second for each channel. */
export function createRateLimits(settings: Settings): RateLimits {
  const buckets = new Map<string, Bucket>()
  const refill = (key: string, size: number, perSecond: number): Bucket => {
    const now = settings.clock.now()
    const bucket = buckets.get(key) ?? { level: size, at: now }
    bucket.level = Math.min(size, bucket.level + (Math.max(0, now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    buckets.set(key, bucket)
    return bucket
  }
  return {
    take(method, tier, args) {
      if (settings.rateLimits === 'off') return null
      const perMinute = settings.perMinute[method] ?? tier
      const wanted = [{ bucket: refill(method, perMinute, perMinute / 60), rate: perMinute / 60 }]
      if (method === 'chat.postMessage') {
        const size = settings.rateLimits === 'strict' ? 1 : CHANNEL_BURST
        wanted.push({ bucket: refill(`post ${textOf(args['channel'])}`, size, 1), rate: 1 })
      }
      // Binary fractions of a second must not refuse a call that is exactly on time.
      const short = wanted.filter(({ bucket }) => bucket.level < 1 - 1e-9)
      if (short.length > 0) {
        const waits = short.map(({ bucket, rate }) => (1 - bucket.level) / rate)
        return Math.max(1, Math.ceil(Math.max(...waits)))
      }
      for (const { bucket } of wanted) bucket.level -= 1
      return null
    },
  }
}
