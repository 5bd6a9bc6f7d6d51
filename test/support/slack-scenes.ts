import { CASE_KINDS, type CaseKind } from '../../core/case.ts'
import type { Incident } from '../../core/incident.ts'
import type { Playbook } from '../../core/playbook.ts'
import { STARTER_PLAYBOOKS } from '../../core/starter-playbooks.ts'
import { bundleMessage } from '../../views/bundle.ts'
import { caseCard } from '../../views/case-card.ts'
import type { CaseView } from '../../views/case-view.ts'
import { giftDialog, labelDialog, readDialog } from '../../views/dialogs.ts'
import { digestCard } from '../../views/digest-card.ts'
import { digestMessage } from '../../views/digest-message.ts'
import { digestThread } from '../../views/digest-thread.ts'
import { type HomeView, homeView } from '../../views/home.ts'
import type { Html } from '../../views/html.ts'
import { incidentCard, incidentMessage } from '../../views/incident-card.ts'
import { nudgeMessage } from '../../views/nudge.ts'
import { playbookDialog } from '../../views/playbook-dialog.ts'
import { replyDialog } from '../../views/reply-dialog.ts'
import { slackCard } from '../../views/slack-card.ts'
import { sourcesDialog } from '../../views/sources-dialog.ts'
import { resolveQuestion } from '../../views/staff-note.ts'
import { statementDialog } from '../../views/statement.ts'
import { type TroubleView, troubleMessage } from '../../views/trouble.ts'
import { unsureMessage } from '../../views/unsure-message.ts'
import { type VerbForm, verbForms } from '../../views/verb-forms.ts'
import { verbsDialog } from '../../views/verbs-dialog.ts'
import { dialogHtml, homeHtml, messageHtml } from './block-kit-html.ts'
import { aCaseView, NOW } from './case-view.ts'
import { digestView } from './digest-view.ts'
import { HOSTILE_TEXTS } from './generate-cases.ts'
import { aReplySheet } from './reply-sheet.ts'
import { answerScenes } from './slack-answer-scenes.ts'

/** One picture: some views below each other, each under its name. */
export interface Scene {
  name: string
  shown: readonly (readonly [string, Html])[]
}

const SAM = { id: 'sam', name: 'Sam Reyes', slackUserId: null }
const LEO = { id: 'leo', name: 'Leo Marsh', slackUserId: null }
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const SAID: Record<CaseKind, Partial<CaseView>> = {
  emergency: { text: 'The ceiling lamp fell on table four, somebody is bleeding.' },
  at_risk: {
    text: 'That’s it. After the third cold latte I’m done with Juniper Coffee. Switching to the place across the road.',
    author: { ...aCaseView().author, stage: 'client', isAtRisk: true, keyManager: LEO },
  },
  complaint: {},
  purchase: {
    text: 'Where can I buy Juniper Coffee beans for my dad’s birthday? Is there a gift box?',
    network: 'instagram',
    reply: { may: true, account: '@juniper', until: NOW + 23 * HOUR },
    contacts: 0,
    lastContactAt: null,
    author: { ...aCaseView().author, strikes: 0 },
    sentiment: 'neutral',
    words: ['buy', 'gift box'],
  },
  question: {
    text: 'Is there step-free access to the loo at the station shop?',
    network: 'hackernews',
    reply: {
      may: false,
      why: 'Hacker News takes no answers from programs.',
      openUrl: 'https://x.example/1',
    },
    sentiment: 'neutral',
    parentText: 'Favourite cafés near the station?',
    words: ['is there'],
  },
  praise: {
    text: 'I’ve been coming for four years and they still know my name. Best cardamom bun in town.',
    sentiment: 'positive',
    author: { ...aCaseView().author, strikes: 0, advocate: true, stage: 'advocate' },
    words: ['best'],
  },
  unsure: {
    text: 'Well, that was an experience. Ten out of ten for suspense.',
    sentiment: 'unsure',
    labels: [],
    words: [],
  },
}

