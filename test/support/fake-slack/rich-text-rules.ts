import type { JsonObject } from './json.ts'
import { checkKeys, checkList, checkString, type Problems } from './problems.ts'

/** Fields of each inline element besides `type` and `style`; the first is required. */
const INLINE: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  link: ['url', 'text', 'unsafe'],
  emoji: ['name', 'unicode', 'url', 'skin_tone', 'display_name'],
  user: ['user_id'],
  usergroup: ['usergroup_id'],
  channel: ['channel_id'],
  team: ['team_id'],
  broadcast: ['range'],
  color: ['value'],
  date: ['timestamp', 'format', 'url', 'fallback'],
}

const STYLES = [
  'bold',
  'italic',
  'strike',
  'code',
  'underline',
  'highlight',
  'client_highlight',
  'unlink',
]

/** Checks a rich_text block: sections, lists, quotes and preformatted, and what stands inside them. */
export function checkRichText(problems: Problems, block: JsonObject, at: string): void {
  const parts = checkList(problems, block, 'elements', { min: 1, max: 1000 }, at)
  parts.forEach((part, index) => checkPart(problems, part, `${at}/elements/${index}`))
}

function checkPart(problems: Problems, part: JsonObject, at: string): void {
  switch (part['type']) {
    case 'rich_text_section':
      checkKeys(problems, part, ['type', 'elements'], at)
      return checkInlines(problems, part, Object.keys(INLINE), at)
    case 'rich_text_quote':
      checkKeys(problems, part, ['type', 'elements', 'border'], at)
      return checkInlines(problems, part, Object.keys(INLINE), at)
    case 'rich_text_preformatted':
      checkKeys(problems, part, ['type', 'elements', 'border', 'language'], at)
      return checkInlines(problems, part, ['text', 'link'], at)
    case 'rich_text_list': {
      checkKeys(problems, part, ['type', 'elements', 'style', 'indent', 'offset', 'border'], at)
      if (part['style'] !== 'bullet' && part['style'] !== 'ordered') {
        problems.add(`${at}/style`, 'must be a valid enum value: bullet, ordered')
      }
      const items = checkList(problems, part, 'elements', { min: 1, max: 1000 }, at)
      items.forEach((item, index) => {
        const here = `${at}/elements/${index}`
        if (item['type'] === 'rich_text_section') checkPart(problems, item, here)
        else problems.add(`${here}/type`, `unsupported type: ${String(item['type'])}`)
      })
      return
    }
    default:
      problems.add(`${at}/type`, `unsupported type: ${String(part['type'])}`)
  }
}

function checkInlines(
  problems: Problems,
  part: JsonObject,
  allowed: readonly string[],
  at: string,
): void {
  const inlines = checkList(problems, part, 'elements', { min: 0, max: 5000 }, at)
  inlines.forEach((inline, index) => {
    const here = `${at}/elements/${index}`
    const type = String(inline['type'])
    if (!allowed.includes(type)) return problems.add(`${here}/type`, `unsupported type: ${type}`)
    checkInline(problems, inline, type, here)
  })
}

function checkInline(problems: Problems, inline: JsonObject, type: string, at: string): void {
  const fields = INLINE[type] ?? []
  checkKeys(problems, inline, ['type', 'style', ...fields], at)
  const [required] = fields
  if (type === 'date') {
    if (typeof inline['timestamp'] !== 'number')
      problems.add(at, 'missing required field: timestamp')
    checkString(problems, inline, 'format', { max: 3000, required: true }, at)
  } else if (required !== undefined) {
    checkString(problems, inline, required, { max: 40_000, required: true }, at)
  }
  const style = inline['style']
  if (style === undefined) return
  if (typeof style !== 'object' || style === null || Array.isArray(style)) {
    return problems.add(`${at}/style`, 'must be an object')
  }
  checkKeys(problems, style as JsonObject, STYLES, `${at}/style`)
}
