import { CASE_KINDS, type CaseKind } from '../core/case.ts'
import type { Part } from './card.ts'
import { KIND_WORDS } from './kind-words.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'
import { count } from './words.ts'

/** Cases of which one message speaks, because the channel had its share today. */
export interface BundleView {
  counts: Partial<Record<CaseKind, number>>
  /** Where the cases lie, if the desk has an address. */
  deskUrl: string | null
}

/** One line for many cases: what came, and that each waits on the desk. */
export function bundleMessage(view: BundleView, id: number): SlackMessage {
  const kinds = CASE_KINDS.filter((kind) => (view.counts[kind] ?? 0) > 0)
  const total = kinds.reduce((sum, kind) => sum + (view.counts[kind] ?? 0), 0)
  const list = kinds
    .map((kind) => count(view.counts[kind] ?? 0, ...KIND_WORDS[kind].counted))
    .join(', ')
  const parts: Part[] = [
    { text: `${count(total, 'more post')} since the last message: `, bold: true },
    {
      text: `${list}. This channel has had its share of cards for now, so they wait on the desk and on the Home tab.`,
    },
  ]
  return {
    text: escapeSlack(`${count(total, 'more post')}: ${list}. They wait on the desk.`),
    blocks: [
      slackLine(`bundle:${id}`, parts),
      {
        type: 'actions',
        block_id: `bundle:${id}:acts`,
        elements: [
          {
            type: 'button',
            action_id: 'bundle.list',
            text: { type: 'plain_text', text: 'Show them…', emoji: false },
            accessibility_label: 'Show the cases of this channel without a card, to you alone',
          },
        ],
      },
    ],
  }
}