const STATES: readonly (readonly [string, Partial<CaseView>])[] = [
  ['new, suggested', { suggested: SAM }],
  [
    'claimed, due soon',
    { status: 'claimed', owner: SAM, claimedAt: NOW - 20 * MINUTE, warnAt: NOW - MINUTE },
  ],
  [
    'late',
    {
      status: 'claimed',
      owner: SAM,
      claimedAt: NOW - 2 * HOUR,
      dueAt: NOW - HOUR,
      escalatedAt: NOW - 5 * MINUTE,
    },
  ],
  [
    'a gift waits',
    {
      kind: 'praise',
      status: 'waiting_approval',
      owner: SAM,
      claimedAt: NOW,
      waitingGrant: { id: 1, pool: 'A slice of cake', by: SAM },
    },
  ],
  [
    'the reply was not delivered',
    {
      status: 'claimed',
      owner: SAM,
      claimedAt: NOW,
      lastReply: {
        state: 'failed',
        by: SAM,
        kind: 'reply',
        error: 'Bluesky refused it: the post is gone.',
      },
    },
  ],
  [
    'replied',
    {
      status: 'replied',
      owner: SAM,
      claimedAt: NOW - HOUR,
      answeredAt: NOW - MINUTE,
      lastReply: { state: 'sent', by: SAM, kind: 'reply', error: null },
      followUpAt: NOW + 72 * HOUR,
    },
  ],
  ['snoozed', { status: 'claimed', owner: SAM, claimedAt: NOW, snoozedUntil: NOW + 20 * HOUR }],
  ['checked', { judgedBy: LEO, sentiment: 'neutral', labels: ['question'] }],
  ['removed by its author while open', { removed: true, text: '' }],
  ['resolved', { status: 'resolved', owner: SAM, answeredAt: NOW - HOUR, resolvedAt: NOW }],
  ['not about us', { status: 'resolved', resolution: 'not_us', owner: SAM, resolvedAt: NOW }],
  ['joined', { status: 'resolved', mergedInto: 4820, resolvedAt: NOW }],
  ['every post gone', { status: 'closed_by_author', resolvedAt: NOW }],
]

const A_PLAYBOOK: Playbook = {
  id: 'billing',
  name: 'Charged wrongly',
  brand: null,
  kinds: ['complaint', 'question'],
  aspects: ['billing'],
  steps: ['Take it to a private message.', 'Look the payment up.', 'Say when the money is back.'],
  breakTheRule: 'Where it is under 10, pay it back and look later.',
  answer: '{greeting} I am sorry about this charge. It is back on your card within {refund_time}.',
  formal: '',
  ask: '{greeting} please send us a message with the day and the amount.',
  facts: [{ name: 'refund_time', value: '5 days', about: ['refund', 'money back'] }],
  gives: [{ id: 'coffee', name: 'A coffee on the house', upTo: 4.5 }],
}

const INCIDENT: Incident = {
  id: 3,
  brandId: 'juniper',
  kind: 'spike',
  isOpen: true,
  mentionId: null,
  startedAt: NOW - 2 * HOUR,
  foundAt: NOW - HOUR,
  endedAt: null,
  evidence: {
    found: 38,
    expected: 6.2,
    chance: 1e-6,
    hours: 2,
    authors: 29,
    unhappy: 21,
    topics: ['power cut', 'harbour street'],
    mentionIds: [],
    deafSources: [],
  },
  version: 2,
}

const ROW = {
  author: 'Nadia Brandt',
  network: 'bluesky' as const,
  text: 'Waited 25 minutes and the oat flat white came with cow’s milk.',
  answeredAt: null,
  snoozedUntil: null,
  followUpSince: null,
}

