import type { CaseKind } from '../core/case.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { type Network, networkName } from '../core/network.ts'
import { caseHead } from './kind-words.ts'
import { escapeSlack, type RichElement, type SlackMessage } from './slack-blocks.ts'
import { count, dayTime, duration } from './words.ts'

/** A case whose answer somebody is reminded of. */
export interface NudgeLine {
  kind: CaseKind
  author: string
  network: Network
  dueAt: number
  /** Whoever has it; null where nobody does. */
  owner: string | null
  /** The card in Slack. */
  cardUrl: string | null
  zone: string
}

/** A message stays short; the desk has them all. */
const MAX_LINES = 10

/** Which answers are due soon or late, one line a case, soonest first. */
export function nudgeMessage(
  lines: readonly NudgeLine[],
  now: number,
  id: number,
): SlackMessage | null {
  const sorted = lines.toSorted((a, b) => a.dueAt - b.dueAt)
  const [first] = sorted
  if (first === undefined) return null
  const head = headline(sorted, now)
  const shown = sorted.slice(0, MAX_LINES)
  const rest = sorted.length - shown.length
  const elements: RichElement[] = [{ type: 'text', text: head, style: { bold: true } }]
  for (const line of shown) {
    elements.push({ type: 'text', text: `\n${words(line, now)}` })
    if (line.cardUrl !== null)
      elements.push({ type: 'text', text: ' ' }, { type: 'link', url: line.cardUrl, text: 'Open' })
  }
  if (rest > 0) elements.push({ type: 'text', text: `\nAnd ${rest} more on the desk.` })
  return {
    text: escapeSlack(clip(`${head} ${words(first, now)}`, 500)),
    blocks: [
      {
        type: 'rich_text',
        block_id: `nudge:${id}`,
        elements: [{ type: 'rich_text_section', elements }],
      },
    ],
  }
}

/** For the thread of the card, which shows the rest. */
export function nudgeNote(line: NudgeLine, now: number, id: number): SlackMessage {
  const text = `Nobody has answered yet: ${dueWords(line, now)}.`
  return {
    text: escapeSlack(text),
    blocks: [
      {
        type: 'rich_text',
        block_id: `nudge:${id}`,
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
      },
    ],
  }
}

function headline(lines: readonly NudgeLine[], now: number): string {
  const late = lines.filter((line) => now > line.dueAt).length
  const soon = lines.length - late
  const is = (n: number) => (n === 1 ? 'is' : 'are')
  if (late === 0) return `${count(soon, 'answer')} ${is(soon)} due soon.`
  if (soon === 0) return `${count(late, 'answer')} ${is(late)} late.`
  return `${count(late, 'answer')} ${is(late)} late, ${soon} due soon.`
}

function words(line: NudgeLine, now: number): string {
  const owner = line.owner === null ? 'nobody has it' : `${cleanName(line.owner, 40)} has it`
  const who = clip(cleanName(line.author), 60)
  return `${caseHead(line.kind, who)} on ${networkName(line.network)}: ${dueWords(line, now)}; ${owner}.`
}

function dueWords({ dueAt, zone }: NudgeLine, now: number): string {
  const at = dayTime(dueAt, now, zone)
  return now > dueAt ? `late by ${duration(now - dueAt)}, was due ${at}` : `due ${at}`
}
