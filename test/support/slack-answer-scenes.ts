import { briefAnswer, statusAnswer } from '../../views/brief.ts'
import { checkDialog } from '../../views/check-dialog.ts'
import { heldAnswer, mineAnswer, searchAnswer } from '../../views/command-answers.ts'
import { contactDialog } from '../../views/contact-dialog.ts'
import { filterDialog } from '../../views/filter-dialog.ts'
import { logPostDialog } from '../../views/log-dialog.ts'
import { type PersonCardView, personMessage } from '../../views/person-card.ts'
import { settingsDialog } from '../../views/settings-dialog.ts'
import { whoAnswer } from '../../views/who-answer.ts'
import { dialogHtml, messageHtml } from './block-kit-html.ts'
import { NOW } from './case-view.ts'
import { WORDS } from './digest-view.ts'
import type { Scene } from './slack-scenes.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const BRANDS = [
  { id: 'juniper', name: 'Juniper Coffee' },
  { id: 'alder', name: 'Alder Tea' },
]
const ROW = {
  network: 'bluesky' as const,
  text: 'Waited 25 minutes and the oat flat white came with cow’s milk.',
  answeredAt: null,
  snoozedUntil: null,
  followUpSince: null,
}
const ROWS = [
  { ...ROW, id: 1, kind: 'complaint' as const, author: 'Nadia Brandt', dueAt: NOW + 40 * MINUTE },
  {
    ...ROW,
    id: 2,
    kind: 'question' as const,
    author: 'Theo Amadi',
    text: 'Are you open on Sunday?',
    dueAt: NOW - 20 * MINUTE,
  },
]
const SAID = [{ at: NOW - 3 * DAY, network: 'bluesky' as const, text: ROW.text }]
const NADIA: PersonCardView = {
  id: 7,
  name: 'Nadia Brandt',
  zone: 'UTC',
  accounts: [{ handle: 'nadia', network: 'bluesky', followers: 412 }],
  stage: 'client',
  stageSince: NOW - 200 * DAY,
  rests: { said: 0, orders: 9 },
  unproved: false,
  love: 41,
  reach: 62,
  risk: 71,
  strikes: 2,
  isOut: true,
  terms: {},
  posts: 7,
  contacts: 2,
  lastAt: NOW - 3 * DAY,
  orders: { count: 9, lastAt: NOW - 12 * DAY },
  nextStep: 'call',
  nextDue: NOW + DAY,
  keyManager: 'Leo Marsh',
  gives: [{ what: 'amends', n: 1, at: NOW - 90 * DAY }],
  asks: { n: 0, at: null },
  rules: [],
}
const SHARE = { right: 18, n: 20, interval: { low: 0.7, high: 0.97 } }

/** What commands answer, what is written down by hand, and one's own settings. */
export function answerScenes(): Scene[] {
  const day = {
    brandName: 'Juniper Coffee',
    mentions: 38,
    negative: 9,
    positive: 17,
    open: 7,
    late: 2,
    answered: 11,
    typicalAnswerMin: 32,
    rising: ['long queue'],
  }
  const sources = [
    { id: 'juniper-x', state: 'live', detail: null },
    { id: 'town-mastodon', state: 'needs_login', detail: 'The token was withdrawn.' },
  ]
  const page = {
    brandId: 'juniper',
    brandName: 'Juniper Coffee',
    drawn: 20,
    judged: 3,
    blind: { relevance: SHARE, sentiment: SHARE },
    corrected: { relevance: SHARE, sentiment: SHARE },
    fault: null,
  }
  const post = { parent: null, author: 'Nadia Brandt', networkName: 'Bluesky', at: NOW - DAY }
  const found = { ...SAID[0], author: 'Nadia Brandt', url: null, caseId: 1 }
  const rows = { rows: ROWS, total: 14 }
  return [
    {
      name: 'answers-1',
      shown: [
        ['/earshot brief', messageHtml(briefAnswer([day], sources))],
        ['/earshot status', messageHtml(statusAnswer([day], sources))],
        ['/earshot mine', messageHtml(mineAnswer({ rows: ROWS, total: 2 }, NOW, 'UTC'))],
      ],
    },
    {
      name: 'answers-2',
      shown: [
        [
          '/earshot who @nadia',
          messageHtml(whoAnswer('@nadia', [{ card: NADIA, said: SAID }], [], NOW)),
        ],
        [
          '/earshot search milk',
          messageHtml(
            searchAnswer(
              'milk',
              [{ ...found, id: 5, text: ROW.text, network: 'bluesky', at: NOW - DAY }],
              NOW,
              'UTC',
            ),
          ),
        ],
        ['the cases behind a bundle', messageHtml(heldAnswer(rows, NOW, 'UTC', 'agent'))],
        [
          'a second bad experience',
          messageHtml(
            personMessage(
              NADIA,
              NOW,
              'A second bad experience within twelve months. Call them today.',
            ),
          ),
        ],
      ],
    },
    {
      name: 'check',
      shown: [
        [
          'one post of twenty',
          dialogHtml(checkDialog({ ...page, next: { ...post, id: 9, text: ROW.text } }, BRANDS)),
        ],
        ['all done', dialogHtml(checkDialog({ ...page, judged: 20, next: null }))],
        [
          'a tighter filter',
          dialogHtml(filterDialog(WORDS.tightening as NonNullable<typeof WORDS.tightening>, null)),
        ],
      ],
    },
    {
      name: 'by-hand',
      shown: [
        [
          'a post by its address',
          dialogHtml(
            logPostDialog(
              {
                message: null,
                network: 'bluesky',
                url: 'https://bsky.example/profile/nadia/post/1',
                authorId: null,
                at: null,
                brandId: null,
              },
              BRANDS,
              { text: '', author: '' },
            ),
          ),
        ],
        ['a contact', dialogHtml(contactDialog(BRANDS, null))],
        [
          'my settings',
          dialogHtml(settingsDialog({ ownZone: null, quiet: '19:00-08:00', digest: 'daily' })),
        ],
      ],
    },
  ]
}
