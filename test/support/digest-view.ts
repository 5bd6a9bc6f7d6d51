import { judgeDigest } from '../../analysis/figures/judge-digest.ts'
import type { DigestFacts } from '../../core/digest.ts'
import type { DigestWords } from '../../core/digest-words.ts'
import type { DigestView } from '../../views/digest-view.ts'

const HOUR = 3_600_000
const MIDNIGHT = Date.UTC(2026, 10, 23)
const counts = (negative: number, neutral: number, positive: number, unsure: number) => ({
  negative,
  neutral,
  positive,
  unsure,
})

/** A week at an invented café. */
export const FACTS: DigestFacts = {
  kind: 'week',
  brandId: 'juniper',
  zone: 'UTC',
  day: '2026-11-23',
  from: MIDNIGHT - 7 * 24 * HOUR,
  to: MIDNIGHT,
  feeling: counts(25, 47, 98, 12),
  feelingBefore: counts(31, 50, 76, 10),
  complaints: { came: 10, cameBefore: 7, closed: 7, open: 5 },
  answers: { n: 41, typicalMin: 41, inTime: 38, nBefore: 30, typicalMinBefore: 53 },
  turned: { turned: 3, of: 7, turnedBefore: 2, ofBefore: 9 },
  days: [16, 17, 18, 19, 20, 21, 22].map((day) => ({
    day: `2026-11-${day}`,
    ...counts(day - 15, 6, 14, 2),
  })),
  todo: [
    { why: 'late', caseId: 1 },
    { why: 'gift', caseId: 2 },
    { why: 'thank', caseId: 3 },
  ],
  waiting: { emergency: 0, late: 2, gift: 1, follow_up: 0, waiting: 0, thank: 4 },
  held: { count: 2, cases: [4, 5], kinds: { complaint: 1, praise: 1 } },
  people: {
    advocates: [11],
    up: [12],
    down: [],
    atRisk: [13],
    out: [],
    thanksDue: [11, 12, 13, 14, 15, 16],
  },
  best: 21,
  worst: 22,
  kudos: [{ staffId: 'leo', n: 2 }],
  topics: ['queue'],
  incidents: [],
  sources: [
    { id: 'ig-main', network: 'instagram', state: 'live' },
    { id: 'google', network: 'google_business', state: 'needs_login' },
  ],
  gaps: [
    {
      id: 'google',
      network: 'google_business',
      from: MIDNIGHT - 130 * HOUR,
      to: MIDNIGHT - 127 * HOUR,
      isFilled: true,
    },
  ],
  checked: { right: 62, n: 68 },
  corrected: { n: 14, of: 212 },
  cards: [{ channel: 'C1', shown: 14, acted: 12 }],
  tightening: 31,
}

const aCase = (id: number, who: string, text: string) => ({
  id,
  mentionId: 100 + id,
  kind: id === 4 ? ('complaint' as const) : ('praise' as const),
  who,
  network: 'instagram' as const,
  text,
  dueAt: MIDNIGHT - HOUR,
})

/** The names and posts behind it. */
export const WORDS: DigestWords = {
  brandName: 'Juniper Coffee',
  cases: new Map([
    [1, aCase(1, 'Nadia Brandt', 'Waited 25 minutes.')],
    [2, aCase(2, 'Ida Falk', 'Best beans in town.')],
    [3, aCase(3, 'Theo Amadi', 'Worth missing a train for.')],
    [4, aCase(4, 'Ugo Neri', 'Cold again, second time this week.')],
    [5, aCase(5, 'Mina Roth', 'Lovely buns.')],
  ]),
  quotes: new Map([
    [
      21,
      {
        who: 'Helen Acht',
        network: 'bluesky',
        text: 'Juniper. You’re welcome.',
        url: 'https://bsky.example/1',
      },
    ],
    [22, { who: null, network: 'x', text: 'Forty people and one barista.', url: null }],
  ]),
  people: new Map([11, 12, 13, 14, 15, 16].map((id) => [id, `Person ${id}`])),
  staff: new Map([['leo', { name: 'Leo', slackUserId: 'U_leo' }]]),
  topics: new Map([['queue', 'long queue']]),
  incidents: [],
  tightening: {
    id: 31,
    brandId: 'juniper',
    term: 'NOT tree',
    state: 'open',
    evidence: {
      days: 28,
      shown: 40,
      acted: 20,
      less: 14,
      lessActed: 0,
      alertsAWeekBefore: 10,
      alertsAWeekAfter: 6.5,
    },
    sources: {},
    decidedAt: null,
  },
}

/** All that a digest is drawn from. */
export function digestView(
  facts: Partial<DigestFacts> = {},
  words: Partial<DigestWords> = {},
): DigestView {
  const all = { ...FACTS, ...facts }
  return {
    facts: all,
    words: { ...WORDS, ...words },
    judged: judgeDigest(all),
    mayReply: () => true,
  }
}
