import { countExcess, LEAST_AUTHORS } from '../analysis/signals/count-excess.ts'
import {
  type Alarm,
  findSilence,
  findSpike,
  followAlarm,
  isSpikeOf,
} from '../analysis/signals/find-alarms.ts'
import { hourOfWeekIn } from '../analysis/signals/hour-of-week.ts'
import {
  HOURS_A_WEEK,
  type HourSeries,
  learnUsualWeek,
  type UsualWeek,
} from '../analysis/signals/usual-week.ts'
import type { Incident, IncidentEvidence } from '../core/incident.ts'
import { changeIncident, openIncident, readIncidents } from '../db/incidents.ts'
import { readHourSeries, readVoicesOf } from '../db/signals.ts'
import type { BrandWatch } from './brand-watch.ts'
import { nameTopics } from './name-topics.ts'

const HOUR_MS = 3_600_000
const LEARN_WEEKS = 8
/** A brand that is younger has no usual week yet. */
const LEAST_HOURS = HOURS_A_WEEK
const SEEN_HOURS = 14 * 24
/** What comes back so soon is the same incident. */
const SAME_MS = 6 * HOUR_MS
/** An open incident is told again when it grew by so much. */
const GROWTH = 1.3

/** Spikes and silences of one brand; how many were opened. */
export async function watchVolume(watch: BrandWatch): Promise<number> {
  const { db, brand, now } = watch
  const from = now - (LEARN_WEEKS * HOURS_A_WEEK + 1) * HOUR_MS
  const series = await readHourSeries(db.kysely, brand.id, from, now)
  if (series.counts.length <= LEAST_HOURS) return 0
  const usual = usualOf(watch, series)
  const start = Math.max(0, series.counts.length - SEEN_HOURS)
  const seen = { from: series.from + start, counts: series.counts.slice(start) }
  const known = await readIncidents(db.kysely, brand.id, now - SAME_MS)
  let opened = 0
  for (const kind of ['spike', 'silence'] as const) {
    const last = known.find((incident) => incident.kind === kind)
    if (last?.isOpen === true)
      await follow(watch, last, followAlarm(kind, seen, usual, hourOf(last.startedAt)))
    else if (await raise(watch, kind, seen, usual, last)) opened++
  }
  return opened
}

function usualOf({ weeks, brand }: BrandWatch, series: HourSeries): UsualWeek {
  const hour = series.from + series.counts.length
  const known = weeks.get(brand.id)
  if (known?.hour === hour) return known.usual
  const past = { from: series.from, counts: series.counts.slice(0, -1) }
  const usual = learnUsualWeek(past, hourOfWeekIn(brand.zone))
  weeks.set(brand.id, { hour, usual })
  return usual
}

async function raise(
  watch: BrandWatch,
  kind: Alarm['kind'],
  seen: HourSeries,
  usual: UsualWeek,
  last: Incident | undefined,
): Promise<boolean> {
  const notBefore = last === undefined || last.endedAt === null ? 0 : hourOf(last.endedAt)
  const alarm = (kind === 'spike' ? findSpike : findSilence)(seen, usual, notBefore)
  if (alarm === null || (kind === 'silence' && !watch.mayBeSilent)) return false
  if (kind === 'spike' && (await isLoudFew(watch, alarm, usual))) return false
  if (last !== undefined) {
    const whole = followAlarm(kind, seen, usual, hourOf(last.startedAt))
    const evidence = await describe(watch, whole)
    if (evidence !== null) await change(watch, last, evidence, true)
    return false
  }
  const evidence = await describe(watch, alarm)
  if (evidence === null) return false
  const { db, now, brand } = watch
  const startedAt = alarm.from * HOUR_MS
  const found = { brandId: brand.id, kind, mentionId: null, startedAt, evidence }
  return db.transaction((trx) =>
    openIncident({ trx, nextId: db.nextId, now }, found, brand.channel),
  )
}

/** Whether it would be no spike without what one or two people wrote over and over. */
async function isLoudFew(
  { db, brand }: BrandWatch,
  alarm: Alarm,
  usual: UsualWeek,
): Promise<boolean> {
  const [from, to] = [alarm.from * HOUR_MS, alarm.to * HOUR_MS]
  const { ofAuthors } = await readVoicesOf(db.kysely, brand.id, from, to)
  return !isSpikeOf(alarm.found - countExcess(ofAuthors), alarm, usual)
}

async function follow(
  watch: BrandWatch,
  incident: Incident,
  alarm: Alarm & { isOver: boolean },
): Promise<void> {
  const { evidence } = incident
  const grown =
    incident.kind === 'spike'
      ? alarm.found >= GROWTH * evidence.found
      : alarm.expected >= GROWTH * evidence.expected
  if (!alarm.isOver && !grown) return
  // What ends an incident is not part of it, so the evidence stays as it was at its height.
  const latest = alarm.isOver ? evidence : await describe(watch, alarm)
  if (latest !== null) await change(watch, incident, latest, !alarm.isOver)
}

async function change(
  { db, now }: BrandWatch,
  incident: Incident,
  evidence: IncidentEvidence,
  isOpen: boolean,
): Promise<void> {
  const chance = Math.min(evidence.chance, incident.evidence.chance)
  await db.transaction((trx) =>
    changeIncident({ trx, nextId: db.nextId, now }, incident, {
      evidence: { ...evidence, chance },
      isOpen,
    }),
  )
}

/** What an alarm rests on; null where it is the noise of one or two people. */
async function describe(watch: BrandWatch, alarm: Alarm): Promise<IncidentEvidence | null> {
  const { db, brand, deafSources } = watch
  const [from, to] = [alarm.from * HOUR_MS, alarm.to * HOUR_MS]
  const isSpike = alarm.kind === 'spike'
  const { ofAuthors, unhappy } = await readVoicesOf(db.kysely, brand.id, from, to)
  const authors = ofAuthors.length
  if (isSpike && authors < LEAST_AUTHORS) return null
  const about = isSpike ? await nameTopics(watch, from, to) : { topics: [], mentionIds: [] }
  const { found, expected, chance } = alarm
  const hours = alarm.to - alarm.from
  return { found, expected, chance, hours, authors, unhappy, ...about, deafSources }
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS)
}
