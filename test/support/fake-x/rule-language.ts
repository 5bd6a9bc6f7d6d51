/** What a rule is asked about. */
export interface Matchable {
  text: string
  /** Of the post it quotes; the stream looks there too (source: X, Build a rule). */
  quotedText?: string
  username: string
  userId: string
  lang: string
  urls: readonly string[]
  mentions: readonly string[]
  hashtags: readonly string[]
  is: { retweet: boolean; reply: boolean; quote: boolean }
  has: { links: boolean; media: boolean }
}

type Node =
  | { kind: 'and' | 'or'; children: Node[] }
  | { kind: 'not'; child: Node }
  | { kind: 'words'; words: string[] }
  | { kind: 'operator'; name: string; value: string }

export type Rule = { fits: (post: Matchable) => boolean } | { fault: string }

const STANDALONE = new Set(['from', 'to', 'url', '#', '@', '$', 'conversation_id'])
const CONJUNCT = new Set(['is', 'has', 'lang'])
const LANGUAGES = new Set(
  'am ar hy eu bn bg ca hr cs da nl en et fi fr de ka el gu iw hi hu in it ja kn ko lv lt ml mr no fa pl pt ro ru sr zh-CN zh-TW sk sl es sv ta te th tr uk ur vi'.split(
    ' ',
  ),
)
const STOP_WORDS = new Set(
  'a an and at but by com from http https if in is it its me my or rt the this to too via we www you'.split(
    ' ',
  ),
)
const PIECES = /\s+|[()]|-(?=\S)|"[^"]*"(?:~\d+)?|[^\s()"]+:"[^"]*"|[^\s()"]+/gu
const WORD = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu

/** Reads a rule of X, or says why X refuses it (source: X, Build a rule; Operators). */
export function readRule(source: string, maxLength: number): Rule {
  if (source.length > maxLength) return { fault: `Rules must not exceed ${maxLength} characters` }
  try {
    const root = parse(source)
    if (!hasStandalone(root))
      return { fault: 'Rules must contain at least one positive, non-stopword clause' }
    return { fits: (post) => evaluate(root, post) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

function parse(source: string): Node {
  const pieces = (source.match(PIECES) ?? []).filter((piece) => piece.trim() !== '')
  if (pieces.join('').length !== source.replace(/\s+/g, '').length && !source.includes('"'))
    throw new Error('no viable alternative at input')
  let at = 0
  const root = readOr()
  if (at < pieces.length) throw new Error(`no viable alternative at input '${pieces[at]}'`)
  return root

  function readOr(): Node {
    const children = [readAnd()]
    while (pieces[at] === 'OR') {
      at++
      children.push(readAnd())
    }
    if (children.length > 1 && children.some(({ kind }) => kind === 'not'))
      throw new Error('Negated clauses cannot stand alone in an OR')
    return children.length === 1 && children[0] ? children[0] : { kind: 'or', children }
  }

  function readAnd(): Node {
    const children: Node[] = []
    while (at < pieces.length && pieces[at] !== ')' && pieces[at] !== 'OR') children.push(readOne())
    if (children.length === 0) throw new Error('missing clause')
    return children.length === 1 && children[0] ? children[0] : { kind: 'and', children }
  }

  function readOne(): Node {
    const piece = pieces[at++] ?? ''
    if (piece === '(') {
      const inner = readOr()
      if (pieces[at++] !== ')') throw new Error('missing )')
      return inner
    }
    if (piece === '-') {
      if (pieces[at] === '(') throw new Error('Negation of a group is not supported')
      return { kind: 'not', child: readOne() }
    }
    return readTerm(piece)
  }
}

function readTerm(piece: string): Node {
  if (piece.startsWith('"')) return { kind: 'words', words: wordsOf(piece) }
  const operator = /^([a-z_]+):(.+)$/u.exec(piece)
  if (operator !== null) {
    const [, name = '', written = ''] = operator
    const value = written.replaceAll('"', '')
    if (!STANDALONE.has(name) && !CONJUNCT.has(name))
      throw new Error(`Reference to invalid operator '${name}'`)
    if (name === 'lang' && !LANGUAGES.has(value))
      throw new Error(`Invalid value for lang: '${value}'`)
    return { kind: 'operator', name, value }
  }
  if (/^[#@$]/u.test(piece)) {
    if (!/^[#@$][\p{L}\p{N}\p{M}_]+$/u.test(piece))
      throw new Error(`no viable alternative at input '${piece}'`)
    return { kind: 'operator', name: piece[0] ?? '', value: piece.slice(1) }
  }
  if (/^(?:and|or)$/i.test(piece)) throw new Error(`Ambiguous use of ${piece} as a keyword`)
  if (!/^(?:[\p{L}\p{N}\p{M}_'.]+|\p{Extended_Pictographic}\uFE0F?)$/u.test(piece))
    throw new Error(`no viable alternative at input '${piece}'`)
  return { kind: 'words', words: wordsOf(piece) }
}

/** Standing alone, outside a negation, and not only words that stand everywhere. */
function hasStandalone(node: Node): boolean {
  switch (node.kind) {
    case 'and':
      return node.children.some(hasStandalone)
    case 'or':
      return node.children.every(hasStandalone)
    case 'not':
      return false
    case 'words':
      return node.words.some((word) => !STOP_WORDS.has(word))
    case 'operator':
      return STANDALONE.has(node.name)
  }
}

function evaluate(node: Node, post: Matchable): boolean {
  switch (node.kind) {
    case 'and':
      return node.children.every((child) => evaluate(child, post))
    case 'or':
      return node.children.some((child) => evaluate(child, post))
    case 'not':
      return !evaluate(node.child, post)
    case 'words':
      return [post.text, post.quotedText ?? ''].some((text) => follows(wordsOf(text), node.words))
    case 'operator':
      return holds(node.name, node.value.toLowerCase(), post)
  }
}

function holds(name: string, value: string, post: Matchable): boolean {
  const among = (list: readonly string[]) => list.some((one) => one.toLowerCase() === value)
  switch (name) {
    case '#':
      return among(post.hashtags)
    case '@':
      return among(post.mentions)
    case 'from':
      return among([post.username, post.userId])
    case 'url':
      return post.urls.some((url) => follows(wordsOf(url), wordsOf(value)))
    case 'lang':
      return post.lang.toLowerCase() === value
    case 'is':
      return post.is[value as keyof Matchable['is']] === true
    case 'has':
      return post.has[value as keyof Matchable['has']] === true
    default:
      return false
  }
}

/** Case does not count, accents do (source: X, Build a rule). */
function wordsOf(text: string): string[] {
  return text.toLowerCase().normalize('NFC').match(WORD) ?? []
}

function follows(words: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length === 0) return false
  return words.some((_, at) => wanted.every((word, i) => words[at + i] === word))
}
