import { isObject, type Json, type JsonObject, textOf } from './json.ts'
import type { LiveToken } from './words.ts'

const BROADCAST = /^!(channel|here|everyone|group)\b/
const BARE_LINK =
  /(?<![\w@./-])(?:https?:\/\/[^\s<>|]+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?:\/[^\s<>|]*)?)/gi
const NAMED = /(?<![\w@])@(channel|here|everyone)\b/g

export interface Reading {
  readonly where: string
  /** `parse: full` or `link_names: true`: plain `@channel` comes to life too. */
  readonly linkNames: boolean
  /** False for `parse: none` and `verbatim: true`: bare addresses stay text. */
  readonly autoLink: boolean
}

/** What Slack would bring to life in a mrkdwn string: pings, references and links. */
export function readMrkdwn(text: string, reading: Reading): LiveToken[] {
  const { where } = reading
  const found: LiveToken[] = []
  const rest = text.replace(/<([^<>\n]+)>/g, (whole, inner: string) => {
    const token = readToken(inner, where)
    if (token === null) return whole
    found.push(token)
    return ' '
  })
  if (reading.linkNames) {
    for (const [, range = ''] of rest.matchAll(NAMED)) {
      found.push({ kind: 'broadcast', value: `@${range}`, where })
    }
  }
  if (reading.autoLink) {
    for (const [value] of rest.matchAll(BARE_LINK)) found.push({ kind: 'auto_link', value, where })
  }
  return found
}

function readToken(inner: string, where: string): LiveToken | null {
  const value = inner.split('|')[0] ?? inner
  if (BROADCAST.test(inner)) return { kind: 'broadcast', value, where }
  if (inner.startsWith('!subteam^')) return { kind: 'usergroup', value, where }
  if (inner.startsWith('!date^')) return { kind: 'date', value, where }
  if (/^@[UWB][A-Z0-9]+/.test(inner)) return { kind: 'user', value, where }
  if (/^#[CG][A-Z0-9]+/.test(inner)) return { kind: 'channel', value, where }
  if (/^(https?:|mailto:|tel:|[a-z0-9-]+\.[a-z]{2,})/i.test(inner)) {
    return { kind: 'link', value, where }
  }
  return null
}

const RICH: Readonly<Record<string, { kind: LiveToken['kind']; key: string }>> = {
  broadcast: { kind: 'broadcast', key: 'range' },
  user: { kind: 'user', key: 'user_id' },
  channel: { kind: 'channel', key: 'channel_id' },
  usergroup: { kind: 'usergroup', key: 'usergroup_id' },
  link: { kind: 'link', key: 'url' },
}

/** What comes to life in blocks: mrkdwn texts, markdown blocks, and rich_text elements that refer. */
export function readBlocks(blocks: readonly JsonObject[], where: string): LiveToken[] {
  return blocks.flatMap((block, index) => readValue(block, `${where}/blocks/${index}`))
}

function readValue(value: Json | undefined, where: string): LiveToken[] {
  if (Array.isArray(value)) {
    return (value as Json[]).flatMap((item, index) => readValue(item, `${where}/${index}`))
  }
  if (!isObject(value)) return []
  const type = textOf(value['type'])
  if ((type === 'mrkdwn' || type === 'markdown') && typeof value['text'] === 'string') {
    const autoLink = value['verbatim'] !== true
    return readMrkdwn(value['text'], { where, linkNames: false, autoLink })
  }
  const rich = RICH[type]
  if (rich !== undefined && typeof value[rich.key] === 'string') {
    return [{ kind: rich.kind, value: textOf(value[rich.key]), where }]
  }
  return Object.entries(value).flatMap(([key, inner]) => readValue(inner, `${where}/${key}`))
}
