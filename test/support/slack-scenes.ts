import { type HomeView, homeView } from '../../views/home.ts'
import type { Html } from '../../views/html.ts'
import { type OwnDigestView, ownDigestMessage } from '../../views/own-digest.ts'
import { homeHtml, messageHtml } from './block-kit-html.ts'
import { NOW } from './case-view.ts'
import { digestView } from './digest-view.ts'
import { answerScenes } from './slack-answer-scenes.ts'
import { cardScenes } from './slack-card-scenes.ts'
import { channelScenes } from './slack-channel-scenes.ts'
import { dialogScenes } from './slack-dialog-scenes.ts'

/** One picture: some views below each other, each under its name. */
export interface Scene {
  name: string
  shown: readonly (readonly [string, Html])[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

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
  digest: 'daily',
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

const { facts, judged } = digestView()
const MORNING: OwnDigestView = {
  ...HOME,
  kind: 'week',
  did: { answers: 5, typicalWaitMs: 38 * MINUTE, kudos: 1 },
  brands: [{ name: 'Juniper Coffee', facts, judged }],
}

/** Everything that Earshot shows in Slack; whoever adds a view adds it here. */
export function slackScenes(): Scene[] {
  return [
    ...cardScenes(),
    ...channelScenes(),
    ...answerScenes(),
    ...dialogScenes(),
    {
      name: 'home',
      shown: [
        ['Home', homeHtml(homeView(HOME, null, NOW))],
        ['a morning’s message', messageHtml(ownDigestMessage(MORNING, 1, NOW))],
      ],
    },
  ]
}
