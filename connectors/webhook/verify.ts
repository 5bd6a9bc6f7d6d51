import type { HookRequest } from '../connector.ts'
import { matchesSignature } from '../hook-signature.ts'

/** A request may be this much older or newer than our clock, seconds. */
const MAX_SKEW_S = 300

/** Why a request is not believed; null where it is genuine and of now. */
export function doubtAbout(request: HookRequest, secret: string, now: number): string | null {
  const stamp = request.header('x-earshot-timestamp')?.trim() ?? ''
  if (!/^\d{10}$/.test(stamp))
    return 'X-Earshot-Timestamp is missing or no count of seconds since 1970.'
  const signature = request.header('x-earshot-signature')
  if (!matchesSignature(secret, [`${stamp}.`, request.body], signature))
    return 'X-Earshot-Signature does not fit. Sign the timestamp, a dot and the body exactly as it is sent.'
  const age = now / 1000 - Number(stamp)
  if (age > MAX_SKEW_S) return 'The request is more than five minutes old.'
  if (age < -MAX_SKEW_S) return 'The request is dated more than five minutes ahead.'
  return null
}