const HOME: HomeView = {
  name: 'Sam Reyes',
  role: 'approver',
  zone: 'UTC',
  ownZone: null,
  quiet: '19:00-08:00',
  mine: { rows: [{ ...ROW, id: 1, kind: 'at_risk', dueAt: NOW - HOUR }], total: 1 },
  unclaimed: {
    rows: [
      { ...ROW, id: 2, kind: 'purchase', dueAt: NOW + HOUR, text: 'Where can I buy your beans?' },
      { ...ROW, id: 3, kind: 'unsure', dueAt: NOW + HOUR, text: 'Ten out of ten for suspense.' },
    ],
    total: 7,
  },
  back: { rows: [], total: 0 },
  approvals: [{ caseId: 4, gift: 'A slice of cake', by: 'Ines', author: 'Theo Amadi' }],
  month: { answers: 14, typicalWaitMs: 38 * MINUTE, kudos: 2 },
}

/** Everything that Earshot shows in Slack; whoever adds a view adds it here. */
export function slackScenes(): Scene[] {
  const card = (more: Partial<CaseView>) => messageHtml(slackCard(caseCard(aCaseView(more), NOW)))
  const incident = (more: Partial<Incident>) =>
    messageHtml(incidentMessage(incidentCard({ ...INCIDENT, ...more }, NOW, 'UTC'), 1))
  const unsure = (open: number, told: number) =>
    messageHtml(
      unsureMessage(
        {
          askedIn: 9,
          version: 1,
          all: open + told,
          open,
          shown: [0, 1, 2]
            .slice(0, open)
            .map((i) => aCaseView({ ...SAID.unsure, kind: 'unsure', id: 90 + i })),
        },
        NOW,
      ),
    )
  return [
    {
      name: 'cards-1',
      shown: CASE_KINDS.slice(0, 3).map((kind) => [kind, card({ ...SAID[kind], kind })]),
    },
    {
      name: 'cards-2',
      shown: CASE_KINDS.slice(3).map((kind) => [kind, card({ ...SAID[kind], kind })]),
    },
    ...[0, 1, 2, 3].map((n) => ({
      name: `states-${n + 1}`,
      shown: STATES.slice(n * 3, n === 3 ? undefined : n * 3 + 3).map(
        ([name, more]) => [name, card(more)] as const,
      ),
    })),
    {
      name: 'unsure',
      shown: [
        ['five posts that only a person can tell', unsure(5, 0)],
        ['one left', unsure(1, 4)],
        ['all told', unsure(0, 5)],
      ],
    },
    {
      name: 'incidents',
      shown: [
        ['spike', incident({})],
        ['spike, over', incident({ isOpen: false, endedAt: NOW - HOUR })],
        [
          'silence',
          incident({
            kind: 'silence',
            evidence: {
              ...INCIDENT.evidence,
              found: 0,
              authors: 0,
              unhappy: 0,
              topics: [],
              deafSources: ['mastodon'],
            },
          }),
        ],
        [
          'take-off',
          incident({
            kind: 'take_off',
            mentionId: 5,
            evidence: { ...INCIDENT.evidence, found: 840, expected: 12 },
          }),
        ],
        [
          'bundle',
          messageHtml(
            bundleMessage({ counts: { complaint: 4, question: 2, praise: 9 }, deskUrl: null }, 1),
          ),
        ],
        [
          'reminder',
          messageHtml(
            nudgeMessage(
              [
                {
                  kind: 'at_risk',
                  author: 'Nadia Brandt',
                  network: 'x',
                  dueAt: NOW - HOUR,
                  owner: null,
                  cardUrl: null,
                  zone: 'UTC',
                },
              ],
              NOW,
              1,
            ) ?? { blocks: [] },
          ),
        ],
        ['asked before it closes', messageHtml(resolveQuestion({ id: 1, version: 1 }, 'Sam'))],
      ],
    },
    { name: 'sources', shown: sourceScenes() },
    { name: 'digest', shown: digestScenes() },
    ...answerScenes(),
    { name: 'attacks', shown: attacks(card) },
    ...dialogScenes(),
    { name: 'home', shown: [['Home', homeHtml(homeView(HOME, null, NOW))]] },
  ]
}

