import type { JsonObject } from '../support/fake-slack/json.ts'

export const plain = (text: string): JsonObject => ({ type: 'plain_text', text })
export const mrkdwn = (text: string): JsonObject => ({ type: 'mrkdwn', text })
export const actions = (...elements: JsonObject[]): JsonObject => ({ type: 'actions', elements })
export const section = (text: JsonObject): JsonObject => ({ type: 'section', text })
export const options = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ text: plain(`o${n}`), value: `${n}` }))
export const select = (extra: JsonObject): JsonObject => ({
  type: 'static_select',
  action_id: 's',
  ...extra,
})
export const richText = (...elements: JsonObject[]): JsonObject => ({ type: 'rich_text', elements })
