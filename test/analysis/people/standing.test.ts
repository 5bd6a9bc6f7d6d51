import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Contact, History, Purchase } from '../../../analysis/people/history.ts'
import { bestReach, scoreReach } from '../../../analysis/people/reach.ts'
import { assessPerson } from '../../../analysis/people/standing.ts'
import { zoneDays } from '../../../analysis/people/zone-days.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 19, 12)
const ZONE = 'Europe/Berlin'

let made = 0
function contact(daysAgo: number, more: Partial<Contact> = {}): Contact {
  return {
    id: `c${made++}`,
    at: NOW - daysAgo * DAY,
    network: 'bluesky',
    sentiment: 'positive',
    intents: ['praise'],
    sure: true,
    helped: false,
    answeredAt: null,
    forPrize: false,
    turnedRound: false,
    ...more,
  }
}

function purchase(daysAgo: number, more: Partial<Purchase> = {}): Purchase {
  return {
    id: `p${made++}`,
    paidAt: NOW - daysAgo * DAY,
    net: 1200,
    test: false,
    cancelled: false,
    ...more,
  }
}

function history(more: Partial<History>): History {
  return {
    contacts: [],
    purchases: [],
    activeSubscription: false,
    keyAccountManager: null,
    thankedAt: null,
    ours: false,
    ...more,
  }
}

const assess = (more: Partial<History>, now = NOW) => {
  const standing = assessPerson(history(more), now, ZONE)
  if (standing === null) throw new Error('no standing')
  return standing
}
const angry = { sentiment: 'negative', intents: ['complaint'] } as const

describe('love', () => {
  it('fades by half in 90 days, and every term names its contacts', () => {
    const fresh = assess({ contacts: [contact(0)] }).love
    const old = assess({ contacts: [contact(90)] }).love
    expect(fresh.value).toBeCloseTo(100 * (1 - Math.exp(-5 / 20)), 10)
    expect(old.value).toBeCloseTo(100 * (1 - Math.exp(-2.5 / 20)), 10)
    expect(fresh.terms[0]?.contacts).toHaveLength(1)
  })

  it('cannot be bought by shouting on one day', () => {
    const one = assess({ contacts: [contact(1), contact(1), contact(1)] }).love.value
    const many = assess({ contacts: Array.from({ length: 50 }, () => contact(1)) }).love.value
    expect(many).toBeCloseTo(one, 10)
  })

  it('grows with the variety of what a person does', () => {
    const same = assess({ contacts: [contact(3), contact(2)] }).love.value
    const both = assess({ contacts: [contact(3), contact(2, { intents: ['thanks'] })] }).love
    expect(both.terms.some((term) => term.what.startsWith('variety'))).toBe(true)
    expect(both.value).toBeGreaterThan(same - 20)
  })
})

