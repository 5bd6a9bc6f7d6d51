import { expect, it } from 'vitest'
import { plain } from '../../views/card.ts'
import { type PersonCardView, personLines, personMessage } from '../../views/person-card.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const nadia: PersonCardView = {
  id: 7,
  name: 'Nadia <!channel> Brandt',
  zone: 'Europe/Berlin',
  accounts: [{ handle: '@nadia', network: 'x', followers: 12_400 }],
  stage: 'client',
  stageSince: Date.parse('2026-05-03T10:00:00Z'),
  rests: { said: 2, orders: 3 },
  unproved: false,
  love: 64.4,
  reach: null,
  risk: 12,
  strikes: 2,
  isOut: true,
  terms: { love: [{ what: 'praise on x, 2026-11-07', points: 5 }], risk: [] },
  posts: 7,
  contacts: 2,
  lastAt: NOW - 86_400_000,
  orders: { count: 3, lastAt: null },
  nextStep: 'call',
  nextDue: Date.parse('2026-11-20T16:00:00Z'),
  keyManager: 'Leo',
  gives: [
    { what: 'gift', n: 2, at: Date.parse('2026-05-03T10:00:00Z') },
    { what: 'thanks', n: 0, at: null },
    { what: 'amends', n: 1, at: null },
  ],
  asks: { n: 1, at: null },
  rules: ['They asked us not to write to them.'],
}

it('says who, where, why, what happened, what is next, what we gave and what we may not', () => {
  expect(personLines(nadia, NOW).map(plain)).toEqual([
    'Nadia <!channel> Brandt (person 7) Let down twice within a year.',
    'Client since 3 May (2 things they said and 3 orders). Love 64, Reach unknown, Risk 12. Looked after by Leo.',
    '@nadia on X (12,400 followers).',
    'Why: Praise on X, 7 November.',
    '7 posts, 2 contacts, last 19 November; 3 orders. 2 bad experiences within a year.',
    'Next: Call them. They were let down more than once within a year. Today.',
    'We gave: 2 gifts (last 3 May), 1 amends. We asked once.',
    'They asked us not to write to them.',
  ])
  const once = personLines({ ...nadia, strikes: 1 }, NOW).map(plain)
  expect(once[0]).toContain('Let down once within a year.')
})

it('knows somebody of whom hardly anything is known, and lets no name speak to Slack', () => {
  const bare = {
    ...nadia,
    accounts: [],
    stage: null,
    stageSince: null,
    terms: {},
    nextStep: null,
    gives: [],
    asks: { n: 0, at: null },
    rules: [],
  }
  const lines = personLines(bare, NOW).map(plain)
  expect(lines).toContain('No account is known, only what staff wrote down.')
  expect(lines).toContain('We gave them nothing yet. We asked nothing of them.')
  const message = personMessage(bare, NOW, 'News.')
  expect(message.text).toContain('&lt;!channel&gt;')
  expect(message.blocks).toHaveLength(1)
})
