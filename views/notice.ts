import { cleanText, clip } from '../core/hostile-text.ts'
import { escapeSlack, type RichElement, type SlackMessage } from './slack-blocks.ts'

/** Something that somebody should know of a customer or a shop. */
export interface NoticeView {
  text: string
  /** Of the message in Slack that it is about. */
  url?: string | null
}

const MAX = 500

/** One sentence for the team; calls nobody. */
export function noticeMessage({ text, url = null }: NoticeView, id: number): SlackMessage {
  const line = clip(cleanText(text).replaceAll(/\s+/g, ' ').trim(), MAX)
  const head = 'For your attention: '
  const elements: RichElement[] = [
    { type: 'text', text: head, style: { bold: true } },
    { type: 'text', text: line === '' ? ' ' : line },
  ]
  if (url !== null)
    elements.push({ type: 'text', text: ' ' }, { type: 'link', url, text: 'Show it' })
  return {
    text: escapeSlack(`${head}${line}`),
    blocks: [
      {
        type: 'rich_text',
        block_id: `notice:${id}`,
        elements: [{ type: 'rich_text_section', elements }],
      },
    ],
  }
}
