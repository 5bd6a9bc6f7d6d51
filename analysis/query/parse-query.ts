import type { WrittenField } from './fields.ts'
import { findWarnings } from './find-warnings.ts'
import type { NearOperand, NearTerm, Query, QueryNode, Span } from './query.ts'
import { QueryError } from './query-error.ts'
import { readTerm, type TextToken } from './read-term.ts'
import { type QueryToken, type QueryTokenKind, readTokens } from './read-tokens.ts'
import { requireSomethingToFind } from './require-something.ts'

/** What a query is for: to collect posts, or to route posts already collected (then it may only narrow). */
export interface ParseOptions {
  readonly purpose?: 'collect' | 'route'
}

/** UTF-16 units; the longest of the commercial tools known to us takes 4,096. */
export const MAX_QUERY_LENGTH = 20_000
const MAX_DEPTH = 50
const MAX_TERMS = 2_000

interface Reader {
  readonly source: string
  readonly tokens: readonly QueryToken[]
  next: number
  depth: number
  terms: number
}

/** Reads a query; throws QueryError with line, column and mend when it is not one. */
export function parseQuery(written: string, { purpose = 'collect' }: ParseOptions = {}): Query {
  const source = written.toWellFormed()
  if (source.length > MAX_QUERY_LENGTH) {
    throw new QueryError(
      source.slice(0, MAX_QUERY_LENGTH),
      { start: MAX_QUERY_LENGTH, end: MAX_QUERY_LENGTH },
      `A query may hold ${MAX_QUERY_LENGTH} characters. This one has ${source.length}. Make two of it.`,
    )
  }
  const tokens = readTokens(source)
  const reader: Reader = { source, tokens, next: 0, depth: 0, terms: 0 }
  if (tokens.length === 1) {
    throw new QueryError(
      source,
      { start: 0, end: 0 },
      'This query is empty. Add a word to look for.',
    )
  }
  const root = readOr(reader, null)
  refuseRest(reader)
  if (purpose === 'collect') requireSomethingToFind(source, root)
  return { source, root, warnings: findWarnings(source, root, purpose) }
}

function readOr(reader: Reader, field: WrittenField | null): QueryNode {
  return readJoined(reader, 'or', () => readAnd(reader, field))
}

function readAnd(reader: Reader, field: WrittenField | null): QueryNode {
  return readJoined(reader, 'and', () => readUnary(reader, field))
}

/** One or more parts joined by the operator; a space joins as AND does. */
function readJoined(reader: Reader, kind: 'and' | 'or', readPart: () => QueryNode): QueryNode {
  const first = readPart()
  const parts = [first]
  for (;;) {
    const token = peek(reader)
    if (token.kind === kind) reader.next += 1
    else if (kind === 'or' || !startsTerm(token)) break
    parts.push(readPart())
  }
  if (parts.length === 1) return first
  const children = parts.flatMap((part) => (part.kind === kind ? part.children : [part]))
  const last = parts.at(-1) ?? first
  return { kind, children, at: { start: first.at.start, end: last.at.end } }
}

function readUnary(reader: Reader, field: WrittenField | null): QueryNode {
  const token = peek(reader)
  if (token.kind !== 'not') return readNear(reader, field)
  reader.next += 1
  const child = deeper(reader, token, () => readUnary(reader, field))
  return { kind: 'not', child, at: { start: token.at.start, end: child.at.end } }
}

function readNear(reader: Reader, field: WrittenField | null): QueryNode {
  const left = readAtom(reader, field)
  const operator = peek(reader)
  if (operator.kind !== 'near') return left
  reader.next += 1
  if (field !== null && field !== 'title') {
    throw new QueryError(
      reader.source,
      operator.at,
      `NEAR joins words of the text. It does not work in ${field}:.`,
    )
  }
  const right = readAtom(reader, field)
  const { ordered, distance } = operator
  const near: NearTerm = {
    kind: 'near',
    ordered,
    distance,
    left: operandsOf(reader, left),
    right: operandsOf(reader, right),
    at: { start: left.at.start, end: right.at.end },
  }
  const after = peek(reader)
  if (after.kind !== 'near') return near
  throw new QueryError(
    reader.source,
    after.at,
    'NEAR joins two. For three, write (a NEAR/5 b) AND (b NEAR/5 c).',
  )
}

function operandsOf(reader: Reader, node: QueryNode): NearOperand[] {
  switch (node.kind) {
    case 'word':
    case 'phrase':
    case 'prefix':
    case 'literal':
    case 'tag':
    case 'handle':
      return [node]
    case 'or':
      return node.children.flatMap((child) => operandsOf(reader, child))
    default:
      throw new QueryError(
        reader.source,
        node.at,
        'NEAR joins words, phrases, tags and handles, or a bracket of them with OR, as in (a OR b) NEAR/5 c.',
      )
  }
}

