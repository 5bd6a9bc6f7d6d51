import { clip } from '../core/hostile-text.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'

const MAX = 500

/** One line about a source that needs somebody's eyes. */
export function noticeMessage(text: string, id: number): SlackMessage {
  const line = clip(text.replaceAll(/\s+/g, ' ').trim(), MAX)
  return {
    text: escapeSlack(line),
    blocks: [slackLine(`notice:${id}`, [{ text: 'About a source: ', bold: true }, { text: line }])],
  }
}
