/** The Block Kit shapes we draw; customer text only ever stands in rich_text `text` elements. */
export type RichElement =
  | { type: 'text'; text: string; style?: { bold?: true; italic?: true } }
  | { type: 'user'; user_id: string }
  /** Seconds since 1970; the fallback is shown by what cannot count. */
  | { type: 'date'; timestamp: number; format: string; fallback: string }
  /** Only an address that we made or Slack gave us. */
  | { type: 'link'; url: string; text: string }

export type RichText = {
  type: 'rich_text'
  block_id: string
  elements: (
    | { type: 'rich_text_section'; elements: RichElement[] }
    | { type: 'rich_text_quote'; elements: RichElement[] }
  )[]
}

export interface SlackButton {
  type: 'button'
  action_id: string
  text: { type: 'plain_text'; text: string; emoji: false }
  value?: string
  url?: string
  style?: 'primary'
  accessibility_label: string
}

export interface SlackOverflow {
  type: 'overflow'
  action_id: string
  options: { text: { type: 'plain_text'; text: string; emoji: false }; value: string }[]
}

/** A chart that Slack draws itself (source: docs.slack.dev, data visualization block); it may be refused. */
export interface SlackChart {
  type: 'data_visualization'
  block_id: string
  title: string
  chart: {
    type: 'line'
    series: { name: string; data: { label: string; value: number }[] }[]
    axis_config: { categories: string[]; y_label: string }
  }
}

/** A picture that was uploaded to Slack before. */
export interface SlackPicture {
  type: 'image'
  block_id: string
  slack_file: { id: string }
  alt_text: string
}

export type SlackBlock =
  | RichText
  | SlackChart
  | SlackPicture
  | { type: 'actions'; block_id: string; elements: (SlackButton | SlackOverflow)[] }

/** A message as `chat.postMessage` takes it, without channel. */
export interface SlackMessage {
  text: string
  blocks: SlackBlock[]
}

/** Escapes the three characters that Slack reads in `text` (source: Slack formatting docs). */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
