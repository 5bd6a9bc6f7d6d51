import { NetworkError } from '../../core/errors.ts'
import { cleanName } from '../../core/hostile-text.ts'
import { errorOfAnswer, type HttpAnswer, retryAtOf } from '../http.ts'
import { looseOf, textOf } from './loose.ts'

const LONGEST_WAIT_MS = 24 * 60 * 60_000
const SHORTEST_WAIT_MS = 1_000

/** What a refusal of the server at `host` means, in our words; `sends` where a post was on its way. */
export function refusalOf(answer: HttpAnswer, host: string, now: number, sends: boolean) {
  if (answer.status === 429)
    return new NetworkError('rate_limited', `${host} asks us to wait (429).`, {
      retryAt: limitEndOf(answer.headers, now),
    })
  if (answer.status >= 300 && answer.status < 400) {
    const to = hostOf(answer.headers.get('location'))
    const mend = to === null ? '' : ` Write server: ${to} in earshot.yaml.`
    return new NetworkError('fatal', `${host} sends us elsewhere (${answer.status}).${mend}`)
  }
  if (answer.status === 400 || answer.status === 422) {
    const said = saidIn(answer.text)
    const why = said === null ? ` (${answer.status})` : `: ${said}`
    return new NetworkError('refused', `${host} refused this${why}`)
  }
  return errorOfAnswer(answer, host, now, sends)
}

/** What a server says with its error, on one line; null where it says nothing. */
export function saidIn(text: string): string | null {
  try {
    const said = textOf(looseOf(JSON.parse(text))['error'])
    return said === null ? null : cleanName(said, 200)
  } catch {
    return null
  }
}

/**
 * When a limit ends, on our clock: X-RateLimit-Reset as ISO time (Mastodon) or epoch seconds (others), else
 * Retry-After; null where none can be read. Counted from the server's own Date, whose clock may differ.
 */
export function limitEndOf(headers: Headers, now: number): number | null {
  const reset = headers.get('x-ratelimit-reset')?.trim() ?? ''
  const at = /^\d{10}$/.test(reset) ? Number(reset) * 1000 : isoTime(reset)
  if (at === null) return retryAtOf(headers, now)
  const theirs = Date.parse(headers.get('date') ?? '')
  const wait = at - (Number.isNaN(theirs) ? now : theirs)
  return Math.round(now + Math.min(Math.max(wait, SHORTEST_WAIT_MS), LONGEST_WAIT_MS))
}

function isoTime(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : time
}

function hostOf(location: string | null): string | null {
  return location !== null && URL.canParse(location) ? new URL(location).host : null
}