describe('stage', () => {
  const twice = [contact(1), contact(2)]
  const deeds = [
    contact(5, { sentiment: 'neutral', intents: ['suggestion'] }),
    contact(9, { sentiment: 'neutral', intents: [], helped: true }),
    contact(15, { sentiment: 'neutral', intents: ['thanks'] }),
  ]

  it.each([
    ['prospect', { contacts: twice }],
    ['first_time', { purchases: [purchase(400)] }],
    ['repeat', { purchases: [purchase(5), purchase(9)] }],
    ['client', { purchases: [purchase(5), purchase(6), purchase(7), purchase(8)] }],
    ['client', { keyAccountManager: 'leo' }],
    ['advocate', { contacts: [...twice, ...deeds], purchases: [purchase(300)] }],
    ['advocate', { contacts: twice, purchases: [purchase(300)], activeSubscription: true }],
    ['first_time', { contacts: twice, purchases: [purchase(300)] }],
    ['first_time', { contacts: [...twice, ...deeds.slice(1)], purchases: [purchase(300)] }],
    [
      'first_time',
      { contacts: [...twice, ...deeds, contact(0, angry)], purchases: [purchase(300)] },
    ],
    ['prospect', { purchases: [purchase(3, { net: 0 }), purchase(3, { test: true })] }],
  ] as const)('%s', (stage, more) => {
    // Late in the month a rise earlier in it still holds: the first of the month is the plain case.
    const now = zoneDays(ZONE).monthStart(NOW)
    const back = (rows: readonly (Contact | Purchase)[] = []) =>
      rows.map((row) =>
        'at' in row ? { ...row, at: row.at - 19 * DAY } : { ...row, paidAt: row.paidAt - 19 * DAY },
      )
    const moved = {
      ...more,
      contacts: back('contacts' in more ? more.contacts : []) as Contact[],
      purchases: back('purchases' in more ? more.purchases : []) as Purchase[],
    }
    expect(assess(moved, now).stage.stage).toBe(stage)
  })

  it('rises at once and falls only with a new month', () => {
    const bought = purchase(300)
    const kind = [contact(3), contact(2), ...deeds]
    const fallen = { contacts: [...kind, contact(1, angry)], purchases: [bought] }
    expect(assess(fallen).stage.stage).toBe('advocate')
    const december = zoneDays(ZONE).monthStart(NOW + 20 * DAY)
    expect(assess(fallen, december - 1).stage.stage).toBe('advocate')
    expect(assess(fallen, december).stage.stage).toBe('first_time')
  })

  it('shows an advocate whose purchases nobody knows as what they are', () => {
    const contacts = [...twice, ...deeds]
    expect(assess({ contacts }).isAdvocateUnproved).toBe(true)
    expect(assess({ contacts, purchases: [purchase(9)] }).isAdvocateUnproved).toBe(false)
  })

  it('takes nobody for an advocate who praises when there is something to win', () => {
    const giveaway = [60, 58, 15, 14, 13, 1].map((day) => contact(day))
    expect(assess({ contacts: giveaway }).isAdvocateUnproved).toBe(false)
    const words = { sentiment: 'positive', intents: ['praise', 'recommendation'] } as const
    const louder = [...giveaway, ...giveaway.map((_, day) => contact(day, words))]
    expect(assess({ contacts: louder }).isAdvocateUnproved).toBe(false)
    expect(assess({ contacts: louder, purchases: [purchase(20)] }).stage.stage).toBe('first_time')
    // Two lucky readings are not enough, whatever they are.
    const misread = [
      contact(2, { intents: ['praise', 'thanks'] }),
      contact(1, { intents: ['suggestion'] }),
    ]
    expect(assess({ contacts: [...louder, ...misread] }).isAdvocateUnproved).toBe(false)
  })

  it('takes nobody for an advocate who is unhappy more often than kind', () => {
    const jeers = [200, 201, 202, 203, 204, 205].map((day) =>
      contact(day, { sentiment: 'negative', intents: [] }),
    )
    const kind = [...twice, ...deeds]
    expect(assess({ contacts: [...kind, ...jeers.slice(0, 1)] }).isAdvocateUnproved).toBe(true)
    expect(assess({ contacts: [...kind, ...jeers] }).isAdvocateUnproved).toBe(false)
    // Within the month in which the year is over they rise by themselves.
    const old = jeers.map((one) => ({ ...one, at: one.at - 170 * DAY }))
    expect(assess({ contacts: [...kind, ...old] }).isAdvocateUnproved).toBe(true)
  })
})