/** The weekly digest with its thread, and the one of a day on which nothing happened. */
function digestScenes(): Scene['shown'] {
  const about = { id: 1, version: 1 }
  const card = digestCard(digestView())
  const nobody = { negative: 0, neutral: 0, positive: 0, unsure: 0 }
  const people = { advocates: [], up: [], down: [], atRisk: [], out: [], thanksDue: [] }
  const waiting = { emergency: 0, late: 0, gift: 0, follow_up: 0, waiting: 0, thank: 0 }
  const held = { count: 0, cases: [], kinds: {} }
  const quiet = digestCard(
    digestView({ kind: 'day', feeling: nobody, todo: [], waiting, people, held }),
  )
  return [
    ['the week', messageHtml(digestMessage(card, about, { by: 'slack' }))],
    ['its thread', messageHtml(digestThread(card, about) ?? { blocks: [] })],
    ['a quiet day', messageHtml(digestMessage(quiet, about, { by: 'slack' }))],
  ]
}

/** A trouble of a source from its first message to its last. */
function sourceScenes(): Scene['shown'] {
  const trouble = (more: Partial<TroubleView>) => {
    const view: TroubleView = {
      id: 1,
      version: 1,
      sourceId: 'town-mastodon',
      network: 'mastodon',
      about: 'needs_person',
      detail: 'town-mastodon: the token was withdrawn.',
      beganAt: NOW - 3 * HOUR,
      lookedAt: NOW - 3 * HOUR,
      endedAt: null,
      zone: 'UTC',
      missed: [],
      ...more,
    }
    return messageHtml(troubleMessage(view, NOW))
  }
  const missed = [{ from: NOW - 3 * HOUR, to: NOW - 2 * HOUR, isFilled: false }]
  const well = { state: 'live', detail: null, last_event_at: NOW - 2 * MINUTE, gaps: [] }
  return [
    ['needs somebody', trouble({})],
    ['looked at again', trouble({ lookedAt: NOW - 5 * MINUTE })],
    ['back, nothing lost', trouble({ endedAt: NOW - MINUTE })],
    ['back, something not seen', trouble({ endedAt: NOW - MINUTE, missed })],
    ['has not answered', trouble({ about: 'away', detail: 'Mastodon answered 503.' })],
    ['quiet', trouble({ about: 'quiet', detail: 'Nothing came since 9 o’clock.' })],
    ['could not fetch everything', trouble({ about: 'gap', detail: '', missed })],
    [
      'all sources',
      dialogHtml(
        sourcesDialog(
          [
            { id: 'juniper-x', network: 'x', ...well },
            {
              id: 'town-mastodon',
              network: 'mastodon',
              ...well,
              state: 'needs_login',
              detail: 'The token was withdrawn.',
              gaps: [{ from_at: NOW - 3 * HOUR, to_at: NOW - 2 * HOUR, why: 'It was away.' }],
            },
          ],
          NOW,
          'UTC',
        ),
      ),
    ],
  ]
}

function attacks(card: (more: Partial<CaseView>) => Html): Scene['shown'] {
  const of = (text: string) =>
    card({
      text,
      parentText: text,
      author: { ...aCaseView().author, name: text, handle: null, stage: 'client' },
      queries: [text],
      words: [text],
    })
  return [3, 9, 13, 8].map((i) => [`attack ${i}`, of(HOSTILE_TEXTS[i] ?? '')] as const)
}

