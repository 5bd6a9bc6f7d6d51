import { describe, expect, it } from 'vitest'
import { countExcess } from '../../../analysis/signals/count-excess.ts'
import { findSilence, findSpike, followAlarm } from '../../../analysis/signals/find-alarms.ts'
import { hourOfWeekIn } from '../../../analysis/signals/hour-of-week.ts'
import { learnUsualWeek } from '../../../analysis/signals/usual-week.ts'
import { noisyWeeks, rhythm } from '../../support/noisy-weeks.ts'

const LEARN = 8 * 168
const SEEN = 72
const slotOf = (hour: number) => hour % 168

/** What the watch does every hour: learns, raises, follows, closes. */
function watch(counts: readonly number[], from: number) {
  const incidents: { kind: 'spike' | 'silence'; at: number; end: number | null }[] = []
  const lastEnd = { spike: 0, silence: 0 }
  let usual = learnUsualWeek({ from: 0, counts: counts.slice(0, from) }, slotOf)
  for (let hour = from; hour < counts.length; hour++) {
    if (hour % 24 === 0) {
      const start = Math.max(0, hour - LEARN)
      usual = learnUsualWeek({ from: start, counts: counts.slice(start, hour) }, slotOf)
    }
    for (const kind of ['spike', 'silence'] as const) {
      const first = Math.max(0, hour - SEEN)
      const seen = { from: first, counts: counts.slice(first, hour + 1) }
      // The running hour has only begun when a silence is looked for.
      if (kind === 'silence') seen.counts[hour - first] = 0
      const open = incidents.find((one) => one.kind === kind && one.end === null)
      if (open !== undefined) {
        if (!followAlarm(kind, seen, usual, open.at).isOver) continue
        open.end = hour
        lastEnd[kind] = hour
      } else {
        const find = kind === 'spike' ? findSpike : findSilence
        const alarm = find(seen, usual, lastEnd[kind])
        if (alarm !== null) incidents.push({ kind, at: hour, end: null })
      }
    }
  }
  return incidents
}

describe('alarms', () => {
  it('are at most one false a month in ordinary weeks, whatever the size and the noise', () => {
    for (const base of [0.3, 2, 10, 40])
      for (const dispersion of [0.05, 0.2]) {
        const months: number[] = []
        for (const seed of [1, 2, 3, 4]) {
          const counts = noisyWeeks({ weeks: 13, base, dispersion, seed: seed * 31 + base })
          months.push(watch(counts, LEARN).length / ((5 * 168) / 720))
        }
        const mean = months.reduce((a, b) => a + b, 0) / months.length
        expect(mean, `base ${base}, dispersion ${dispersion}`).toBeLessThanOrEqual(1)
      }
  })

  it('are as rare for a brand that is known for one or two weeks only', () => {
    for (const base of [0.3, 2, 10, 40]) {
      let alarms = 0
      const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
      for (const seed of seeds) {
        const counts = noisyWeeks({ weeks: 3, base, dispersion: 0.2, seed: seed * 97 + base })
        alarms += watch(counts, 169).length
      }
      expect(alarms / ((seeds.length * 335) / 720), `base ${base}`).toBeLessThanOrEqual(1)
    }
  })

  it('find a planted spike in the hour in which it comes, once, and let it end', () => {
    for (const base of [0.5, 3, 20])
      for (const seed of [5, 6, 7]) {
        const counts = noisyWeeks({ weeks: 10, base, dispersion: 0.1, seed })
        // Saturday at 14:00 of the tenth week, three hours long.
        const start = 9 * 168 + 5 * 24 + 14
        for (const hour of [start, start + 1, start + 2])
          counts[hour] = (counts[hour] ?? 0) + Math.ceil(4 * base * rhythm(hour)) + 8
        const spikes = watch(counts.slice(0, start + 48), start - 24).filter(
          (one) => one.kind === 'spike',
        )
        expect(spikes, `base ${base}, seed ${seed}`).toHaveLength(1)
        expect((spikes[0]?.at ?? 0) - start).toBeLessThanOrEqual(1)
        expect((spikes[0]?.end ?? Infinity) - start).toBeLessThanOrEqual(9)
      }
  })

  it('find five times the usual in an hour of the sixth week nearly always', () => {
    const start = 5 * 168 + 2 * 24 + 13
    const found = Array.from({ length: 20 }, (_, n) => {
      const counts = noisyWeeks({ weeks: 6, base: 5, dispersion: 0.1, seed: n * 13 + 5 })
      counts[start] = Math.round(25 * rhythm(start))
      const usual = learnUsualWeek({ from: 0, counts: counts.slice(0, start) }, slotOf)
      const seen = { from: start - SEEN, counts: counts.slice(start - SEEN, start + 1) }
      return findSpike(seen, usual, 0) !== null
    })
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(19)
  })

  it('find a silence in a busy brand within hours, and let it end when people are back', () => {
    const counts = noisyWeeks({ weeks: 10, base: 12, dispersion: 0.1, seed: 8 })
    const start = 9 * 168 + 2 * 24 + 10
    counts.fill(0, start, start + 12)
    const silences = watch(counts.slice(0, start + 36), start - 24).filter(
      (one) => one.kind === 'silence',
    )
    expect(silences).toHaveLength(1)
    expect((silences[0]?.at ?? 0) - start).toBeLessThanOrEqual(5)
    expect(silences[0]?.end).not.toBeNull()
  })

  it('never call a night silent that is always quiet', () => {
    const counts = noisyWeeks({ weeks: 10, base: 12, dispersion: 0.05, seed: 9 })
    for (let hour = 0; hour < counts.length; hour++) if (hour % 24 < 6) counts[hour] = 0
    expect(watch(counts, 9 * 168).filter((one) => one.kind === 'silence')).toEqual([])
  })

  it('are not raised by fewer than five posts, however quiet it usually is', () => {
    const counts = Array<number>(LEARN).fill(0)
    const usual = learnUsualWeek({ from: 0, counts }, slotOf)
    const seen = (posts: number) => ({
      from: LEARN - SEEN,
      counts: [...Array<number>(SEEN).fill(0), posts],
    })
    expect(findSpike(seen(4), usual, 0)).toBeNull()
    expect(findSpike(seen(5), usual, 0)).toMatchObject({ kind: 'spike', found: 5 })
  })

  it('are raised again by a second outburst like one three weeks ago', () => {
    const counts = noisyWeeks({ weeks: 9, base: 3, dispersion: 0.1, seed: 10 })
    const again = 8 * 168 + 2 * 24 + 12
    for (const hour of [again - 3 * 168, again]) counts[hour] = 80
    const usual = learnUsualWeek({ from: 0, counts: counts.slice(0, again) }, slotOf)
    const seen = { from: again - SEEN, counts: counts.slice(again - SEEN, again + 1) }
    expect(findSpike(seen, usual, 0)?.found).toBeGreaterThanOrEqual(80)
    expect(usual.expected(again)).toBeLessThan(12)
  })
})

