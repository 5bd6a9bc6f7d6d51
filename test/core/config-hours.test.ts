import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../core/config.ts'
import { onDuty } from '../../core/duty.ts'
import { givePromise, promisedMinutes } from '../../core/promise.ts'
import { routeCase } from '../../core/routing.ts'
import { awakeHours, isOpenAt, readHours } from '../../core/schedule.ts'

const STAFF = [
  { id: 'mara', name: 'Mara', role: 'owner' },
  { id: 'ines', name: 'Ines', role: 'agent' },
]
const at = (text: string) => Date.parse(`2026-11-${text}:00Z`)
const read = (value: object) => checkConfig({ staff: STAFF, ...value }, 'earshot.yaml')

describe('the settings of promises', () => {
  it('suit six people in one channel when nothing is said', () => {
    const config = read({})
    const hours = readHours(config.hours, 'UTC')
    // Friday 17:30: an hour later is Saturday 10:30.
    expect(givePromise(at('20T17:30'), 60, hours).dueAt).toBe(at('21T10:30'))
    expect(config.alerts).toEqual({ perDay: 40, perTenMinutes: 5, night: '22:00-07:00' })
    expect(config.duty).toMatchObject({ roster: [], lead: null })
  })

  it('take several spans a day, holidays and a zone', () => {
    const { hours } = read({
      hours: {
        zone: 'Europe/Berlin',
        mon: ['09:00-12:30', '13:30-24:00'],
        holidays: ['12-25', '2026-11-16'],
      },
    })
    const given = readHours(hours, 'UTC')
    // The 16th is a holiday; on Monday the 23rd Berlin opens at 08:00 UTC.
    expect(givePromise(at('15T12:00'), 240, given).dueAt).toBe(at('23T13:00'))
  })

  it.each([
    [{ hours: { mon: ['9-17'] } }, 'hours'],
    [{ hours: { mon: ['17:00-09:00'] } }, 'hours'],
    [{ hours: { mon: [] } }, 'hours'],
    [{ hours: { zone: 'Mars/Base', mon: ['09:00-17:00'] } }, 'hours'],
    [{ hours: { mon: ['09:00-17:00'], holidays: ['2026-13-01'] } }, 'hours'],
    [{ alerts: { night: 'late' } }, 'alerts.night'],
    [{ promises: { brands: { nobody: { complaint: 9 } } } }, 'promises.brands.nobody'],
    [{ duty: { lead: 'nobody' } }, 'duty.lead'],
    [{ duty: { roster: [{ staff: 'nobody', hours: '09:00-17:00' }] } }, 'duty.roster.0.staff'],
    [{ routing: { rules: [{ turns: ['nobody'] }] } }, 'routing.rules.0.turns'],
  ])('refuse %j, naming the key', (value, key) => {
    expect(() => read(value)).toThrow(key)
  })

  it('let brands and standings have promises of their own', () => {
    const promises = {
      complaint: 50,
      brands: { inn: { complaint: 30 } },
      standings: { at_risk: { complaint: 20 } },
    }
    const minutes = (brandId: string, standings: ('at_risk' | 'advocate')[] = []) =>
      promisedMinutes(promises, { kind: 'complaint', brandId, standings })
    expect([minutes('cafe'), minutes('inn'), minutes('inn', ['at_risk', 'advocate'])]).toEqual([
      50, 30, 20,
    ])
    expect(promisedMinutes(promises, { kind: 'question', brandId: 'inn' })).toBe(240)
  })
})

describe('quiet times', () => {
  it('pass midnight in their zone', () => {
    const awake = awakeHours('22:00-07:00', 'Europe/Berlin')
    expect(
      ['20T20:59', '20T21:00', '21T05:59', '21T06:00'].map((t) => isOpenAt(at(t), awake)),
    ).toEqual([true, false, false, true])
    expect(isOpenAt(at('20T23:00'), awakeHours('never', 'UTC'))).toBe(true)
    expect(isOpenAt(at('20T13:00'), awakeHours('12:00-14:00', 'UTC'))).toBe(false)
  })
})

describe('who is on duty', () => {
  const duty = {
    roster: [{ staff: 'ines', days: ['fri' as const], hours: '20:00-08:00' }],
    group: 'S1',
    lead: null,
    zone: null,
  }
  const ask = (time: string, members: string[] = []) =>
    onDuty(duty, () => members, STAFF, 'UTC', at(time))

  it('follows the roster past midnight, then the group, then the lead', () => {
    expect(ask('20T21:00')).toBe('ines')
    expect(ask('21T07:59')).toBe('ines')
    expect(ask('21T08:00')).toBe('mara')
    expect(ask('21T08:00', ['stranger', 'ines'])).toBe('ines')
  })
})

describe('the way of a case', () => {
  const rules = [
    { kinds: ['praise' as const], channel: 'C_praise', turns: ['mara', 'ines'] },
    { brands: ['inn'], languages: ['de'], group: 'S1' },
    { kinds: ['emergency' as const], duty: true },
  ]
  const route = (more: object) =>
    routeCase(
      { rules, fallback: 'C_all' },
      { groups: new Map([['S1', ['ines']]]), onDuty: () => 'mara' },
      { kind: 'complaint', brandId: 'inn', lang: null, channel: null, ...more },
    )

  it('is that of the first rule that fits', () => {
    expect(route({ kind: 'praise' })).toEqual({
      channel: 'C_praise',
      turn: { name: 'route:0', staff: ['mara', 'ines'] },
    })
    expect(route({ lang: 'de', channel: 'C_inn' })).toEqual({
      channel: 'C_inn',
      turn: { name: 'route:1', staff: ['ines'] },
    })
  })

  it('may lead to whoever is on duty', () => {
    expect(route({ kind: 'emergency' }).turn?.staff).toEqual(['mara'])
  })

  it('ends in the fallback where the brand has no channel', () => {
    expect(route({})).toEqual({ channel: 'C_all', turn: null })
  })
})
