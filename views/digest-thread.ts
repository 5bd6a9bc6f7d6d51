import { cleanText, clip } from '../core/hostile-text.ts'
import type { Part } from './card.ts'
import type { DigestCard } from './digest-card.ts'
import { escapeSlack, type SlackBlock, type SlackMessage } from './slack-blocks.ts'
import { slackLines } from './slack-card.ts'
import { count } from './words.ts'

/** Slack refuses messages of about 13,200 characters of blocks; we stay well below. */
const BLOCKS_MAX = 10_000
const BUTTON_TEXT = 75
const IN_MENU = 5
const HEAD = 'The numbers behind the digest'

/** What stands in the thread of a digest: its days in numbers and every case without a card; null where there is nothing. */
export function digestThread(
  card: DigestCard,
  about: { id: number; version: number },
): SlackMessage | null {
  if (card.isEmpty) return null
  const version = `${about.id}:${about.version}`
  let shown = card.held?.cases.length ?? 0
  let blocks = draw(card, version, shown)
  while (shown > 0 && JSON.stringify(blocks).length > BLOCKS_MAX)
    blocks = draw(card, version, --shown)
  return { text: escapeSlack(`${HEAD}: ${card.title}`), blocks }
}

function draw(card: DigestCard, version: string, held: number): SlackBlock[] {
  const id = (name: string) => `digest-thread:${version}:${name}`
  return [
    slackLines(id('days'), [
      [{ text: HEAD, bold: true }],
      ...card.chart.points.map((day): Part[] => [
        {
          text: `${day.label}: ${day.negative} unhappy, ${day.neutral} neutral, ${day.positive} happy, ${day.unsure} unsure`,
        },
      ]),
    ]),
    ...heldBlocks(card, id, held),
  ]
}

function heldBlocks(card: DigestCard, id: (name: string) => string, most: number): SlackBlock[] {
  if (card.held === null) return []
  const cases = card.held.cases.slice(0, most)
  const more = card.held.cases.length - cases.length
  const menu = cases.slice(0, IN_MENU)
  return [
    slackLines(id('held'), [
      [{ text: `${card.held.words} Most pressing first:`, bold: true }],
      ...cases.map(({ title, text }, i): Part[] => [{ text: `${i + 1}. ${title}: ${text}` }]),
      ...(more > 0 ? [[{ text: `${count(more, 'more case')} on the desk.` }]] : []),
    ]),
    ...(menu.length === 0
      ? []
      : [
          {
            type: 'actions' as const,
            block_id: id('held:acts'),
            elements: [
              {
                type: 'overflow' as const,
                action_id: 'case.more',
                options: menu.map(({ caseId, title }, i) => ({
                  text: {
                    type: 'plain_text' as const,
                    text: clip(`Open ${i + 1}. ${cleanText(title)}`, BUTTON_TEXT),
                    emoji: false as const,
                  },
                  value: `case.verbs:${caseId}`,
                })),
              },
            ],
          },
        ]),
  ]
}
