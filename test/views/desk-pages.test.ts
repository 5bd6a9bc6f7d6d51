import { expect, it } from 'vitest'
import { todayPage } from '../../views/desk-pages.ts'
import { personPage } from '../../views/person-page.ts'

it('says what does not listen; draws the chart once for a screen and once, readable, for a phone', () => {
  const day = { label: '1 Nov', negative: 1, neutral: 0, positive: 2, unsure: 0 }
  const feeling = {
    counts: { negative: 1, neutral: 0, positive: 2, unsure: 0 },
    net: 0.3,
    interval: { low: -0.5, high: 0.8 },
    n: 3,
    isEnough: false,
  }
  const service = {
    open: 0,
    late: 0,
    answered: 0,
    typicalAnswerMin: null,
    isServed: true,
    brandId: 'juniper',
    cases: [],
    incidents: [],
    recoveries: {
      complaints: 30,
      notAddressed: 12,
      answered: 25,
      turnedAround: 10,
      open: 3,
      lost: 1,
      interval: { low: 0.23, high: 0.59 },
    },
    sources: { all: 3, deaf: 2 },
  }
  const page = todayPage(
    { now: 0, zone: 'UTC', today: feeling, month: [day, day], ...service },
    'csrf',
  ).toString()
  expect(page).toContain('>2 of 3 sources do not listen now</a>, so something may be missing.')
  expect(page).toMatch(/<div class="chart-svg wide" role="img" aria-label="[^"]+"><svg width="960"/)
  expect(page).toMatch(/<div class="chart-svg slim" role="img" aria-label="[^"]+"><svg width="358"/)
  expect(page).toContain('12 of 30 complaints (40')
  const none = { ...service.recoveries, complaints: 0, notAddressed: 0, answered: 0 }
  const quiet = todayPage(
    { now: 0, zone: 'UTC', today: feeling, month: [day, day], ...service, recoveries: none },
    'csrf',
  ).toString()
  expect(quiet).not.toMatch(/complaint/i)
})

it('tells the terms of a score as people speak, and each feeling as mark and word', () => {
  const page = personPage({
    id: 1,
    name: 'Nadia',
    now: Date.parse('2026-11-20T12:00:00Z'),
    zone: 'UTC',
    authors: [],
    love: 36,
    reach: null,
    risk: 0,
    stage: 'client',
    stageSince: null,
    rests: { said: [], orders: 0 },
    strikes: 0,
    isOut: false,
    unproved: false,
    terms: {
      love: [{ what: 'praise on google_business, 2026-11-07', points: 4.3, contacts: [] }],
      risk: [{ what: 'silent for 40 days, usually heard every 9', points: 8, contacts: [] }],
    },
    nextStep: null,
    nextDue: null,
    keyManager: null,
    contacts: [],
    posts: [{ id: 2, at: 0, network: 'x', text: 'Lovely', url: null, sentiment: 'positive' }],
    purchases: { count: 0, lastAt: null },
    events: [],
  }).toString()
  expect(page).toContain('Praise on Google, 7 November')
  expect(page).toContain('Silent for 40 days, usually heard every 9')
  expect(page).toMatch(/class="feel pos"><svg [^>]+><path [^>]+\/><\/svg> Happy</)
})
