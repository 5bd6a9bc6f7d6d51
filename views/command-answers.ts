import { cleanName, cleanText, clip } from '../core/hostile-text.ts'
import { type Network, networkName } from '../core/network.ts'
import { mayDo, type Role } from '../core/staff.ts'
import { type Part, plain } from './card.ts'
import { oneLine } from './case-lines.ts'
import { type QueueRow, queueWords } from './queue-line.ts'
import {
  escapeSlack,
  type SlackBlock,
  type SlackButton,
  type SlackMessage,
} from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'
import { isWebAddress } from './web-address.ts'
import { ago, count } from './words.ts'

const QUOTE_MAX = 300
const MUTED_SHOWN = 40
const CASES_SHOWN = 10

/**
 * Lines of plain text; nothing in them is read for meaning. `text` is what notifications show, where Slack makes
 * links of bare addresses: what a line quotes stays out of it, and lines that hold words of others need one of ours.
 */
export function linesAnswer(
  lines: readonly (readonly Part[])[],
  text = lines.map((line) => plain(line).replace(/“.*”/, '“…”')).join('\n'),
): SlackMessage {
  return answer(
    lines.map((line, i) => slackLine(`line:${i}`, line)),
    text,
  )
}

/** Every command in a line; `unknown` is what was typed for one and is none. */
export function helpAnswer(
  entries: readonly (readonly [string, string])[],
  unknown = '',
): SlackMessage {
  const none: Part[] = [{ text: `There is no command “${clip(oneLine(cleanText(unknown)), 40)}”.` }]
  return linesAnswer([
    ...(unknown === '' ? [] : [none]),
    ...entries.map(([usage, does]): Part[] => [{ text: usage, bold: true }, { text: ` ${does}` }]),
  ])
}

/** One's own open cases with what can be done at once. */
export function mineAnswer(
  { rows, total }: { rows: readonly QueueRow[]; total: number },
  now: number,
  zone: string,
): SlackMessage {
  if (total === 0) return linesAnswer([[{ text: 'You have no open case.' }]])
  const head: Part[] = [{ text: `You have ${count(total, 'open case')}.`, bold: true }]
  return queueAnswer(head, { rows, total }, now, zone, () => [
    ['case.reply', 'Reply…'],
    ['case.read', 'Read all'],
    ['case.verbs', 'More…'],
  ])
}

/** Open cases of a channel that got no card of their own, with what can be done at once. */
export function heldAnswer(
  held: { rows: readonly QueueRow[]; total: number },
  now: number,
  zone: string,
  role: Role,
): SlackMessage {
  if (held.total === 0)
    return linesAnswer([[{ text: 'Every case of this channel has a card, or is done.' }]])
  const words = `${count(held.total, 'open case')} of this channel ${held.total === 1 ? 'has' : 'have'} no card of ${held.total === 1 ? 'its' : 'their'} own.`
  return queueAnswer([{ text: words, bold: true }], held, now, zone, (row) => {
    const read: [string, string][] = [['case.read', 'Read all']]
    if (!mayDo(role, 'case.claim')) return read
    const first: [string, string] =
      row.kind === 'unsure' ? ['case.label', 'Say what it is…'] : ['case.claim', 'Claim']
    return [first, ...read, ['case.verbs', 'More…']]
  })
}

function queueAnswer(
  head: readonly Part[],
  { rows, total }: { rows: readonly QueueRow[]; total: number },
  now: number,
  zone: string,
  actsOn: (row: QueueRow) => [action: string, label: string][],
): SlackMessage {
  const shown = rows.slice(0, CASES_SHOWN)
  return answer(
    [
      slackLine('head', head),
      ...shown.flatMap((row): SlackBlock[] => [
        slackLine(`case:${row.id}`, queueWords(row, now, zone)),
        acts(
          `case:${row.id}:acts`,
          actsOn(row).map(([action, label]) => caseButton(action, label, row.id)),
        ),
      ]),
      ...(total > shown.length
        ? [slackLine('rest', [{ text: `${total - shown.length} more stand on the Home tab.` }])]
        : []),
    ],
    plain(head),
  )
}

export interface ShownPost {
  id: number
  text: string
  author: string | null
  network: Network
  at: number
  url: string | null
  caseId: number | null
}

/** What was found, newest first: quoted as text, each with its post and its case. */
export function searchAnswer(
  words: string,
  posts: readonly ShownPost[],
  now: number,
  zone: string,
): SlackMessage {
  const what = `“${clip(oneLine(cleanText(words)), 80)}”`
  if (posts.length === 0)
    return linesAnswer(
      [[{ text: `No post holds ${what}. Every word has to be in it.` }]],
      'No post holds these words.',
    )
  const head: Part[] = [{ text: `The newest posts with ${what}`, bold: true }]
  return answer(
    [slackLine('head', head), ...posts.flatMap((post) => postBlocks(post, now, zone))],
    'The newest posts with these words',
  )
}

function postBlocks(post: ShownPost, now: number, zone: string): SlackBlock[] {
  const who = cleanName(post.author ?? '', 60) || 'Somebody unnamed'
  const where = `${networkName(post.network)}, ${ago(post.at, now, zone)}`
  const buttons = [
    ...(isWebAddress(post.url) ? [linkButton(post.url, post.id)] : []),
    ...(post.caseId === null ? [] : [caseButton('case.verbs', 'Case…', post.caseId)]),
  ]
  return [
    {
      type: 'rich_text',
      block_id: `post:${post.id}`,
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: who, style: { bold: true } },
            { type: 'text', text: ` on ${where}` },
          ],
        },
        {
          type: 'rich_text_quote',
          elements: [{ type: 'text', text: clip(cleanText(post.text), QUOTE_MAX) || ' ' }],
        },
      ],
    },
    ...(buttons.length === 0 ? [] : [acts(`post:${post.id}:acts`, buttons)]),
  ]
}

/** Words that a brand wants no cards of. */
export function mutedAnswer(brandName: string, words: readonly string[]): SlackMessage {
  const name = cleanName(brandName, 60)
  if (words.length === 0)
    return linesAnswer([
      [{ text: `Nothing is muted for ${name}. To mute a word: /earshot mute WORD` }],
    ])
  const shown = words.slice(0, MUTED_SHOWN).map((word) => `“${word}”`)
  const rest = words.length - shown.length
  return linesAnswer([
    [{ text: `Muted for ${name}: `, bold: true }, { text: shown.join(', ') }],
    [
      {
        text: `${rest > 0 ? `${count(rest, 'more word')}. ` : ''}To hear one again: /earshot unmute WORD`,
      },
    ],
  ])
}

function answer(blocks: SlackBlock[], text: string): SlackMessage {
  return { text: escapeSlack(clip(cleanText(text), 500)) || ' ', blocks }
}

function acts(blockId: string, elements: SlackButton[]): SlackBlock {
  return { type: 'actions', block_id: blockId, elements }
}

function caseButton(action: string, label: string, caseId: number): SlackButton {
  return {
    ...button(action, label),
    value: String(caseId),
    accessibility_label: `${label} Case ${caseId}`,
  }
}

function linkButton(url: string, id: number): SlackButton {
  return { ...button('case.view_post', 'View post'), value: String(id), url }
}

function button(action: string, label: string): SlackButton {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: label, emoji: false },
    accessibility_label: label,
  }
}
