import type {
  QueryTree,
  TreeField,
  TreeSign,
  TreeText,
  WantedQuery,
} from '../../core/query-tree.ts'

/** Longest rule of the stream, and longest question of the search (source: X, Filtered Stream; Search). */
export const MAX_RULE = 1_024
export const MAX_SEARCH = 512

/** What X is asked for on behalf of one query. */
export interface QueryRules {
  /** The query it stands for; X sends it back with every post. */
  tag: string
  /** Each finds part of it, together they find all of it; none where X cannot search for it. */
  values: string[]
}

/**
 * Something that X can look for. `anchored`: it may stand alone, as X wants of every rule; `isNot`: it may not stand
 * in an OR.
 */
type Part =
  | { kind: 'term'; text: string; anchored: boolean; isNot: boolean }
  | { kind: 'and' | 'or'; parts: Part[] }
/** `true` and `false` where it is settled for every post of X. */
type Wish = Part | boolean

/** Their codes are the same at X (source: X, Operators). */
const LANGUAGES = new Set(
  'am ar eu bn bg ca hr cs da nl en et fi fr de ka el gu hi hu it ja kn ko lv lt ml mr no fa pl pt ro ru sr sk sl es sv ta te th tr uk ur vi'.split(
    ' ',
  ),
)
/** Fields that no post of X has, or that are known only later: they never hold. */
const NEVER = new Set(['community', 'sentiment', 'intent', 'stage', 'is'])
/** A rule of nothing else is refused (source: X, Build a rule). */
const STOP_WORDS = new Set(
  'a an and at but by com from http https if in is it its me my or rt the this to too via we www you'.split(
    ' ',
  ),
)
const WORD = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu
const LIGATURES: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ı: 'i',
}

/** The query as rules of X that find at least what it means; what X cannot express is matched here again. */
export function compileRules(query: WantedQuery, maxLength: number, suffix = ''): QueryRules {
  const wish = atLeast(query.root)
  if (typeof wish === 'boolean' || !isAnchored(wish)) return { tag: query.id, values: [] }
  const room = maxLength - suffix.length - '()'.length
  const values = split(wish, room).map((part) => write(part, suffix !== '') + suffix)
  return { tag: query.id, values: [...new Set(values)] }
}

/** Whether a query asks for posts that only repeat others. */
export function asksForReposts(node: QueryTree): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.children.some(asksForReposts)
  if (node.kind === 'not') return asksForReposts(node.child)
  return node.kind === 'field' && node.field === 'type' && node.value === 'repost'
}

/** Finds every post that meets the node, and maybe more. */
function atLeast(node: QueryTree): Wish {
  switch (node.kind) {
    case 'and':
    case 'or':
      return join(node.kind, node.children.map(atLeast), true)
    case 'not':
      return negate(atMost(node.child), true)
    case 'near':
      return join('and', [someOf(node.left), someOf(node.right)], true)
    case 'followers':
      return true
    case 'field':
      return node.field === 'links' ? ofLink(node.value) : (ofField(node) ?? true)
    case 'tag':
    case 'handle':
      return ofSign(node)
    default:
      return ofText(node)
  }
}

/** Finds no post that does not meet the node, and maybe fewer. */
function atMost(node: QueryTree): Wish {
  switch (node.kind) {
    case 'and':
    case 'or':
      return join(node.kind, node.children.map(atMost), false)
    case 'not':
      return negate(atLeast(node.child), false)
    case 'near':
    case 'followers':
      return false
    case 'field':
      return ofField(node) ?? false
    case 'tag':
    case 'handle':
      return /^[A-Za-z0-9_]+$/.test(node.name) ? ofSign(node) : false
    case 'word':
    case 'phrase':
      // X does not find an accent by its plain letter, nor one word inside another of Japanese.
      return /^[\x20-\x7e]+$/.test(node.text) ? ofText(node) : false
    default:
      return false
  }
}

function someOf(terms: readonly (TreeText | TreeSign)[]): Wish {
  return join('or', terms.map(atLeast), true)
}

function ofText({ kind, text, inTitle }: TreeText): Wish {
  if (inTitle) return false
  // X knows no beginnings of words.
  if (kind === 'prefix') return true
  const written = spellings(text).flatMap((spelling) => {
    const words = spelling.match(WORD)
    if (words === null) return []
    return [
      term(
        quote(words),
        words.some((word) => !STOP_WORDS.has(word)),
      ),
    ]
  })
  return written.length === 0 ? true : join('or', written, true)
}

/** As written, and without its accents: X tells the two apart. */
function spellings(text: string): string[] {
  const composed = text.normalize('NFC').toLowerCase()
  const plain = composed
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[ßøæœłđı]/g, (letter) => LIGATURES[letter] ?? letter)
  return [...new Set([composed, plain])]
}

