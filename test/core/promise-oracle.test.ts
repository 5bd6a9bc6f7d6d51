import { describe, expect, it } from 'vitest'
import type { BusinessHours, MinuteSpan } from '../../core/business-hours.ts'
import { deadlineState, givePromise } from '../../core/promise.ts'

/**
 * The oracle: docs/deadlines.md done by brute force. It asks for every single minute what a clock on the wall
 * shows, and shares no code with the program.
 */
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Santiago',
  'Pacific/Auckland',
] as const
const CASES = 1000
const MINUTE = 60_000
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function createWall(zone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const seen = new Map<number, { day: number; date: string; minute: number }>()
  return (minuteBegin: number) => {
    const known = seen.get(minuteBegin)
    if (known !== undefined) return known
    // "Sun, 29/03/2026, 03:00"
    const text = format.format(minuteBegin)
    const at = text.indexOf('/')
    const shown = {
      day: DAYS.indexOf(text.slice(0, 3)),
      date: `${text.slice(at + 4, at + 8)}-${text.slice(at + 1, at + 3)}-${text.slice(at - 2, at)}`,
      minute: Number(text.slice(-5, -3)) * 60 + Number(text.slice(-2)),
    }
    seen.set(minuteBegin, shown)
    return shown
  }
}
const walls = new Map(ZONES.map((zone) => [zone as string, createWall(zone)]))

function counts(minuteBegin: number, hours: BusinessHours): boolean {
  const shown = walls.get(hours.zone)?.(minuteBegin)
  if (shown === undefined) throw new Error(`no wall for ${hours.zone}`)
  const { day, date, minute } = shown
  if (hours.holidays.includes(date) || hours.holidays.includes(date.slice(5))) return false
  return (hours.week[day] ?? []).some(([from, to]) => minute >= from && minute < to)
}

/** Minute by minute until so much business time is over, one answer a target, ascending. */
function walk(openedAt: number, targets: readonly number[], hours: BusinessHours): number[] {
  const found: number[] = []
  let passed = 0
  for (let begin = Math.floor(openedAt / MINUTE) * MINUTE; found.length < targets.length; ) {
    const end = begin + MINUTE
    const start = Math.max(begin, openedAt)
    if (counts(begin, hours)) {
      for (let next = targets[found.length]; next !== undefined; next = targets[found.length]) {
        if (passed + (end - start) < next) break
        found.push(start + (next - passed))
      }
      passed += end - start
    }
    begin = end
  }
  return found
}

/** Repeatable numbers between 0 and 1. */
function createDice(seed: number) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Days on which the clocks of one of the zones change, a common one and the turn of the year. */
const NEAR = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-09-06', '2026-09-27', '2026-10-04']
  .concat(['2026-10-25', '2026-11-01', '2026-06-10', '2026-12-31'])
  .map((day) => Date.parse(`${day}T00:00:00Z`))

function makeCase(dice: () => number) {
  const pick = <T>(list: readonly T[]) => list[Math.floor(dice() * list.length)] as T
  const minuteOfDay = () => Math.floor(dice() * 24) * 60 + pick([0, 0, 30, 15, 7])
  const spansOf = (): MinuteSpan[] => {
    if (dice() < 0.15) return []
    const edges = [minuteOfDay(), minuteOfDay(), minuteOfDay(), pick([1440, minuteOfDay()])]
    const [a = 0, b = 0, c = 0, d = 0] = edges.toSorted((x, y) => x - y)
    return (
      [
        [a, b],
        [c, d],
      ] as const
    ).filter(([from, to]) => from < to)
  }
  const week = Array.from({ length: 7 }, spansOf)
  // An hour a day at the least, so that a walk has an end.
  week[3] = [[540, 1080]]
  const hours: BusinessHours = {
    zone: pick(ZONES),
    week,
    holidays: dice() < 0.5 ? ['12-25', '01-01', '2026-03-30', '2026-11-02'] : [],
  }
  const openedAt = pick(NEAR) + Math.floor((dice() * 5 - 2.5) * 86_400_000)
  const minutes = pick([5, 15, 60, 60, 240, 240, 480, 1440])
  return { openedAt, minutes, hours }
}

describe('a promise', () => {
  it(`agrees with the oracle on ${CASES} cases in ${ZONES.length} zones, at every change of the clocks`, () => {
    const dice = createDice(20261125)
    const wrong: object[] = []
    for (let i = 0; i < CASES; i++) {
      const { openedAt, minutes, hours } = makeCase(dice)
      const [warnAt, dueAt, leadAt] = walk(
        openedAt,
        [0.75, 1, 1.5].map((share) => share * minutes * MINUTE),
        hours,
      ) as [number, number, number]
      const given = givePromise(openedAt, minutes, hours)
      const own = { minutes, warnAt, dueAt, leadAt }
      if (JSON.stringify(given) !== JSON.stringify(own)) wrong.push({ openedAt, hours, given, own })
      for (const now of [openedAt, warnAt - 1, warnAt, dueAt, dueAt + 1]) {
        const expected = now > dueAt ? 'breached' : now >= warnAt ? 'warning' : 'pending'
        const answer = now > dueAt ? 'breached' : 'achieved'
        if (deadlineState({ ...given, answeredAt: null }, now) !== expected)
          wrong.push({ now, own })
        if (deadlineState({ ...given, answeredAt: now }, dueAt + 9) !== answer)
          wrong.push({ now, own })
      }
    }
    expect(wrong).toEqual([])
  })

  it('skips the night, the weekend and a holiday', () => {
    const day: MinuteSpan[] = [
      [540, 750],
      [810, 1080],
    ]
    const hours = { zone: 'UTC', week: [[], day, day, day, day, day, []], holidays: ['12-25'] }
    const at = (text: string) => Date.parse(`2026-12-${text}:00Z`)
    const dueAt = (from: string, minutes: number) => givePromise(at(from), minutes, hours).dueAt
    expect(dueAt('24T12:00', 60)).toBe(at('24T14:00'))
    expect(dueAt('24T17:30', 60)).toBe(at('28T09:30'))
    expect(dueAt('24T17:00', 60)).toBe(at('24T18:00'))
    expect(dueAt('26T03:00', 15)).toBe(at('28T09:15'))
  })

  it('counts the hour that is shown twice twice, and the one never shown never', () => {
    const night: MinuteSpan[] = [[60, 180]]
    const week = Array.from({ length: 7 }, () => night)
    const hours = { zone: 'Europe/Berlin', week, holidays: [] }
    const autumn = Date.parse('2026-10-24T22:00:00Z')
    expect(givePromise(autumn, 180, hours).dueAt).toBe(Date.parse('2026-10-25T02:00:00Z'))
    const spring = Date.parse('2026-03-28T22:00:00Z')
    expect(givePromise(spring, 60, hours).dueAt).toBe(Date.parse('2026-03-29T01:00:00Z'))
    expect(givePromise(spring, 61, hours).dueAt).toBe(Date.parse('2026-03-29T23:01:00Z'))
  })

  it('runs on without hours, and where hours never open', () => {
    const never = { zone: 'UTC', week: [[], [], [], [], [], [], []], holidays: [] }
    expect(givePromise(0, 15, null).dueAt).toBe(900_000)
    expect(givePromise(0, 15, never).dueAt).toBe(900_000)
  })
})
