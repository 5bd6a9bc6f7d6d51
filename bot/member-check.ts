import type { webApi } from '@slack/bolt'
import type { Clock } from '../core/clock.ts'

/** Whoever was a member lately is asked for again only after this. */
const FRESH_MS = 10 * 60_000
/** Without Slack's word, one this old still counts. */
const KEPT_MS = 24 * 3_600_000
/** Slack wants an answer to a press within three seconds, so an earlier word counts when it is slow. */
const WAIT_MS = 800

type UsersInfo = Pick<webApi.WebClient, 'users'>['users']['info']

/**
 * Asks Slack whether a user is a full member of the workspace: no guest, no deactivated account, nobody of
 * another company through Slack Connect. Without any word of Slack the answer is "unknown", never yes.
 */
export function createMemberCheck(usersInfo: UsersInfo, clock: Clock) {
  const known = new Map<string, { isMember: boolean; at: number }>()

  async function ask(userId: string): Promise<boolean> {
    const { user } = await usersInfo({ user: userId })
    const isMember =
      user !== undefined &&
      user.deleted !== true &&
      user.is_restricted !== true &&
      user.is_ultra_restricted !== true &&
      user.is_stranger !== true
    known.set(userId, { isMember, at: clock.now() })
    return isMember
  }

  return async (userId: string): Promise<boolean | 'unknown'> => {
    const last = known.get(userId)
    const age = last === undefined ? Number.POSITIVE_INFINITY : clock.now() - last.at
    if (last === undefined || age >= KEPT_MS) return ask(userId).catch(() => 'unknown' as const)
    if (age < FRESH_MS) return last.isMember
    const waiting = new AbortController()
    const late = clock.sleep(WAIT_MS, waiting.signal).then(
      () => last.isMember,
      () => last.isMember,
    )
    const answer = await Promise.race([ask(userId).catch(() => last.isMember), late])
    waiting.abort()
    return answer
  }
}