describe('loud people', () => {
  it.each([
    [[40, 1, 1], 37],
    [[30, 25, 1, 1], 49],
    [[2, 2, 1], 0],
    [[15, 12, 10, 4, 1], 7],
    [[9], 6],
    [[], 0],
  ])('of %j posts an author %i are beyond what the third loudest wrote', (ofAuthors, excess) => {
    expect(countExcess(ofAuthors)).toBe(excess)
  })
})

describe('the usual week', () => {
  it('learns the rhythm of the hours', () => {
    const counts = noisyWeeks({ weeks: 8, base: 10, dispersion: 0.05, seed: 11 })
    const usual = learnUsualWeek({ from: 0, counts }, slotOf)
    const errors = Array.from({ length: 168 }, (_, hour) =>
      Math.abs(usual.expected(LEARN + hour) - 10 * rhythm(hour)),
    )
    const mean = errors.reduce((a, b) => a + b, 0) / 168
    expect(mean).toBeLessThan(2)
    expect(usual.expected(LEARN + 3)).toBeLessThan(3)
  })

  it('begins where the brand is', () => {
    const monday = Date.UTC(2026, 10, 23, 0) / 3_600_000
    expect(hourOfWeekIn('UTC')(monday)).toBe(0)
    expect(hourOfWeekIn('Europe/Berlin')(monday)).toBe(1)
    expect(hourOfWeekIn('America/New_York')(monday)).toBe(163)
    expect(hourOfWeekIn('Asia/Kolkata')(monday)).toBe(5)
  })

  it('keeps its hours when clocks change', () => {
    const at = (month: number, day: number, hour: number) =>
      Date.UTC(2026, month - 1, day, hour) / 3_600_000
    // Nine on a Monday morning, the weeks before and after.
    const london = hourOfWeekIn('Europe/London')
    expect([at(10, 19, 8), at(10, 26, 9), at(3, 23, 9), at(3, 30, 8)].map(london)).toEqual([
      9, 9, 9, 9,
    ])
    const sydney = hourOfWeekIn('Australia/Sydney')
    expect([at(9, 27, 23), at(10, 4, 22)].map(sydney)).toEqual([9, 9])
  })
})
