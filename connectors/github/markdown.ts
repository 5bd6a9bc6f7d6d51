/** What a post written in Markdown says to a reader. */
export interface PlainWords {
  text: string
  /** Words of others that it quotes. */
  quoted: string
  links: string[]
  handles: string[]
}

const LINK = /!?\[([^[\]]{0,500})\]\((https?:[^()\s]{1,2000})[^()]{0,200}\)/g
const BARE = /https?:\/\/[^\s<>()"'\]]{1,2000}/g
const HANDLE = /(?<![\w@/.-])@([a-z\d][a-z\d-]{0,38})/gi
const MAX_LINKS = 20
const MAX_HANDLES = 50
const MAX_MARKDOWN = 200_000

/** Markdown as plain words: code blocks, hidden comments and tags left out, quotes kept apart. */
export function plainWords(markdown: string): PlainWords {
  const own: string[] = []
  const quoted: string[] = []
  let fence = ''
  for (const line of withoutComments(markdown.slice(0, MAX_MARKDOWN)).split(/\r?\n/)) {
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1] ?? ''
    if (fence !== '') {
      if (mark === fence) fence = ''
    } else if (mark !== '') fence = mark
    else if (/^ {0,3}>/.test(line)) quoted.push(line.replace(/^[ >]+/, ''))
    else own.push(line)
  }
  const said = own.join('\n')
  return {
    text: bare(said),
    quoted: bare(quoted.join('\n')),
    links: [...new Set(said.match(BARE) ?? [])].slice(0, MAX_LINKS),
    handles: [...new Set(Array.from(said.matchAll(HANDLE), (found) => found[1] ?? ''))].slice(
      0,
      MAX_HANDLES,
    ),
  }
}

function bare(text: string): string {
  return text
    .replace(LINK, '$1')
    .replace(/<\/?[a-z][^<>]{0,500}>/gi, '')
    .replace(/^#{1,6} +/gm, '')
    .replace(/\*\*|__|`/g, '')
    .trim()
}

/** Issue forms hide their hints in comments. */
function withoutComments(text: string): string {
  let out = ''
  let at = 0
  for (;;) {
    const open = text.indexOf('<!--', at)
    if (open < 0) return out + text.slice(at)
    out += text.slice(at, open)
    const close = text.indexOf('-->', open + 4)
    if (close < 0) return out
    at = close + 3
  }
}
