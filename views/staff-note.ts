import type { CaseKind } from '../core/case.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { type Network, networkName } from '../core/network.ts'
import { KIND_WORDS } from './kind-words.ts'
import { escapeSlack, type RichElement, type SlackMessage } from './slack-blocks.ts'
import type { CaseEventView } from './thread-note.ts'
import { dayTime } from './words.ts'

/** The case that a colleague is told of. */
export interface StaffNoteCase {
  id: number
  kind: CaseKind
  author: string
  network: Network
  answeredAt: number | null
  dueAt: number
  /** The card in Slack. */
  cardUrl: string | null
  zone: string
}

const WORDS_MAX = 1000

const LINES: Readonly<Record<string, (by: string) => string>> = {
  'case.assign': (by) => `${by} gave you a case.`,
  'case.hand_over': (by) => `${by} handed a case over to you.`,
  'case.escalate': (by) => `${by} calls you to a case.`,
  'case.kudos': (by) => `Somebody praises you, and ${by} wants you to know.`,
  'case.follow_up_due': () => 'You wanted to look after this again.',
}

/**
 * What a colleague is told in a direct message; null where it is nothing to them. It quotes no customer, as a
 * post that its author removes must be gone from Slack too: the card is one press away.
 */
export function staffNote(
  event: CaseEventView,
  one: StaffNoteCase,
  now: number,
): SlackMessage | null {
  const head = LINES[event.kind]?.(cleanName(event.by ?? 'Somebody', 40))
  if (head === undefined) return null
  const who = clip(cleanName(one.author), 60)
  const what = `Case ${one.id}: ${KIND_WORDS[one.kind].one} from ${who} on ${networkName(one.network)}`
  const due =
    one.answeredAt === null && event.kind !== 'case.kudos'
      ? `, answer due ${dayTime(one.dueAt, now, one.zone)}`
      : ''
  const said = event.about?.words ?? null
  const elements: RichElement[] = [
    { type: 'text', text: head, style: { bold: true } },
    { type: 'text', text: `\n${what}${due}.` },
    ...(said === null ? [] : [{ type: 'text' as const, text: `\n${clip(said, WORDS_MAX)}` }]),
    ...(one.cardUrl === null
      ? []
      : [
          { type: 'text' as const, text: ' ' },
          { type: 'link' as const, url: one.cardUrl, text: 'Open' },
        ]),
  ]
  return {
    text: escapeSlack(clip(`${head} ${what}${due}.`, 500)),
    blocks: [
      {
        type: 'rich_text',
        block_id: `staff:${event.id}`,
        elements: [{ type: 'rich_text_section', elements }],
      },
    ],
  }
}

/** Asks in the thread of a card before a case is closed that nobody answered. */
export function resolveQuestion(one: { id: number; version: number }, by: string): SlackMessage {
  const text = `${cleanName(by, 40)} wants to resolve this, but nothing was sent. Resolve it all the same?`
  const button = (action_id: string, label: string, accessible: string) => ({
    type: 'button' as const,
    action_id,
    text: { type: 'plain_text' as const, text: label, emoji: false as const },
    value: String(one.id),
    accessibility_label: accessible,
  })
  return {
    text: escapeSlack(text),
    blocks: [
      {
        type: 'rich_text',
        block_id: `${one.id}:${one.version}:ask`,
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
      },
      {
        type: 'actions',
        block_id: `${one.id}:${one.version}:asked`,
        elements: [
          button('case.resolve', 'Resolve', `Resolve case ${one.id} without an answer`),
          button('case.reply', 'Reply…', `Reply in case ${one.id}`),
        ],
      },
    ],
  }
}
