import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type DigestFacts, type DigestSettings, USUAL_DIGEST } from '../../core/digest.ts'
import { digestSpan, dueDigests, instantOf } from '../../core/digest-time.ts'
import { silentLogger } from '../../core/logger.ts'
import { type Database, openDatabase } from '../../db/database.ts'
import { createDigestWatch } from '../../jobs/send-digest.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  // Had no 30 December 2011.
  'Pacific/Apia',
] as const
/** Half past two is skipped and told twice where clocks change. */
const TIMES = ['09:00', '02:30', '00:00', '23:30'] as const
const FROM = Date.UTC(2011, 0, 1)
const TO = Date.UTC(2013, 0, 1)

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

/** What the wall clock shows at every half hour; every zone here moves by halves of an hour. */
const walls = new Map<string, { at: number; day: string; time: string }[]>()

function wallOf(zone: string) {
  const known = walls.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  const made: { at: number; day: string; time: string }[] = []
  for (let at = FROM - 10 * DAY; at < TO + 2 * DAY; at += HOUR / 2) {
    const [day = '', time = ''] = format.format(at).split(' ')
    made.push({ at, day, time })
  }
  walls.set(zone, made)
  return made
}

/** Every local date and the first moment of it at which the wall clock shows the time or later. */
function datesOf(zone: string, time: string): Map<string, number> {
  const dates = new Map<string, number>()
  for (const wall of wallOf(zone))
    if (wall.time >= time && !dates.has(wall.day)) dates.set(wall.day, wall.at)
  return dates
}

describe('the time of a digest', () => {
  it('is the first moment of a local date at which the wall clock says so, in five zones over two years', () => {
    for (const zone of ZONES)
      for (const time of TIMES) {
        const real = datesOf(zone, time)
        for (let t = FROM; t < TO; t += DAY) {
          const day = new Date(t).toISOString().slice(0, 10)
          expect([zone, day, instantOf(zone, day, time)]).toEqual([
            zone,
            day,
            real.get(day) ?? null,
          ])
        }
      }
    expect(instantOf('Pacific/Apia', '2011-12-30', '09:00')).toBeNull()
  })

  it('covers every moment by exactly one day, and weeks by seven', () => {
    for (const zone of ZONES) {
      const starts = [...datesOf(zone, '00:00')].slice(9)
      for (const [i, [day, start]] of starts.entries()) {
        if (i === 0) continue
        const { from, to } = digestSpan('day', zone, day)
        if (to !== start || from !== starts[i - 1]?.[1])
          throw new Error(`${zone} ${day}: ${from}, ${to}`)
      }
    }
    expect(digestSpan('week', 'Europe/Berlin', '2012-03-26')).toEqual({
      from: Date.UTC(2012, 2, 18, 23),
      to: Date.UTC(2012, 2, 25, 22),
      beforeFrom: Date.UTC(2012, 2, 11, 23),
      beforeTo: Date.UTC(2012, 2, 18, 23),
    })
  })

  it('is weekly on its weekday, daily on others, never where it is off, and missed after four hours', () => {
    const monday = Date.UTC(2012, 2, 26, 9)
    const due = (settings: Partial<DigestSettings>, now: number) =>
      dueDigests({ ...USUAL_DIGEST, ...settings }, 'UTC', now).filter((one) => !one.isMissed)
    const one = { day: '2012-03-26', dueAt: monday, isMissed: false }
    expect(due({}, monday - 1)).toEqual([])
    expect(due({}, monday)).toEqual([{ ...one, kind: 'week' }])
    expect(due({ weekly: 'never' }, monday)).toEqual([{ ...one, kind: 'day' }])
    expect(due({ weekly: 'tue', daily: false }, monday)).toEqual([])
    expect(due({ off: true }, monday)).toEqual([])
    expect(due({}, monday + 4 * HOUR)).toHaveLength(1)
    expect(due({}, monday + 4 * HOUR + 1)).toEqual([])
    expect(due({ at: '23:00' }, monday + 16 * HOUR)[0]?.day).toBe('2012-03-26')
  })
})

const FACTS = { brandId: '' } as DigestFacts

interface Sent {
  zone: string
  day: string
  at: number
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** One process: it starts, looks now and then, and may die. */
function aProcess(db: Database, now: () => number) {
  return createDigestWatch({
    db,
    clock: { now, sleep: turn },
    log: silentLogger,
    hasSlack: true,
    gather: async (brandId) => ({ ...FACTS, brandId }),
  })
}

async function openTwo(now: () => number): Promise<[Database, Database]> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-digest-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const url = join(folder, 'desk.db')
  const clock = { now, sleep: turn }
  const first = await openDatabase({ url, clock, node: 1 })
  const second = await openDatabase({ url, clock, node: 2 })
  undo.push(
    () => first.close(),
    () => second.close(),
  )
  for (const zone of ZONES)
    await first.kysely
      .insertInto('brand')
      .values({
        id: zone,
        name: zone,
        description: '',
        profile: '{}',
        zone,
        channel: 'C1',
        created_at: FROM,
      })
      .execute()
  return [first, second]
}

describe('digests', () => {
  it('come exactly once a local date in five zones over two years, with restarts and two processes at once', async () => {
    let now = FROM
    const [db, other] = await openTwo(() => now)
    // Years of durable commits to a disk would only make the test slow.
    for (const one of [db, other]) {
      one.sqlite?.pragma('synchronous = off')
      one.sqlite?.pragma('busy_timeout = 0')
    }
    let state = 7
    const draw = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
    let processes = [aProcess(db, () => now), aProcess(other, () => now)]
    const looks: number[] = []
    while (now < TO) {
      // Mostly a look within five hours; now and then the desk is away for up to twelve.
      now += Math.ceil((draw() < 0.06 ? 12 * draw() : 5 * draw()) * HOUR) + 60_000
      looks.push(now)
      if (draw() < 0.05) processes = [aProcess(other, () => now), aProcess(db, () => now)]
      // Both at once, or the one that was faster.
      const faster = draw() < 0.5 ? 0 : 1
      const both = draw() < 0.2
      await Promise.all(processes.filter((_, i) => both || i === faster).map((look) => look()))
    }
    const rows = await db.kysely
      .selectFrom('digest')
      .select(['brand_id as zone', 'day', 'state', 'made_at as at'])
      .execute()
    const sent = new Map<string, Sent[]>()
    for (const row of rows)
      if (row.state === 'made')
        sent.set(`${row.zone} ${row.day}`, [...(sent.get(`${row.zone} ${row.day}`) ?? []), row])
    let checked = 0
    for (const zone of ZONES)
      for (const [day, dueAt] of datesOf(zone, '09:00')) {
        if (dueAt <= FROM || dueAt >= TO - DAY) continue
        const look = looks.find((at) => at >= dueAt)
        if (look === undefined) continue
        const isInTime = look - dueAt <= 4 * HOUR
        const here = sent.get(`${zone} ${day}`) ?? []
        expect([zone, day, here.length]).toEqual([zone, day, isInTime ? 1 : 0])
        expect(here[0]?.at ?? look).toBe(look)
        checked++
      }
    expect(checked).toBeGreaterThan(5 * 725)
    const messages = await db.kysely.selectFrom('outbox').select('key').execute()
    expect(messages).toHaveLength([...sent.values()].flat().length)
    const missed = rows.filter((row) => row.state === 'missed')
    expect(missed.length).toBeGreaterThan(0)
  })
})
