import { type BusinessHours, nextOpen } from '../../core/business-hours.ts'
import type { CaseKind } from '../../core/case.ts'
import { givePromise, type PromiseStanding, promisedMinutes } from '../../core/promise.ts'
import { awakeHours, readHours } from '../../core/schedule.ts'
import type { Bulk } from './bulk.ts'
import type { WorkingCase } from './case-book.ts'
import type { CaseScene } from './cases.ts'
import type { WriteRules } from './changes.ts'

/** The part of a case that says by when it is answered. */
export type PromiseColumns = Pick<
  WorkingCase,
  'promise_minutes' | 'warn_at' | 'due_at' | 'lead_at' | 'nudge_at'
>

type Rules = Pick<WriteRules, 'brands' | 'promises' | 'hours' | 'night'>

/** What is promised to a case that opens now, or becomes so pressing now. */
export function promiseColumns(
  rules: Rules,
  of: { kind: CaseKind; brandId: string; standings?: readonly PromiseStanding[] },
  now: number,
): PromiseColumns {
  const minutes = promisedMinutes(rules.promises, of)
  const given = givePromise(now, minutes, hoursOf(rules, of))
  return {
    promise_minutes: minutes,
    warn_at: given.warnAt,
    due_at: given.dueAt,
    lead_at: given.leadAt,
    // An emergency is looked at as it comes: at night somebody is called at once.
    nudge_at: of.kind === 'emergency' ? now : given.warnAt,
  }
}

/** Emergencies run round the clock. */
function hoursOf(rules: Rules, of: { kind: CaseKind; brandId: string }): BusinessHours | null {
  return of.kind === 'emergency' ? null : readHours(rules.hours, zoneOf(rules, of.brandId))
}

/** `at`, or the end of the brand's night where that is night; emergencies know none. */
export function afterNight(
  rules: Rules,
  of: { kind: CaseKind; brand_id: string },
  at: number,
): number {
  if (of.kind === 'emergency') return at
  return nextOpen(at, awakeHours(rules.night, zoneOf(rules, of.brand_id)))
}

/** The zone of a brand. */
export function zoneOf(rules: Pick<WriteRules, 'brands'>, brandId: string): string {
  return rules.brands.get(brandId)?.zone ?? 'UTC'
}

/** Who is an advocate or at risk may have been promised to be answered sooner. */
export async function promiseByStanding(bulk: Bulk, scene: CaseScene): Promise<void> {
  if (scene.rules.promises.standings === undefined) return
  const fresh = scene.book.touched().filter((one) => one.isNew && one.author_id !== null)
  const people = await bulk.allIn<{
    author_id: number
    brand_id: string
    advocate: number
    strikes: number
  }>(
    `select pa.author_id, pa.brand_id, p.advocate, p.strikes from person_author pa
     join person p on p.id = pa.person_id where pa.author_id in (%)`,
    fresh.map((one) => one.author_id),
  )
  for (const one of fresh) {
    const person = people.find((p) => p.author_id === one.author_id && p.brand_id === one.brand_id)
    if (person === undefined) continue
    const standings: PromiseStanding[] = [
      ...(person.strikes >= AT_RISK_STRIKES ? (['at_risk'] as const) : []),
      ...(person.advocate === 1 ? (['advocate'] as const) : []),
    ]
    const of = { kind: one.kind, brandId: one.brand_id, standings }
    Object.assign(one, promiseColumns(scene.rules, of, one.opened_at))
  }
}

/** Two bad experiences lose a customer (DESIGN, what it believes). */
const AT_RISK_STRIKES = 2

/** Names whose turn it is for new cases, and remembers the turn. */
export async function suggestOwners(bulk: Bulk, scene: CaseScene): Promise<void> {
  const byName = Map.groupBy(
    scene.book.touched().filter((one) => one.isNew && one.turn !== null),
    (one) => one.turn?.name ?? '',
  )
  for (const [name, cases] of byName) {
    const [known] = await bulk.all<{ n: number }>('select n from turn where name = ?', [name])
    const team = await bulk.allIn<{ id: string }>(
      `select id from staff where disabled_at is null and role <> 'viewer' and id in (%)`,
      cases[0]?.turn?.staff ?? [],
    )
    const staff = (cases[0]?.turn?.staff ?? []).filter((id) => team.some((one) => one.id === id))
    if (staff.length === 0) continue
    let n = known?.n ?? 0
    for (const one of cases) {
      one.suggested_id = staff[n++ % staff.length] ?? null
    }
    await bulk.upsert(
      'turn',
      ['name', 'n'],
      [[name, n]],
      'on conflict (name) do update set n = excluded.n',
    )
  }
}
