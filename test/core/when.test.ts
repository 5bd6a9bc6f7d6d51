import { describe, expect, it } from 'vitest'
import { readWhen } from '../../core/when.ts'

/** Thursday 19 November 2026, 13:30 UTC. */
const NOW = Date.UTC(2026, 10, 19, 13, 30)
const at = (text: string, zone = 'UTC', now = NOW) => {
  const moment = readWhen(text, now, zone)
  return moment === null ? null : new Date(moment).toISOString().slice(0, 16)
}

describe('when something comes back', () => {
  it.each([
    ['1h', 'UTC', '2026-11-19T14:30'],
    ['4h', 'Europe/Berlin', '2026-11-19T17:30'],
    ['tomorrow', 'UTC', '2026-11-20T09:00'],
    ['tomorrow', 'Europe/Berlin', '2026-11-20T08:00'],
    ['tomorrow', 'Asia/Tokyo', '2026-11-20T00:00'],
    ['monday', 'UTC', '2026-11-23T09:00'],
    ['monday', 'America/New_York', '2026-11-23T14:00'],
    ['3d', 'UTC', '2026-11-22T09:00'],
    ['2026-12-01', 'UTC', '2026-12-01T09:00'],
    ['2026-12-01 14:30', 'Europe/Berlin', '2026-12-01T13:30'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(at(text, zone)).toBe(expected)
  })

  it('takes Monday for the next one, also on a Monday', () => {
    expect(at('monday', 'UTC', Date.UTC(2026, 10, 23, 8))).toBe('2026-11-30T09:00')
    expect(at('monday', 'UTC', Date.UTC(2026, 10, 22, 23))).toBe('2026-11-23T09:00')
  })

  it('keeps nine in the morning over a change of the clocks', () => {
    const saturday = Date.UTC(2026, 9, 24, 12)
    expect(at('tomorrow', 'Europe/Berlin', saturday)).toBe('2026-10-25T08:00')
    expect(at('tomorrow', 'Europe/Berlin', Date.UTC(2026, 2, 28, 12))).toBe('2026-03-29T07:00')
  })

  it.each(['', 'soon', '2026-02-30', '2026-13-01', '2026-12-01 25:00', '-1h', '9999h', 'never'])(
    'does not understand "%s"',
    (text) => {
      expect(at(text)).toBeNull()
    },
  )
})
