import { cleanText, clip } from '../core/hostile-text.ts'
import { type Card, type CardButton, DOT_MARKS, type Part } from './card.ts'
import {
  escapeSlack,
  type RichElement,
  type RichText,
  type SlackBlock,
  type SlackButton,
  type SlackMessage,
  type SlackOverflow,
} from './slack-blocks.ts'

/** Slack's limits on a button: text, value, url, accessibility label (source: facts on Slack, A1). */
const BUTTON_TEXT = 75
const MAX_OVERFLOW = 5

/** A card as a Slack message: at most 5 blocks; every block_id changes with the version. */
export function slackCard(card: Card): SlackMessage {
  const id = (name: string) => `${card.caseId}:${card.version}:${name}`
  const blocks: SlackBlock[] = [
    rich(id('head'), [
      section([{ text: `${DOT_MARKS[card.dot]} ` }, ...card.headline]),
      section([{ text: '\n' }, ...card.place]),
      ...(card.parent === null ? [] : [section([{ text: `\nIn answer to: ${card.parent}` }])]),
    ]),
  ]
  if (card.quote !== null && card.quote.trim() !== '')
    blocks.push(rich(id('quote'), [{ type: 'rich_text_quote', elements: [words(card.quote)] }]))
  if (card.lines.length > 0)
    blocks.push(
      rich(
        id('lines'),
        card.lines.map((line, i) => section(i === 0 ? line : [{ text: '\n' }, ...line])),
      ),
    )
  const actions = [...card.buttons.map((b) => button(b, card)), ...overflow(card)]
  if (actions.length > 0) blocks.push({ type: 'actions', block_id: id('acts'), elements: actions })
  return { text: escapeSlack(clip(cleanText(card.text), 500)), blocks }
}

/** One line of parts as a rich_text block, for thread notes. */
export function slackLine(blockId: string, parts: readonly Part[]): RichText {
  return rich(blockId, [section(parts)])
}

/** Several lines of parts as one block. */
export function slackLines(blockId: string, list: readonly (readonly Part[])[]): RichText {
  return slackLine(
    blockId,
    list.flatMap((line, i) => (i === 0 ? line : [{ text: '\n' }, ...line])),
  )
}

/** Whose words they are and the words themselves, in one block. */
export function slackQuote(blockId: string, head: readonly Part[], text: string): RichText {
  return rich(blockId, [
    section(head),
    { type: 'rich_text_quote', elements: [words(text.trim() === '' ? ' ' : text)] },
  ])
}

/** A row of buttons about a case. */
export function slackButtons(
  blockId: string,
  caseId: number,
  buttons: readonly CardButton[],
): SlackBlock {
  return { type: 'actions', block_id: blockId, elements: buttons.map((b) => button(b, { caseId })) }
}

function rich(blockId: string, elements: RichText['elements']): RichText {
  return { type: 'rich_text', block_id: blockId, elements }
}

function section(parts: readonly Part[]): { type: 'rich_text_section'; elements: RichElement[] } {
  return { type: 'rich_text_section', elements: parts.map(element) }
}

function element(part: Part): RichElement {
  if ('text' in part) return words(part.text, part.bold ?? false)
  // Slack counts down by itself, in the zone of whoever looks (from memory: verify against real Slack).
  if ('until' in part)
    return {
      type: 'date',
      timestamp: Math.floor(part.until.at / 1000),
      format: '{ago}',
      fallback: part.until.words,
    }
  return part.staff.slackUserId === null
    ? words(part.staff.name)
    : { type: 'user', user_id: part.staff.slackUserId }
}

function words(text: string, bold = false): RichElement {
  // Slack refuses empty text elements.
  const safe = cleanText(text) || ' '
  return bold ? { type: 'text', text: safe, style: { bold: true } } : { type: 'text', text: safe }
}

function button(b: CardButton, card: Pick<Card, 'caseId'>): SlackButton {
  return {
    type: 'button',
    action_id: b.action,
    text: { type: 'plain_text', text: clip(b.label, BUTTON_TEXT), emoji: false },
    value: String(card.caseId),
    accessibility_label: clip(b.accessible, BUTTON_TEXT),
    ...(b.primary === true ? { style: 'primary' as const } : {}),
    ...(b.url === undefined ? {} : { url: b.url }),
  }
}

function overflow(card: Card): SlackOverflow[] {
  if (card.menu.length === 0) return []
  return [
    {
      type: 'overflow',
      action_id: 'case.more',
      options: card.menu.slice(0, MAX_OVERFLOW).map((b) => ({
        text: { type: 'plain_text', text: clip(b.label, BUTTON_TEXT), emoji: false },
        value: `${b.action}:${card.caseId}`,
      })),
    },
  ]
}
