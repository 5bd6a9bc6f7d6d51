import { CALL_FIELDS, FIELD_NAMES, nearestOf, type WrittenField } from './fields.ts'
import type { Span } from './query.ts'
import { QueryError } from './query-error.ts'

/** The pieces a query is written in. */
export type QueryToken = { readonly at: Span } & (
  | { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'end' }
  | { readonly kind: 'word' | 'phrase' | 'literal' | 'tag' | 'handle'; readonly text: string }
  | { readonly kind: 'near'; readonly ordered: boolean; readonly distance: number }
  | { readonly kind: 'field'; readonly field: WrittenField; readonly grouped: boolean }
)

export type QueryTokenKind = QueryToken['kind']

const SPACE = /\s/
const OPEN = '(（'
const CLOSE = ')）'
const QUOTES = '"“”„‟«»＂'
const MINUS = '-–—−'
const FIELD = /^(\p{L}[\p{L}_-]*):/u
const CALL = /^\p{L}+$/u
const WEB_ADDRESS = /^https?:\/\//i
const NEAR = /^(O?NEAR)(?:\/(.*))?$/s
const NEAR_LIKE = /^(O?NEAR)[:~-]?(\d+)$/
const DEFAULT_DISTANCE = 5
const MAX_DISTANCE = 10
const OTHER_OPERATORS: ReadonlyMap<string, string> = new Map([
  ['&', 'AND'],
  ['&&', 'AND'],
  ['|', 'OR'],
  ['||', 'OR'],
  ['!', 'NOT'],
])

/** Cuts a query into its pieces, the last of them `end`. Throws QueryError. */
export function readTokens(source: string): QueryToken[] {
  const tokens: QueryToken[] = []
  let position = 0
  while (position < source.length) {
    const character = source.charAt(position)
    if (SPACE.test(character)) position += 1
    else if (source.startsWith('//', position)) position = endOfLine(source, position)
    else {
      const token = readToken(source, position)
      tokens.push(token)
      position = token.at.end
      if (token.kind === 'field' && !token.grouped) {
        const value = readValueToken(source, position)
        tokens.push(value)
        position = value.at.end
      }
    }
  }
  tokens.push({ kind: 'end', at: { start: source.length, end: source.length } })
  return tokens
}

function readToken(source: string, start: number): QueryToken {
  const character = source.charAt(start)
  const at = { start, end: start + 1 }
  if (OPEN.includes(character)) return { kind: 'open', at }
  if (CLOSE.includes(character)) return { kind: 'close', at }
  if (QUOTES.includes(character)) return readQuoted(source, start)
  if (character === '`') return readLiteral(source, start)
  if (MINUS.includes(character)) return readMinus(source, at)
  return readRun(source, { start, end: endOfRun(source, start) })
}

/** What stands right after `field:`. */
function readValueToken(source: string, start: number): QueryToken {
  const character = source.charAt(start)
  if (QUOTES.includes(character)) return readQuoted(source, start)
  if (character === '`') return readLiteral(source, start)
  const at = { start, end: endOfRun(source, start) }
  return { kind: 'word', text: source.slice(at.start, at.end), at }
}

function readQuoted(source: string, start: number): QueryToken {
  let end = start + 1
  while (end < source.length && !QUOTES.includes(source.charAt(end))) end += 1
  if (end >= source.length) {
    throw new QueryError(
      source,
      { start, end: source.length },
      'This quote is never closed. Put a " after the phrase.',
      `${source.slice(start).trimEnd()}"`,
    )
  }
  return { kind: 'phrase', text: source.slice(start + 1, end), at: { start, end: end + 1 } }
}

function readLiteral(source: string, start: number): QueryToken {
  const end = source.indexOf('`', start + 1)
  if (end < 0) {
    throw new QueryError(
      source,
      { start, end: source.length },
      'This backtick is never closed. Put a ` after the text.',
      `${source.slice(start).trimEnd()}\``,
    )
  }
  return { kind: 'literal', text: source.slice(start + 1, end), at: { start, end: end + 1 } }
}

function readMinus(source: string, at: Span): QueryToken {
  const next = source.charAt(at.end)
  if (next === '' || SPACE.test(next)) {
    throw new QueryError(
      source,
      at,
      'A minus must touch what it leaves out, as in -tea. Or write NOT.',
      'NOT',
    )
  }
  return { kind: 'not', at }
}

function readRun(source: string, at: Span): QueryToken {
  const text = source.slice(at.start, at.end)
  if (text === 'AND' || text === 'OR' || text === 'NOT') {
    return { kind: text === 'AND' ? 'and' : text === 'OR' ? 'or' : 'not', at }
  }
  const near = NEAR.exec(text)
  if (near !== null) return readNear(source, at, near[1] ?? 'NEAR', near[2])
  refuseOtherOperators(source, at, text)
  if (text.startsWith('#')) return { kind: 'tag', text: text.slice(1), at }
  if (text.startsWith('@')) return { kind: 'handle', text: text.slice(1), at }
  if (WEB_ADDRESS.test(text)) return { kind: 'word', text, at }
  return readField(source, at, text) ?? { kind: 'word', text, at }
}

