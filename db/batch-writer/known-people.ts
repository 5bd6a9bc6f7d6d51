import { type KindMinutes, PROMISE_STANDINGS, type PromiseStanding } from '../../core/promise.ts'
import type { Bulk } from './bulk.ts'
import type { WorkingCase } from './case-book.ts'
import type { CaseScene } from './case-scene.ts'
import { promiseColumns } from './promises.ts'
import { suggestStaff } from './suggest-staff.ts'

/** Two bad experiences lose a customer (DESIGN, what it believes). */
const AT_RISK_STRIKES = 2
/** By their standing once they were assessed, until then by the quick rule of the pipeline. */
const IS_ADVOCATE = `case when s.stage is null then p.advocate when s.stage = 'advocate' or s.unproved = 1 then 1 else 0 end`

interface KnownPerson {
  id: number
  author_id: number
  brand_id: string
  advocate: number
  strikes: number
  is_out: number | null
  is_at_risk: number | null
  stage: string | null
  key_manager: string | null
}

/** What is known of whoever opened a case: they may be answered sooner, and have somebody who looks after them. */
export async function treatKnownPeople(bulk: Bulk, scene: CaseScene): Promise<void> {
  const managers = new Map<WorkingCase, string>()
  const fresh = scene.book.touched().filter((one) => one.isNew)
  const people = await bulk.allIn<KnownPerson>(
    `select p.id, pa.author_id, pa.brand_id, ${IS_ADVOCATE} as advocate, p.strikes, s.is_out, s.is_at_risk, s.stage, s.key_manager
     from person_author pa join person p on p.id = pa.person_id
     left join person_standing s on s.person_id = p.id where pa.author_id in (%)`,
    fresh.flatMap((one) => one.author_id ?? []),
  )
  const segments = await readSegmentsOf(
    bulk,
    people.map((person) => person.id),
  )
  for (const one of fresh) {
    const person = people.find((p) => p.author_id === one.author_id && p.brand_id === one.brand_id)
    if (person === undefined) continue
    const held = segments.filter((segment) => segment.person_id === person.id)
    const standings = standingsOf(person)
    // Whoever was let down before and complains again is about to leave.
    if (one.kind === 'complaint' && standings.includes('at_risk')) one.kind = 'at_risk'
    const of = {
      kind: one.kind,
      brandId: one.brand_id,
      standings,
      segments: held.map((segment) => JSON.parse(segment.promise) as KindMinutes),
    }
    Object.assign(one, promiseColumns(scene.rules, of, one.opened_at))
    const manager = person.key_manager ?? held.find((segment) => segment.manager)?.manager ?? null
    if (manager !== null) managers.set(one, manager)
  }
  await suggestStaff(bulk, scene, fresh, managers)
}

interface HeldSegment {
  person_id: number
  promise: string
  manager: string | null
}

/** Segments with their promises, in the order of the settings: the first manager looks after somebody. */
async function readSegmentsOf(bulk: Bulk, personIds: readonly number[]): Promise<HeldSegment[]> {
  const rows = await bulk.allIn<HeldSegment & { place: number }>(
    `select ps.person_id, g.promise, g.manager, g.place from person_segment ps
     join segment g on g.id = ps.segment_id where g.retired_at is null and ps.person_id in (%)`,
    personIds,
  )
  return rows.toSorted((a, b) => a.place - b.place)
}

function standingsOf(person: KnownPerson): PromiseStanding[] {
  const isAtRisk =
    person.strikes >= AT_RISK_STRIKES || person.is_out === 1 || person.is_at_risk === 1
  const held = new Set([
    person.stage,
    isAtRisk ? 'at_risk' : null,
    person.advocate === 1 ? 'advocate' : null,
  ])
  return PROMISE_STANDINGS.filter((standing) => held.has(standing))
}
