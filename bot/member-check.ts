import type { webApi } from '@slack/bolt'
import type { Clock } from '../core/clock.ts'

/** Whoever was a member lately is asked for again only after this. */
const FRESH_MS = 10 * 60_000
/** Without Slack's word, one this old still counts. */
const KEPT_MS = 24 * 3_600_000

/**
 * Asks Slack whether a user is a full member of the workspace: no guest, no deactivated account, nobody of
 * another company through Slack Connect. Without any word of Slack the answer is "unknown", never yes.
 */
export function createMemberCheck(client: webApi.WebClient, clock: Clock) {
  const known = new Map<string, { isMember: boolean; at: number }>()
  return async (userId: string): Promise<boolean | 'unknown'> => {
    const now = clock.now()
    const last = known.get(userId)
    if (last !== undefined && now - last.at < FRESH_MS) return last.isMember
    try {
      const { user } = await client.users.info({ user: userId })
      const isMember =
        user !== undefined &&
        user.deleted !== true &&
        user.is_restricted !== true &&
        user.is_ultra_restricted !== true &&
        user.is_stranger !== true
      known.set(userId, { isMember, at: now })
      return isMember
    } catch {
      return last !== undefined && now - last.at < KEPT_MS ? last.isMember : 'unknown'
    }
  }
}
