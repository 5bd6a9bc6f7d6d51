import type { Kysely } from 'kysely'
import type { BusinessHours } from '../core/business-hours.ts'
import type { Routing } from '../core/routing.ts'
import { awakeHours, isAwake } from '../core/schedule.ts'
import type { DueCase } from '../db/nudges.ts'
import type { Schema } from '../db/schema.ts'
import { readSettings } from '../db/settings.ts'
import { readTeam, type Team } from '../db/team.ts'

/** Who is told what and when, as the settings say now. */
export interface NudgeRules {
  /** Every brand with the channels it may speak in. */
  brands: readonly { id: string; zone: string; channels: readonly string[] }[]
  /** Outside the night of a brand's zone. */
  awake(zone: string): BusinessHours | null
  member: Team['member']
  /** Whom a step of a case is for; in an emergency at night, or in their quiet hours, whoever is on duty. */
  recipient(one: DueCase, level: number, isNight: boolean, now: number): string | null
}

const NO_ROUTING: Routing = { rules: [], fallback: null }

/** Reads brands, team and night. */
export async function loadNudgeRules(db: Kysely<Schema>): Promise<NudgeRules> {
  const [brands, team, settings] = await Promise.all([
    db.selectFrom('brand').select(['id', 'zone', 'channel']).execute(),
    readTeam(db),
    readSettings(db, ['alerts', 'routing']),
  ])
  const { night = null } = (settings.get('alerts') ?? {}) as { night?: string | null }
  const routing = { ...NO_ROUTING, ...(settings.get('routing') as Partial<Routing> | undefined) }
  const routed = [routing.fallback, ...routing.rules.map((rule) => rule.channel)]
  const { member, onDuty, lead } = team
  return {
    brands: brands.map(({ id, zone, channel }) => {
      return { id, zone, channels: [channel, ...routed].filter((one) => typeof one === 'string') }
    }),
    awake: (zone) => awakeHours(night, zone),
    member,
    recipient(one, level, isNight, now) {
      const isUrgent = one.kind === 'emergency'
      // Whoever is merely suggested may have gone home meanwhile.
      const suggested = member(one.suggested_id)
      const isThere = suggested !== undefined && isAwake(suggested, one.zone, now)
      const asked = member(one.owner_id) ?? (isThere ? suggested : undefined)
      const own = [undefined, asked, undefined, member(lead)][level]
      // What cannot wait breaks into nobody's night: it goes to whoever is on duty.
      const mayCall = own !== undefined && !(isUrgent && (isNight || !isAwake(own, one.zone, now)))
      return mayCall ? own.id : onDuty(one.zone, now)
    },
  }
}
