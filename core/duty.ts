import { isOpenAt, rosterHours, type Weekday } from './schedule.ts'

/** Who is called when a promise is about to be broken. */
export interface DutySetting {
  /** First that fits; hours may pass midnight. */
  roster: readonly { staff: string; days: readonly Weekday[]; hours: string }[]
  /** Slack user group; whoever is in it is on duty when the roster names nobody. */
  group: string | null
  /** Called last of all. */
  lead: string | null
  zone: string | null
}

interface Member {
  id: string
  role: string
}

/** Who is on duty now: by the roster, then the Slack group, then the lead. */
export function onDuty(
  duty: DutySetting,
  members: (group: string) => readonly string[],
  team: readonly Member[],
  zone: string,
  at: number,
): string | null {
  const known = (id: string | undefined) => team.find((one) => one.id === id)?.id
  const rostered = duty.roster.find(
    (turn) =>
      known(turn.staff) !== undefined &&
      isOpenAt(at, rosterHours(turn.days, turn.hours, duty.zone ?? zone)),
  )
  const inGroup = duty.group === null ? undefined : members(duty.group).find(known)
  return known(rostered?.staff) ?? inGroup ?? leadOf(duty, team)
}

/** The lead: whoever the settings name, else the first owner, else the first approver. */
export function leadOf(duty: DutySetting, team: readonly Member[]): string | null {
  const byRole = (role: string) => team.find((one) => one.role === role)?.id
  return (
    team.find((one) => one.id === duty.lead)?.id ?? byRole('owner') ?? byRole('approver') ?? null
  )
}
