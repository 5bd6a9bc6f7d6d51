import { CASE_KINDS, type CaseKind } from '../../core/case.ts'
import { caseCard } from '../../views/case-card.ts'
import type { CaseView } from '../../views/case-view.ts'
import type { Html } from '../../views/html.ts'
import { slackCard } from '../../views/slack-card.ts'
import { unsureMessage } from '../../views/unsure-message.ts'
import { messageHtml } from './block-kit-html.ts'
import { aCaseView, NOW } from './case-view.ts'
import { HOSTILE_TEXTS } from './generate-cases.ts'
import type { Scene } from './slack-scenes.ts'

const SAM = { id: 'sam', name: 'Sam Reyes', slackUserId: null }
const LEO = { id: 'leo', name: 'Leo Marsh', slackUserId: null }
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What a post of each kind says. */
export const SAID: Record<CaseKind, Partial<CaseView>> = {
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
      ...SAID.praise,
      kind: 'praise',
      status: 'waiting_approval',
      owner: SAM,
      claimedAt: NOW,
      waitingGrant: { id: 1, pool: 'A slice of cake', by: SAM },
    },
  ],
  [
    'a colleague is writing',
    {
      status: 'claimed',
      owner: SAM,
      claimedAt: NOW,
      replying: { by: LEO, until: NOW + 9 * MINUTE },
    },
  ],
  [
    'a reply waits for a second person',
    {
      status: 'waiting_approval',
      owner: SAM,
      claimedAt: NOW,
      waitingReply: {
        id: 2,
        text: 'You get your money back.',
        why: 'It is about money back, so a colleague reads it first.',
        by: SAM,
      },
      lastReply: { state: 'waiting_approval', by: SAM, kind: 'reply', error: null },
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
  [
    'checked',
    {
      ...SAID.question,
      kind: 'question',
      judgedBy: LEO,
      sentiment: 'neutral',
      labels: ['question'],
    },
  ],
  ['removed by its author while open', { removed: true, text: '' }],
  ['resolved', { status: 'resolved', owner: SAM, answeredAt: NOW - HOUR, resolvedAt: NOW }],
  ['not about us', { status: 'resolved', resolution: 'not_us', owner: SAM, resolvedAt: NOW }],
  ['joined', { status: 'resolved', mergedInto: 4820, resolvedAt: NOW }],
  ['every post gone', { status: 'closed_by_author', resolvedAt: NOW }],
]

/** The card of every kind and of every state, and what attackers write. */
export function cardScenes(): Scene[] {
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
    { name: 'attacks', shown: attacks() },
  ]
}

function card(more: Partial<CaseView>): Html {
  return messageHtml(slackCard(caseCard(aCaseView(more), NOW)))
}

function attacks(): Scene['shown'] {
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
