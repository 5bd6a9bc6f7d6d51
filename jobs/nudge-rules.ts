import type { Kysely } from 'kysely'
import type { BusinessHours } from '../core/business-hours.ts'
import { type DutySetting, leadOf, onDuty } from '../core/duty.ts'
import { awakeHours } from '../core/schedule.ts'
import type { DueCase } from '../db/nudges.ts'
import type { Schema } from '../db/schema.ts'
import { readGroups, readSettings } from '../db/settings.ts'

export interface NudgeMember {
  id: string
  role: string
  slackUserId: string | null
  zone: string | null
  quiet: string | null
}

/** Who is told what and when, as the settings say now. */
export interface NudgeRules {
  /** Outside the night of a brand's zone. */
  awake(zone: string): BusinessHours | null
  member(id: string | null): NudgeMember | undefined
  /** Whom a step of a case is for; at night whoever is on duty, whatever the step. */
  recipient(one: DueCase, level: number, isNight: boolean, now: number): string | null
}

const NOBODY: DutySetting = { roster: [], group: null, lead: null, zone: null }

/** Reads team, night, duty and groups. */
export async function loadNudgeRules(db: Kysely<Schema>): Promise<NudgeRules> {
  const [staff, settings, groups] = await Promise.all([
    db
      .selectFrom('staff')
      .selectAll()
      .where('disabled_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
    readSettings(db, ['alerts', 'duty']),
    readGroups(db),
  ])
  const team = staff.map(({ id, role, slack_user_id, zone, quiet }): NudgeMember => {
    return { id, role, slackUserId: slack_user_id, zone, quiet }
  })
  const duty = { ...NOBODY, ...(settings.get('duty') as Partial<DutySetting> | undefined) }
  const { night = null } = (settings.get('alerts') ?? {}) as { night?: string | null }
  const member = (id: string | null) => team.find((one) => one.id === id)
  return {
    awake: (zone) => awakeHours(night, zone),
    member,
    recipient(one, level, isNight, now) {
      const watch = () => onDuty(duty, (group) => groups.get(group) ?? [], team, one.zone, now)
      if (one.kind === 'emergency' && isNight) return watch()
      if (level === 3) return leadOf(duty, team)
      if (level === 2) return watch()
      return member(one.owner_id)?.id ?? member(one.suggested_id)?.id ?? watch()
    },
  }
}