describe('risk and strikes', () => {
  it('sees two bad experiences, and one told twice as one', () => {
    expect(assess({ contacts: [contact(40, angry), contact(3, angry)] }).strikes.isOut).toBe(true)
    expect(assess({ contacts: [contact(3.5, angry), contact(3, angry)] }).strikes.isOut).toBe(false)
    expect(assess({ contacts: [contact(400, angry), contact(3, angry)] }).strikes.isOut).toBe(false)
  })

  it('hears silence against a person’s own rhythm', () => {
    const weekly = [63, 56, 49, 42, 35].map((day) => contact(day))
    const silence = (days: readonly Contact[]) =>
      assess({ contacts: days }).risk.terms.find(({ what }) => what.startsWith('silent'))
    expect(silence([...weekly, contact(7)])).toBeUndefined()
    expect(silence(weekly)?.what).toBe('silent for 35 days, usually every 7')
    expect(silence(weekly)?.contacts).toEqual([weekly.at(-1)?.id])
    // Twice as slow a rhythm: the same silence says nothing.
    expect(silence([175, 140, 105, 70, 35].map((day) => contact(day)))).toBeUndefined()
  })

  it('hears when orders stop that came like clockwork, and when they grow fewer', () => {
    const weekly = (from: number, to: number) =>
      Array.from({ length: (from - to) / 7 + 1 }, (_, n) => purchase(from - 7 * n))
    const tell = (purchases: readonly Purchase[]) =>
      assess({ purchases }).risk.terms.map(({ what }) => what)
    expect(tell(weekly(350, 0))).toEqual(['13 orders in 90 days'])
    expect(tell(weekly(350, 42))).toEqual([
      '1 order in 45 days, usually 6.5',
      '7 orders in 90 days',
      'no order for 42 days, usually every 7',
    ])
    const steady = assess({ purchases: weekly(350, 0) }).risk.value
    expect(assess({ purchases: weekly(350, 42) }).risk.value).toBeGreaterThan(steady)
    // Who buys once a year is not late after two months.
    expect(tell([purchase(790), purchase(425), purchase(60)])).toEqual(['1 order in 90 days'])
  })

  it('takes a complaint for one whatever the mood was read as, and says what was left alone', () => {
    const unsure = contact(3, { sentiment: 'unsure', sure: false, intents: ['complaint'] })
    const { risk, strikes } = assess({ contacts: [unsure] })
    expect(risk.terms.map(({ what }) => what)).toEqual(['a complaint', 'left without an answer'])
    expect(risk.terms.every(({ contacts }) => contacts.join() === unsure.id)).toBe(true)
    expect(strikes.contacts).toEqual([])
    const answered = { ...unsure, answeredAt: NOW - DAY }
    expect(assess({ contacts: [answered] }).risk.value).toBeLessThan(risk.value)
    const thanked = [answered, contact(1, { intents: ['thanks'] })]
    expect(assess({ contacts: thanked }).risk.value).toBeLessThan(
      assess({ contacts: [answered] }).risk.value,
    )
  })

  it('forgives a complaint that was turned round', () => {
    const open = assess({ contacts: [contact(2, angry)] })
    const mended = assess({ contacts: [contact(2, { ...angry, turnedRound: true })] })
    expect(mended.risk.value).toBeLessThan(open.risk.value)
    expect(open.next.step).toBe('mend')
    expect(mended.next.step).not.toBe('mend')
  })
})

it('has no standing for our own people', () => {
  expect(assessPerson(history({ contacts: [contact(1)], ours: true }), NOW, ZONE)).toBeNull()
})

it('ranks reach inside one network and leaves the unknown unknown', () => {
  const reach = scoreReach(
    new Map([
      [1, 10],
      [2, 20],
      [3, 20],
      [4, 1000],
      [5, 5],
      [6, null],
    ]),
  )
  expect(reach.get(4)).toBe(90)
  expect(reach.get(2)).toBe(60)
  expect(reach.get(6)).toBeNull()
  expect(bestReach([null, 10, 60])).toBe(60)
  expect(bestReach([null])).toBeNull()
  expect(scoreReach(new Map([[1, 10]])).get(1)).toBeNull()
})

it('does not depend on the order or the repetition of rows', () => {
  const rows = fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 400 }),
      bad: fc.boolean(),
      id: fc.integer({ min: 0, max: 30 }),
    }),
    { maxLength: 25 },
  )
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (drawn, dice) => {
      const byId = new Map(
        drawn.map(({ day, bad, id }) => [
          id,
          contact(day, { id: `x${id}`, ...(bad ? angry : {}) }),
        ]),
      )
      const contacts = [...byId.values()]
      const shuffled = [...contacts, ...contacts.slice(0, 3)]
        .map((row) => ({ row, key: dice.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row)
      expect(assess({ contacts: shuffled })).toEqual(assess({ contacts }))
    }),
  )
})
