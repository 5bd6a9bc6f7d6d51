import { decodeEntities } from '../html-entities.ts'
import { tidyLines } from '../plain-text.ts'

/** Longer than any post that a server takes; the rest is not read. */
const MAX_HTML = 400_000
const TOKEN = /<[^<>]*>|[^<]+|</g
const TAG = /^<(\/?)([a-z][a-z0-9]*)/i
const BLOCKS = new Set(['blockquote', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ol', 'p', 'pre'])

export interface HtmlReading {
  text: string
  /** Where its links lead, without mentions and hashtags. */
  links: string[]
}

/**
 * A post's HTML as the words a reader sees: paragraphs apart, links written out in full (servers hide their
 * ends), mentions and hashtags as typed, and without the "RE: link" that stands in for a quoted post.
 */
export function readHtml(html: string): HtmlReading {
  const links = new Set<string>()
  const isShown = createHider()
  let text = ''
  for (const [token] of html.slice(0, MAX_HTML).matchAll(TOKEN)) {
    const tag = tagOf(token)
    if (!isShown(tag, token)) continue
    // A comment is neither a tag nor text; a lone bracket is text.
    if (tag === null) text += token.startsWith('<') && token !== '<' ? '' : token
    else text += breakOf(tag)
    if (tag?.name === 'a' && !tag.closes) addLink(token, links)
  }
  return { text: tidyLines(decodeEntities(text)), links: [...links] }
}

interface Tag {
  name: string
  closes: boolean
}

function tagOf(token: string): Tag | null {
  const match = TAG.exec(token)
  return match === null ? null : { name: (match[2] ?? '').toLowerCase(), closes: match[1] === '/' }
}

/** Tells token by token whether it is shown: what stands in a hidden element is not, however deep. */
function createHider(): (tag: Tag | null, token: string) => boolean {
  let hidden: { name: string; depth: number } | null = null
  return (tag, token) => {
    if (hidden === null) {
      if (tag === null || tag.closes || !isHidden(tag.name, token)) return true
      hidden = { name: tag.name, depth: 1 }
    } else if (tag?.name === hidden.name) {
      hidden.depth += tag.closes ? -1 : 1
      if (hidden.depth === 0) hidden = null
    }
    return false
  }
}

function isHidden(name: string, token: string): boolean {
  if (name === 'script' || name === 'style') return true
  return attribute(token, 'class').split(/\s+/).includes('quote-inline')
}

function breakOf({ name, closes }: Tag): string {
  if (name === 'br') return '\n'
  if (name === 'li') return closes ? '\n' : '• '
  return BLOCKS.has(name) && closes ? '\n\n' : ''
}

function addLink(token: string, links: Set<string>): void {
  const classes = attribute(token, 'class').split(/\s+/)
  if (classes.includes('mention') || classes.includes('hashtag')) return
  const href = decodeEntities(attribute(token, 'href'))
  if (/^https?:\/\//i.test(href) && URL.canParse(href) && links.size < 100) links.add(href)
}

function attribute(token: string, name: string): string {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(token)
  return match?.[1] ?? match?.[2] ?? ''
}