function readAtom(reader: Reader, field: WrittenField | null): QueryNode {
  const token = peek(reader)
  switch (token.kind) {
    case 'open':
      return readGroup(reader, token, field)
    case 'field':
      return readField(reader, token, field)
    case 'word':
    case 'phrase':
    case 'literal':
    case 'tag':
    case 'handle':
      reader.next += 1
      return readCounted(reader, token, field)
    default:
      throw missingTerm(reader, token)
  }
}

function readCounted(reader: Reader, token: TextToken, field: WrittenField | null): QueryNode {
  reader.terms += 1
  if (reader.terms > MAX_TERMS) {
    throw new QueryError(
      reader.source,
      token.at,
      `A query may hold ${MAX_TERMS} words and fields. Make two of it.`,
    )
  }
  return readTerm(reader.source, token, field)
}

function readGroup(reader: Reader, open: QueryToken, field: WrittenField | null): QueryNode {
  reader.next += 1
  if (peek(reader).kind === 'close') {
    const at = { start: open.at.start, end: peek(reader).at.end }
    throw new QueryError(
      reader.source,
      at,
      'These brackets are empty. Add a word, or take them out.',
    )
  }
  if (peek(reader).kind === 'end') throw neverClosed(reader, open)
  const inner = deeper(reader, open, () => readOr(reader, field))
  const close = peek(reader)
  if (close.kind === 'end') throw neverClosed(reader, open)
  if (close.kind !== 'close') throw missingTerm(reader, close)
  reader.next += 1
  return { ...inner, at: { start: open.at.start, end: close.at.end } }
}

function neverClosed(reader: Reader, open: QueryToken): QueryError {
  return new QueryError(
    reader.source,
    open.at,
    'This bracket is never closed. Add a ) after its last word.',
  )
}

function readField(
  reader: Reader,
  token: Extract<QueryToken, { kind: 'field' }>,
  outer: WrittenField | null,
): QueryNode {
  if (outer !== null) {
    throw new QueryError(
      reader.source,
      token.at,
      `${token.field}: cannot stand inside ${outer}:( ). Close that bracket first.`,
    )
  }
  reader.next += 1
  const value =
    token.grouped && token.field === 'followers'
      ? readFollowers(reader)
      : readAtom(reader, token.field)
  return { ...value, at: { start: token.at.start, end: value.at.end } }
}

/** `followers(> 1000)`: the comparison and the number may stand apart. */
function readFollowers(reader: Reader): QueryNode {
  const open = peek(reader)
  const close = reader.tokens.findIndex(
    ({ kind }, index) => index > reader.next && kind === 'close',
  )
  const inside = reader.tokens.slice(reader.next + 1, Math.max(close, 0))
  const texts = inside.map((token) => (token.kind === 'word' ? token.text : null))
  const joins = texts.length === 2 && /^[<>=]+$/.test(texts[0] ?? '') && texts[1] !== null
  if (!joins) return readGroup(reader, open, 'followers')
  const at: Span = { start: open.at.start, end: reader.tokens[close]?.at.end ?? open.at.end }
  reader.next = close + 1
  return readCounted(reader, { kind: 'word', text: texts.join(''), at }, 'followers')
}

function deeper(reader: Reader, token: QueryToken, read: () => QueryNode): QueryNode {
  reader.depth += 1
  if (reader.depth > MAX_DEPTH) {
    throw new QueryError(
      reader.source,
      token.at,
      `Brackets and NOTs may lie ${MAX_DEPTH} deep. This one lies deeper.`,
    )
  }
  const node = read()
  reader.depth -= 1
  return node
}

function refuseRest(reader: Reader): void {
  const token = peek(reader)
  if (token.kind === 'end') return
  if (token.kind === 'close') {
    throw new QueryError(reader.source, token.at, 'This ) closes nothing. Take it out.', '')
  }
  throw missingTerm(reader, token)
}

/** An operator without what it joins, at the operator. */
function missingTerm(reader: Reader, token: QueryToken): QueryError {
  const before = reader.tokens[reader.next - 1]
  const operator = before !== undefined && isOperator(before.kind) ? before : null
  if (operator !== null) {
    const name = reader.source.slice(operator.at.start, operator.at.end)
    return new QueryError(reader.source, operator.at, `${name} needs a word on its right.`)
  }
  const name = reader.source.slice(token.at.start, token.at.end)
  return new QueryError(reader.source, token.at, `${name} needs a word on its left.`)
}

function isOperator(kind: QueryTokenKind): boolean {
  return kind === 'and' || kind === 'or' || kind === 'not' || kind === 'near'
}

function startsTerm({ kind }: QueryToken): boolean {
  return !['and', 'or', 'near', 'close', 'end'].includes(kind)
}

function peek({ tokens, next }: Reader): QueryToken {
  const token = tokens[next] ?? tokens.at(-1)
  if (token === undefined) throw new RangeError('a query always ends with an end piece')
  return token
}