function dialogScenes(): Scene[] {
  const view = aCaseView()
  const forms = verbForms(view, {
    me: 'sam',
    role: 'owner',
    team: [LEO],
    workers: [LEO],
    cases: [{ id: 4820, kind: 'complaint', who: 'Theo Amadi', text: 'Cold again.' }],
    muted: ['gin'],
    gives: [{ value: 'cake', label: 'A slice of cake' }],
    hasQuestion: true,
  })
  const drawn = (form: VerbForm) =>
    [form.label, dialogHtml(verbsDialog(view, forms, form))] as const
  const filled = forms.filter(({ fields }) => fields.length > 0)
  return [
    {
      name: 'dialogs-1',
      shown: [
        ['Read wrong?', dialogHtml(labelDialog(view))],
        ['Say what it is', dialogHtml(labelDialog(aCaseView({ ...SAID.unsure, kind: 'unsure' })))],
        ['Read all', dialogHtml(readDialog(view))],
      ],
    },
    {
      name: 'dialogs-2',
      shown: [
        [
          'Review a gift',
          dialogHtml(
            giftDialog(view, {
              id: 1,
              text: 'Thank you, Nadia.',
              gift: 'A slice of cake (4.50)',
              by: 'Sam',
              reason: 'Helped three people.',
            }),
          ),
        ],
        ['More…', dialogHtml(verbsDialog(view, forms, null))],
        [
          'a refusal',
          dialogHtml(
            verbsDialog(view, forms, null, 'This case is already closed. Reopen it first.'),
          ),
        ],
      ],
    },
    {
      name: 'playbooks',
      shown: [
        [
          'to read',
          dialogHtml(
            playbookDialog({
              list: STARTER_PLAYBOOKS,
              chosen: { ...A_PLAYBOOK, enabled: true },
              brands: [],
              mayEdit: false,
              usage: [
                'The last 90 days: 14 answers began with it. 5 of the people wrote kindly as the next thing, 1 were unhappy again; the others wrote nothing more.',
              ],
            }),
          ),
        ],
        [
          'to change, by an approver',
          dialogHtml(
            playbookDialog({
              list: null,
              chosen: { ...A_PLAYBOOK, enabled: true },
              brands: [],
              mayEdit: true,
            }),
          ),
        ],
        [
          'the statement about an incident',
          dialogHtml(
            statementDialog(
              {
                id: 3,
                headline: incidentCard(INCIDENT, NOW, 'UTC').text,
                text: '{greeting} our card reader is broken. Cash works, and we mend it today.',
                seen: NOW,
              },
              true,
            ),
          ),
        ],
        [
          'an incident with its statement',
          messageHtml(
            incidentMessage(
              {
                ...incidentCard(INCIDENT, NOW, 'UTC'),
                needsWords: true,
                statement: {
                  text: '{greeting} our card reader is broken. Cash works, and we mend it today.',
                  by: 'Leo Marsh',
                },
              },
              2,
            ),
          ),
        ],
      ],
    },
    {
      name: 'reply',
      shown: [
        ['Reply', dialogHtml(replyDialog(view, aReplySheet({})))],
        [
          'a machine drafted, seen by an approver',
          dialogHtml(
            replyDialog(
              view,
              aReplySheet({
                playbook: STARTER_PLAYBOOKS.find(({ id }) => id === 'complaint') ?? null,
                machine:
                  'Hi Nadia, I am sorry that your latte came cold. I am looking into it with the team at the station now.',
              }),
              { suggests: true, mayEdit: true },
            ),
          ),
        ],
        [
          'Thank',
          dialogHtml(
            replyDialog(view, aReplySheet({ kind: 'thank' }), {
              gifts: [{ id: 'cake', name: 'A slice of cake', value: '4.50', needsApproval: true }],
            }),
          ),
        ],
      ],
    },
    { name: 'verbs-1', shown: filled.slice(0, 5).map(drawn) },
    { name: 'verbs-2', shown: filled.slice(5, 10).map(drawn) },
    { name: 'verbs-3', shown: filled.slice(10).map(drawn) },
  ].filter(({ shown }) => shown.length > 0) as Scene[]
}
