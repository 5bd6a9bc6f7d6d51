import { cleanText } from '../../core/hostile-text.ts'

const TOKEN = /<([^<>\n]{1,4000})>/g
/** A few are enough to know what a message points at. */
const MAX_FOUND = 100

/** Names of what a message points at; null where they are not known. */
export interface Names {
  user(id: string): string | null
  channel(id: string): string | null
}

export interface Said {
  /** As people in the channel see it: names instead of ids, no marks of Slack's own. */
  text: string
  links: string[]
  /** Ids of the people named. */
  people: string[]
}

/** Reads Slack's own way of writing: `<@U1>`, `<#C1|name>`, `<https://…|label>`, `<!here>` and `&amp;`. */
export function plainText(said: string, names: Names): Said {
  const links = new Set<string>()
  const people = new Set<string>()
  const text = said.slice(0, 200_000).replace(TOKEN, (_whole, inner: string) => {
    const bar = inner.indexOf('|')
    const value = bar < 0 ? inner : inner.slice(0, bar)
    const label = bar < 0 ? null : inner.slice(bar + 1)
    if (value.startsWith('@')) {
      const id = value.slice(1)
      if (people.size < MAX_FOUND) people.add(id)
      return `@${names.user(id) ?? label ?? 'someone'}`
    }
    if (value.startsWith('#')) return `#${names.channel(value.slice(1)) ?? label ?? 'channel'}`
    if (value.startsWith('!')) return nameOfCall(value, label)
    if (/^https?:\/\//i.test(value) && links.size < MAX_FOUND) links.add(unescape(value))
    return label ?? value.replace(/^mailto:/, '')
  })
  return { text: cleanText(unescape(text)), links: [...links], people: [...people] }
}

function nameOfCall(value: string, label: string | null): string {
  if (label !== null) return label
  const word = /^!(here|channel|everyone)\b/.exec(value)?.[1]
  return word === undefined ? '' : `@${word}`
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