function readNear(
  source: string,
  at: Span,
  operator: string,
  written: string | undefined,
): QueryToken {
  const distance = written === undefined ? DEFAULT_DISTANCE : Number(written)
  if (written !== undefined && !/^\d+$/.test(written)) {
    const said = written === '' ? 'There is no number after the stroke.' : `You wrote ${written}.`
    throw new QueryError(
      source,
      at,
      `${operator} takes a number of words from 1 to 10, as in ${operator}/5. ${said}`,
      `${operator}/${DEFAULT_DISTANCE}`,
    )
  }
  if (distance > MAX_DISTANCE) {
    throw new QueryError(
      source,
      at,
      `${operator} goes up to 10 words apart. You wrote ${written}.`,
      `${operator}/${MAX_DISTANCE}`,
    )
  }
  if (distance < 1) {
    throw new QueryError(
      source,
      at,
      `${operator} starts at 1 word apart. For words side by side use a phrase in quotes.`,
      `${operator}/1`,
    )
  }
  return { kind: 'near', ordered: operator === 'ONEAR', distance, at }
}

function refuseOtherOperators(source: string, at: Span, text: string): void {
  const operator = OTHER_OPERATORS.get(text)
  if (operator !== undefined) {
    throw new QueryError(source, at, `${text} joins nothing here. Write ${operator}.`, operator)
  }
  const near = NEAR_LIKE.exec(text)
  if (near !== null) {
    const mend = `${near[1] ?? ''}/${near[2] ?? ''}`
    throw new QueryError(source, at, `Write ${mend}, with a stroke before the number.`, mend)
  }
  if (/^[+!]./s.test(text)) {
    const rest = text.slice(1)
    const mend = text.startsWith('!') ? `NOT ${rest}` : rest
    const why = text.startsWith('!')
      ? 'To leave a word out, write NOT or a minus before it.'
      : 'A plus is not needed. Every word counts unless OR stands between.'
    throw new QueryError(source, at, why, mend)
  }
  if (/^~\d+$/.test(text)) {
    throw new QueryError(
      source,
      at,
      `${text} is not known here. For words near one another write one NEAR/5 other.`,
    )
  }
}

function readField(source: string, at: Span, text: string): QueryToken | null {
  const colon = FIELD.exec(text)
  const after = source.charAt(at.end)
  if (colon === null) {
    const called = CALL.test(text) && after !== '' && OPEN.includes(after)
    return called ? readCall(source, at, text) : null
  }
  const name = colon[1] ?? ''
  const field = knownField(name)
  const end = at.start + name.length + 1
  if (field === null) throw unknownField(source, { start: at.start, end }, name, text)
  const next = source.charAt(end)
  if (next === '' || SPACE.test(next) || CLOSE.includes(next)) {
    throw new QueryError(
      source,
      { start: at.start, end },
      `${field}: has no value. Write it right after the colon, as in ${EXAMPLES[field]}.`,
      null,
    )
  }
  return { kind: 'field', field, grouped: OPEN.includes(next), at: { start: at.start, end } }
}

/** `is(vip)`; a bracket after any other word opens a group of its own. */
function readCall(source: string, at: Span, text: string): QueryToken | null {
  const field = knownField(text)
  if (field === null) return null
  if (CALL_FIELDS.includes(field)) return { kind: 'field', field, grouped: true, at }
  throw new QueryError(
    source,
    at,
    `${field} needs a colon before its bracket, as in ${field}:(a OR b).`,
    `${field}:`,
  )
}

function unknownField(source: string, at: Span, name: string, run: string): QueryError {
  const near = nearestOf(name.toLowerCase(), FIELD_NAMES)
  if (near !== null) {
    return new QueryError(source, at, `Unknown field ${name}:, did you mean ${near}:?`, `${near}:`)
  }
  return new QueryError(
    source,
    at,
    `Unknown field ${name}:. To look for the words as they stand, put them in quotes: "${run}".`,
  )
}

const EXAMPLES: Readonly<Record<WrittenField, string>> = {
  author: 'author:acme',
  site: 'site:reddit.com/r/coffee',
  community: 'community:coffee',
  url: 'url:acme.com/menu',
  links: 'links:acme.com',
  title: 'title:coffee',
  lang: 'lang:en',
  type: 'type(review)',
  network: 'network:bluesky',
  followers: 'followers(>1000)',
  sentiment: 'sentiment:negative',
  intent: 'intent:complaint',
  stage: 'stage:client',
  is: 'is(vip)',
  has: 'has(link)',
}

function knownField(name: string): WrittenField | null {
  const lower = name.toLowerCase()
  return FIELD_NAMES.find((field) => field === lower) ?? null
}

function endOfRun(source: string, start: number): number {
  let end = start
  while (end < source.length && !endsRun(source.charAt(end))) end += 1
  return end
}

function endsRun(character: string): boolean {
  return (
    character === '`' ||
    SPACE.test(character) ||
    OPEN.includes(character) ||
    CLOSE.includes(character) ||
    QUOTES.includes(character)
  )
}

function endOfLine(source: string, start: number): number {
  const rest = source.slice(start).search(/[\r\n]/)
  return rest < 0 ? source.length : start + rest
}
