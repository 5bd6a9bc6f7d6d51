import type { DigestSettings } from './digest.ts'
import { type DueDigest, dueDigests } from './digest-time.ts'

/** How often somebody wants to be told what waits for them. */
export const OWN_DIGESTS = ['off', 'daily', 'weekly'] as const
export type OwnDigest = (typeof OWN_DIGESTS)[number]

/** The word for a choice that came from outside; null for any other text. */
export function ownDigestOf(text: string): OwnDigest | null {
  return OWN_DIGESTS.find((one) => one === text) ?? null
}

/** The weekday of somebody's weekly digest is that of the team's, Monday where the team has none. */
export function ownWeekday({ weekly }: Pick<DigestSettings, 'weekly'>) {
  return weekly === 'never' ? 'mon' : weekly
}

/** Digests of one's own whose time has come where one lives, at the team's time of day; older first. */
export function dueOwnDigests(
  wanted: Exclude<OwnDigest, 'off'>,
  team: DigestSettings,
  zone: string,
  now: number,
): DueDigest[] {
  const daily = wanted === 'daily'
  const weekly = daily ? 'never' : ownWeekday(team)
  return dueDigests({ off: false, at: team.at, daily, weekly, channel: null }, zone, now)
}
