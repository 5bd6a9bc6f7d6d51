import type { Kysely } from 'kysely'
import type { BusinessHours } from '../core/business-hours.ts'
import { type DutySetting, leadOf, onDuty } from '../core/duty.ts'
import type { Routing } from '../core/routing.ts'
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
  /** Every brand with the channels it may speak in. */
  brands: readonly { id: string; zone: string; channels: readonly string[] }[]
  /** Outside the night of a brand's zone. */
  awake(zone: string): BusinessHours | null
  member(id: string | null): NudgeMember | undefined
  /** Whom a step of a case is for; at night whoever is on duty, whatever the step. */
  recipient(one: DueCase, level: number, isNight: boolean, now: number): string | null
}

const NOBODY: DutySetting = { roster: [], group: null, lead: null, zone: null }

const NO_ROUTING: Routing = { rules: [], fallback: null }

/** Reads team, night, duty and groups. */
export async function loadNudgeRules(db: Kysely<Schema>): Promise<NudgeRules> {
  const [brands, staff, settings, groups] = await Promise.all([
    db.selectFrom('brand').select(['id', 'zone', 'channel']).execute(),
    db
      .selectFrom('staff')
      .selectAll()
      .where('disabled_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
    readSettings(db, ['alerts', 'duty', 'routing']),
    readGroups(db),
  ])
  const team = staff.map(({ id, role, slack_user_id, zone, quiet }): NudgeMember => {
    return { id, role, slackUserId: slack_user_id, zone, quiet }
  })
  const duty = { ...NOBODY, ...(settings.get('duty') as Partial<DutySetting> | undefined) }
  const { night = null } = (settings.get('alerts') ?? {}) as { night?: string | null }
  const member = (id: string | null) => team.find((one) => one.id === id)
  const routing = { ...NO_ROUTING, ...(settings.get('routing') as Partial<Routing> | undefined) }
  const routed = [routing.fallback, ...routing.rules.map((rule) => rule.channel)]
  return {
    brands: brands.map(({ id, zone, channel }) => {
      return { id, zone, channels: [channel, ...routed].filter((one) => typeof one === 'string') }
    }),
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
