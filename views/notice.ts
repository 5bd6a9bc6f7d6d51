import { cleanText, clip } from '../core/hostile-text.ts'
import type { Part } from './card.ts'
import { plain } from './card.ts'
import { escapeSlack, type SlackMessage } from './slack-blocks.ts'
import { slackLine } from './slack-card.ts'

/** Something that somebody should know of a customer or a shop. */
export interface NoticeView {
  text: string
}

const MAX = 500

/** One sentence for the team; calls nobody. */
export function noticeMessage({ text }: NoticeView, id: number): SlackMessage {
  const line = clip(cleanText(text).replaceAll(/\s+/g, ' ').trim(), MAX)
  const parts: Part[] = [{ text: 'For your attention: ', bold: true }, { text: line }]
  return {
    text: escapeSlack(clip(plain(parts), 900)),
    blocks: [slackLine(`notice:${id}`, parts)],
  }
}
