import type { DigestFacts } from '../core/digest.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { type Part, plain } from './card.ts'
import { digestVerdict } from './digest-verdict.ts'
import type { DigestView } from './digest-view.ts'
import type { QueueRow } from './queue-line.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLines } from './slack-card.ts'
import { count, dayTime, duration } from './words.ts'

/** What waits for somebody and what they did, in numbers alone: the message has nothing that could have to go. */
export interface OwnDigestView {
  name: string
  kind: DigestFacts['kind']
  zone: string
  mine: { rows: readonly Pick<QueueRow, 'text' | 'dueAt' | 'answeredAt'>[]; total: number }
  unclaimed: { total: number }
  back: { total: number }
  approvals: readonly unknown[]
  did: { answers: number; typicalWaitMs: number | null; kudos: number }
  brands: readonly {
    name: string
    facts: DigestFacts
    judged: Pick<DigestView['judged'], 'feeling' | 'change'>
  }[]
}

const TEXT_MAX = 900

/** A morning's direct message: yours, what nobody has, what you did, how the brands are. Calls nobody else. */
export function ownDigestMessage(view: OwnDigestView, id: number, now: number): SlackMessage {
  const lines: Part[][] = [
    [{ text: `Good morning ${cleanName(view.name, 40)}.`, bold: true }],
    [{ text: mineWords(view, now) }],
    [{ text: waitingWords(view) }],
    [{ text: didWords(view) }],
    ...view.brands.map(({ name, facts, judged }): Part[] => [
      { text: `${cleanName(name, 60)}: `, bold: true },
      { text: digestVerdict({ facts, words: { brandName: name }, judged }) },
    ]),
  ]
  return {
    text: escapeSlack(clip(lines.map(plain).join(' '), TEXT_MAX)),
    blocks: [
      slackLines(`own-digest:${id}`, lines),
      {
        type: 'actions',
        block_id: `own-digest:${id}:acts`,
        elements: [
          {
            type: 'button',
            action_id: 'home.settings',
            text: { type: 'plain_text', text: 'My settings', emoji: false },
            accessibility_label: 'My settings: how often this message comes',
          },
        ],
      },
    ],
  }
}

function mineWords({ mine, zone }: OwnDigestView, now: number): string {
  if (mine.total === 0) return 'You have no open case.'
  const waiting = mine.rows.filter(({ answeredAt, text }) => answeredAt === null && text !== null)
  const late = waiting.filter(({ dueAt }) => dueAt <= now).length
  const next = waiting.find(({ dueAt }) => dueAt > now)
  const parts = [
    `You have ${count(mine.total, 'open case')}`,
    ...(late === 0 ? [] : [`${count(late, 'answer')} ${late === 1 ? 'is' : 'are'} late`]),
    ...(next === undefined ? [] : [`the next is due at ${dayTime(next.dueAt, now, zone)}`]),
  ]
  return `${parts.join('; ')}. Home lists them.`
}

function waitingWords({ unclaimed, back, approvals }: OwnDigestView): string {
  const nobody =
    unclaimed.total === 0
      ? 'Everything has somebody who looks after it'
      : `Nobody has ${count(unclaimed.total, 'case')}`
  const parts = [
    nobody,
    ...(back.total === 0
      ? []
      : [`${count(back.total, 'snoozed case')} ${back.total === 1 ? 'comes' : 'come'} back today`]),
    ...(approvals.length === 0
      ? []
      : [
          `${count(approvals.length, 'approval')} ${approvals.length === 1 ? 'waits' : 'wait'} for you`,
        ]),
  ]
  return `${parts.join('; ')}.`
}

function didWords({ kind, did }: OwnDigestView): string {
  const when = kind === 'week' ? 'In the last seven days' : 'Yesterday'
  const praised =
    did.kudos === 0 ? '' : ` Customers praised you by name ${count(did.kudos, 'time')}.`
  if (did.answers === 0) return `${when} you sent no answer.${praised}`
  const wait = did.typicalWaitMs === null ? '' : `, typically after ${duration(did.typicalWaitMs)}`
  return `${when} you sent ${count(did.answers, 'answer')}${wait}.${praised}`
}