function ofSign({ kind, name }: TreeSign): Wish {
  const sign = kind === 'tag' ? '#' : '@'
  const plain = name.replace(/^[#@]/, '')
  if (!/^[\p{L}\p{N}\p{M}_]+$/u.test(plain)) return kind !== 'handle'
  return term(sign + plain.toLowerCase(), true)
}

/** X compares the words of an address, in their order, anywhere in it. */
function ofLink(address: string): Wish {
  return term(`url:"${address.replaceAll('"', '')}"`, true)
}

/** Undefined where X cannot say. */
function ofField({ field, value }: TreeField): Wish | undefined {
  if (NEVER.has(field)) return false
  if (field === 'network') return value === 'x'
  if (field === 'author') return /^\w{1,15}$/.test(value) ? term(`from:${value}`, true) : false
  if (field === 'lang') return LANGUAGES.has(value) ? term(`lang:${value}`, false) : undefined
  if (field === 'type' && value === 'review') return false
  if (field === 'site')
    return /^(?:x|i\.x)\.com$/.test(value.split('/')[0] ?? '') ? undefined : false
  return undefined
}

function term(text: string, anchored: boolean): Part {
  return { kind: 'term', text, anchored, isNot: false }
}

function quote(words: readonly string[]): string {
  const [only] = words
  const isPlain = words.length === 1 && only !== undefined && !/^(?:and|or)$/i.test(only)
  return isPlain ? only : `"${words.join(' ')}"`
}

/** `spare`: what stands for a part that X cannot be asked for; true where more may be found, false where less. */
function join(kind: 'and' | 'or', wishes: readonly Wish[], spare: boolean): Wish {
  const settles = kind === 'or'
  if (wishes.some((wish) => wish === settles)) return settles
  const parts = wishes
    .filter((wish) => typeof wish !== 'boolean')
    .flatMap((part) => (part.kind === kind ? part.parts : [part]))
    // X takes no negation in an OR.
    .filter((part) => kind === 'and' || spare || !isNegation(part))
  if (kind === 'or' && parts.some(isNegation)) return true
  const [only] = parts
  if (only === undefined) return !settles
  return parts.length === 1 ? only : { kind, parts }
}

function isNegation(part: Part): boolean {
  return part.kind === 'term' ? part.isNot : part.parts.every(isNegation)
}

/** The opposite; X negates single terms only, so a group that cannot be taken apart is spared. */
function negate(wish: Wish, spare: boolean): Wish {
  if (typeof wish === 'boolean') return !wish
  if (wish.kind === 'or')
    return join(
      'and',
      wish.parts.map((part) => negate(part, spare)),
      spare,
    )
  if (wish.kind !== 'term' || wish.isNot) return spare
  return { kind: 'term', text: `-${wish.text}`, anchored: false, isNot: true }
}

function isAnchored(part: Part): boolean {
  if (part.kind === 'term') return part.anchored
  return part.kind === 'and' ? part.parts.some(isAnchored) : part.parts.every(isAnchored)
}

/** Parts that each fit; together they are no less than the whole. */
function split(part: Part, room: number): Part[] {
  if (write(part, true).length <= room) return [part]
  if (part.kind === 'term') return []
  if (part.kind === 'or') {
    const half = Math.ceil(part.parts.length / 2)
    return [part.parts.slice(0, half), part.parts.slice(half)].flatMap((parts) => {
      const joined = join('or', parts, true)
      return typeof joined === 'boolean' ? [] : split(joined, room)
    })
  }
  const at = longestOr(part.parts)
  const group = part.parts[at]
  if (group?.kind === 'or') {
    const half = Math.ceil(group.parts.length / 2)
    return [group.parts.slice(0, half), group.parts.slice(half)].flatMap((some) => {
      const joined = join(
        'and',
        part.parts.map((one, i) => (i === at ? join('or', some, true) : one)),
        true,
      )
      return typeof joined === 'boolean' ? [] : split(joined, room)
    })
  }
  // Nothing to cut but what narrows it down: the last of that which is not needed to stand alone.
  const spare = part.parts.findLastIndex((_, i) =>
    part.parts.some((other, j) => j !== i && isAnchored(other)),
  )
  if (spare < 0) return []
  const rest = join(
    'and',
    part.parts.filter((_, i) => i !== spare),
    true,
  )
  return typeof rest === 'boolean' ? [] : split(rest, room)
}

function longestOr(parts: readonly Part[]): number {
  let best = -1
  let length = 0
  for (const [i, part] of parts.entries()) {
    const size = part.kind === 'or' ? write(part, true).length : 0
    if (size > length) [best, length] = [i, size]
  }
  return best
}

function write(part: Part, inside: boolean): string {
  if (part.kind === 'term') return part.text
  const text = part.parts
    .map((one) => write(one, part.kind === 'and' || one.kind === 'and'))
    .join(part.kind === 'and' ? ' ' : ' OR ')
  return part.kind === 'or' && inside ? `(${text})` : text
}
