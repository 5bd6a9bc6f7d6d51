import type { Clock } from '../../../core/clock.ts'
import type { RateLimitForm } from '../../contract/connector-harness.ts'

const PER_TOKEN = { limit: 300, ms: 5 * 60_000 }
const PAGING = { limit: 300, ms: 15 * 60_000 }

interface Window {
  from: number
  count: number
}

/** How often one may ask: 300 times in five minutes, 300 pages in fifteen (source: its rack_attack.rb). */
export function createLimits(clock: Clock) {
  const windows = new Map<string, Window>()
  let armed: RateLimitForm | null = null

  function hit(key: string, rule: { limit: number; ms: number }) {
    const from = Math.floor(clock.now() / rule.ms) * rule.ms
    const window = windows.get(key)
    const count = window?.from === from ? window.count + 1 : 1
    windows.set(key, { from, count })
    return { limit: rule.limit, remaining: rule.limit - count, resetAt: from + rule.ms }
  }

  return {
    /** The next request is refused in this form, once. */
    arm: (form: RateLimitForm) => {
      armed = form
    },
    /** Headers of every answer, and whether this one is too many. */
    count(
      caller: string,
      isPaging: boolean,
    ): { headers: Record<string, string>; tooMany: boolean } {
      if (armed !== null) {
        const headers = headersOf(armed, clock.now())
        armed = null
        return { headers, tooMany: true }
      }
      const rules = [hit(caller, PER_TOKEN), ...(isPaging ? [hit(`${caller} pages`, PAGING)] : [])]
      const tightest = rules.reduce((a, b) => (b.remaining < a.remaining ? b : a))
      return {
        headers: {
          'x-ratelimit-limit': String(tightest.limit),
          'x-ratelimit-remaining': String(Math.max(0, tightest.remaining)),
          'x-ratelimit-reset': new Date(tightest.resetAt).toISOString(),
        },
        tooMany: tightest.remaining < 0,
      }
    },
  }
}

const DAY = 24 * 60 * 60_000

/** Mastodon says when by an ISO time; what stands before it, and servers like it, have their own ways. */
function headersOf(form: RateLimitForm, now: number): Record<string, string> {
  const reset = (at: number) => ({
    'x-ratelimit-limit': '300',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': new Date(at).toISOString(),
  })
  switch (form) {
    case 'seconds':
      return { 'retry-after': '20' }
    case 'date':
      return { 'retry-after': new Date(now + 20_000).toUTCString() }
    case 'reset_epoch':
      return { 'x-ratelimit-reset': String(Math.floor(now / 1000) + 20) }
    case 'reset_iso':
      return reset(now + 20_000)
    case 'past_reset':
      return reset(now - 60_000)
    case 'far_reset':
      return reset(now + 30 * DAY)
    case 'garbage':
      return { 'x-ratelimit-reset': 'in a while', 'retry-after': 'soon' }
    case 'body_seconds':
    case 'missing':
      return {}
  }
}
