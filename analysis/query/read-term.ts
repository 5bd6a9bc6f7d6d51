import { readValue, type WrittenField } from './fields.ts'
import { fold, keepExact } from './fold.ts'
import type { FieldName, FollowersTerm, QueryNode, SignTerm, Span, TextTerm } from './query.ts'
import { QueryError } from './query-error.ts'
import type { QueryToken } from './read-tokens.ts'
import { isUnspaced, tokenise } from './tokenise.ts'

/** A piece that carries text. */
export type TextToken = Extract<QueryToken, { readonly text: string }>

const MIN_STEM = 4
const MAX_WORDS = 100
const NAME = /^[\p{L}\p{N}\p{M}_]+$/u
const HANDLE_NAME =
  /^[\p{L}\p{N}\p{M}_]+(?:[.-][\p{L}\p{N}\p{M}_]+)*(?:@[\p{L}\p{N}]+(?:[.-][\p{L}\p{N}]+)+)?$/u
const FOLLOWERS = /^(>=|<=|>|<|=)?(\d{1,15})$/
const SHORT_NUMBER = /^(>=|<=|>|<|=)?(\d+)([.,]\d+)?([kKmM]?)$/

/** The term that a piece stands for in the field it stands in, null outside of any. */
export function readTerm(source: string, token: TextToken, field: WrittenField | null): QueryNode {
  if (field === null || field === 'title') return readTextTerm(source, token, field === 'title')
  if (field === 'followers') return readFollowers(source, token)
  return readFieldTerm(source, token, field)
}

function readTextTerm(source: string, token: TextToken, inTitle: boolean): TextTerm | SignTerm {
  const { kind, text, at } = token
  switch (kind) {
    case 'tag':
    case 'handle':
      return readSign(source, token, kind, inTitle)
    case 'literal':
      if (keepExact(text).trim() === '') throw empty(source, at, 'These backticks are empty.')
      return { kind, text, inTitle, at }
    case 'phrase':
      requireWords(source, at, text)
      return { kind, text, inTitle, at }
    case 'word':
      return readWord(source, text, inTitle, at)
  }
}

function readWord(source: string, text: string, inTitle: boolean, at: Span): TextTerm {
  if (/^https?:\/\//i.test(text)) {
    const site = text.replace(/^https?:\/\/(www\.)?/i, '')
    throw new QueryError(
      source,
      at,
      `To find posts that link there, write links:${site}.`,
      `links:${site}`,
    )
  }
  const star = text.indexOf('*')
  if (star < 0) {
    requireWords(source, at, text)
    return { kind: 'word', text, inTitle, at }
  }
  const starAt = { start: at.start + star, end: at.start + star + 1 }
  if (star < text.length - 1) {
    throw new QueryError(source, starAt, '* works only at the end of a word.')
  }
  const stem = text.slice(0, star)
  requireStem(source, stem, at)
  return { kind: 'prefix', text: stem, inTitle, at }
}

function requireStem(source: string, stem: string, at: Span): void {
  const tokens = tokenise(fold(stem))
  const first = tokens[0]?.text ?? ''
  if (first !== '' && tokens.every(({ text }) => isUnspaced(text))) {
    throw new QueryError(
      source,
      at,
      '* is not needed in this script. Its words are found inside longer text anyway.',
      stem,
    )
  }
  if (tokens.length > 1) {
    throw new QueryError(source, at, '* works on a single word of letters and digits.', `"${stem}"`)
  }
  if (Array.from(first).length < MIN_STEM) {
    throw new QueryError(
      source,
      at,
      `* needs at least ${MIN_STEM} letters before it.`,
      first === '' ? null : stem,
    )
  }
}

function readSign(
  source: string,
  { text, at }: TextToken,
  kind: 'tag' | 'handle',
  inTitle: boolean,
): SignTerm {
  const what = kind === 'tag' ? 'hashtag' : 'handle'
  const sign = kind === 'tag' ? '#' : '@'
  if (inTitle) {
    throw new QueryError(
      source,
      at,
      `title: takes words and phrases. A ${what} is looked for in the whole post.`,
    )
  }
  const name = fold(text)
  if (name === '') throw empty(source, at, `There is no name after ${sign}.`)
  if (text.endsWith('*')) {
    throw new QueryError(source, at, `* works only on words, not on a ${what}.`, at_(source, at))
  }
  if (!(kind === 'tag' ? NAME : HANDLE_NAME).test(name)) {
    throw new QueryError(
      source,
      at,
      `${sign}${text} is not a ${what}. To look for it as it stands, put it in backticks.`,
      `\`${sign}${text}\``,
    )
  }
  return { kind, name: text, at }
}

function at_(source: string, at: Span): string {
  return source.slice(at.start, at.end - 1)
}

function requireWords(source: string, at: Span, text: string): void {
  const { length } = tokenise(fold(text))
  if (length > MAX_WORDS) {
    throw new QueryError(
      source,
      at,
      `A phrase may hold ${MAX_WORDS} words. This one has ${length}.`,
    )
  }
  if (length > 0) return
  if (text.trim() === '') throw empty(source, at, 'These quotes are empty.')
  throw new QueryError(
    source,
    at,
    `${text} has no letter, digit or emoji. To look for signs, put them in backticks.`,
    `\`${text}\``,
  )
}

function empty(source: string, at: Span, message: string): QueryError {
  return new QueryError(source, at, `${message} Add what to look for, or take it out.`)
}

function readFieldTerm(source: string, token: TextToken, field: FieldName): QueryNode {
  const written = writtenValue(token)
  if (token.kind === 'literal') {
    throw new QueryError(source, token.at, `${field}: takes no backticks.`, written)
  }
  if (written.includes('*')) {
    throw new QueryError(source, token.at, `* works only on words, not in ${field}:.`)
  }
  const result = readValue(field, written)
  if (result.ok) return { kind: 'field', field, value: result.value, at: token.at }
  throw new QueryError(source, token.at, result.fault.message, result.fault.suggestion)
}

function writtenValue({ kind, text }: TextToken): string {
  if (kind === 'tag') return `#${text}`
  return kind === 'handle' ? `@${text}` : text
}

function readFollowers(source: string, { text, at }: TextToken): FollowersTerm {
  const found = FOLLOWERS.exec(text)
  if (found?.[1] !== undefined) {
    return {
      kind: 'followers',
      comparison: found[1] as FollowersTerm['comparison'],
      count: Number(found[2]),
      at,
    }
  }
  throw new QueryError(
    source,
    at,
    `followers takes a comparison and a whole number, as in followers(>1000). You wrote ${text}.`,
    plainComparison(text),
  )
}

function plainComparison(text: string): string | null {
  const short = SHORT_NUMBER.exec(text)
  if (short === null) return null
  const scale = { k: 1000, m: 1_000_000 }[(short[4] ?? '').toLowerCase()] ?? 1
  const fraction = scale === 1 ? '' : (short[3] ?? '').replace(',', '.')
  const digits = scale === 1 ? `${short[2]}${(short[3] ?? '').slice(1)}` : `${short[2]}${fraction}`
  return `${short[1] ?? '>'}${Math.round(Number(digits) * scale)}`
}
