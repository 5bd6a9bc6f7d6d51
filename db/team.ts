import type { Kysely } from 'kysely'
import { type DutySetting, leadOf, onDuty } from '../core/duty.ts'
import type { Schema } from './schema.ts'
import { readGroups, readSettings } from './settings.ts'

export interface TeamMember {
  id: string
  role: string
  slackUserId: string | null
  zone: string | null
  /** Quiet hours of their own. */
  quiet: string | null
}

/** Who works here and who is on duty, as the settings and Slack say now. */
export interface Team {
  member(id: string | null): TeamMember | undefined
  /** Whoever is on duty at `at`; `zone` is that of the brand. */
  onDuty(zone: string, at: number): string | null
  lead: string | null
  groups: ReadonlyMap<string, readonly string[]>
}

const NOBODY: DutySetting = { roster: [], group: null, lead: null, zone: null }

/** Reads staff, duty and groups. */
export async function readTeam(db: Kysely<Schema>): Promise<Team> {
  const [staff, settings, groups] = await Promise.all([
    db
      .selectFrom('staff')
      .selectAll()
      .where('disabled_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
    readSettings(db, ['duty']),
    readGroups(db),
  ])
  const members = staff.map(({ id, role, slack_user_id, zone, quiet }): TeamMember => {
    return { id, role, slackUserId: slack_user_id, zone, quiet }
  })
  const duty = { ...NOBODY, ...(settings.get('duty') as Partial<DutySetting> | undefined) }
  return {
    member: (id) => members.find((one) => one.id === id),
    onDuty: (zone, at) => onDuty(duty, (group) => groups.get(group) ?? [], members, zone, at),
    lead: leadOf(duty, members),
    groups,
  }
}
