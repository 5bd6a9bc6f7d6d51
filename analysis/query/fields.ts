import { INTENTS } from '../../core/judgement.ts'
import { NETWORKS } from '../../core/network.ts'
import { plainAddress } from './address.ts'
import { fold } from './fold.ts'
import type { FieldName } from './query.ts'

/** Why a value cannot be; `suggestion` is the value that was probably meant. */
export interface ValueFault {
  readonly message: string
  readonly suggestion: string | null
}

export type ValueResult =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly fault: ValueFault }

/** Every word that may stand before a colon. */
export const FIELD_NAMES = [
  'author',
  'site',
  'community',
  'url',
  'links',
  'title',
  'lang',
  'type',
  'network',
  'followers',
  'sentiment',
  'intent',
  'stage',
  'is',
  'has',
] as const

export type WrittenField = (typeof FIELD_NAMES)[number]

/** Fields that are written with brackets and no colon: `is(vip)`. */
export const CALL_FIELDS: readonly string[] = ['type', 'followers', 'is', 'has']

/** Known only after a post was understood; in the query that collects posts they are not known yet. */
export const LATE_FIELDS: readonly FieldName[] = ['sentiment', 'intent', 'stage', 'is']

const CHOICES: Partial<Record<FieldName, readonly string[]>> = {
  type: [
    'post',
    'comment',
    'review',
    'story',
    'question',
    'reply',
    'quote',
    'repost',
    'message',
    'article',
  ],
  network: NETWORKS,
  sentiment: ['negative', 'neutral', 'positive', 'unsure'],
  intent: [...INTENTS, 'emergency'],
  stage: ['prospect', 'first-time', 'repeat', 'client', 'advocate'],
  is: ['customer', 'advocate', 'vip', 'staff'],
  has: ['media', 'link'],
}

const OTHER_NAMES: Readonly<Record<string, string>> = {
  twitter: 'x',
  youtu: 'youtube',
  hn: 'hackernews',
}
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/
const COMMUNITY_SIGN = /^(?:\/?r\/|[#\s])+|\s+$/g

/** A field's value in its plain form, or what is wrong with it. */
export function readValue(field: FieldName, written: string): ValueResult {
  const text = written.trim()
  const choices = CHOICES[field]
  if (choices !== undefined) return readChoice(field, text, choices)
  switch (field) {
    case 'author':
      return present(field, plainHandle(text))
    case 'community':
      return present(field, plainCommunity(text))
    case 'url':
      return present(field, fold(text).replace(/^(?:https?:\/\/|\s)+|\s+$/g, ''))
    case 'lang':
      return readLanguage(text)
    default:
      return readAddress(field, text)
  }
}

/** A handle without its sign, folded. */
export function plainHandle(handle: string): string {
  return fold(handle).replace(/^[@\s]+|\s+$/g, '')
}

/** A community's name without `r/` or `#`, folded. */
export function plainCommunity(name: string): string {
  return fold(name).replace(COMMUNITY_SIGN, '')
}

/** The entry nearest to `word` by typing mistakes; null when none is near. */
export function nearestOf(word: string, entries: readonly string[]): string | null {
  let best: string | null = null
  let least = word.length <= 3 ? 2 : 3
  for (const entry of entries) {
    const distance = typingDistance(word, entry)
    if (distance < least) {
      best = entry
      least = distance
    }
  }
  return best
}

function present(field: FieldName, value: string): ValueResult {
  if (value !== '') return { ok: true, value }
  return fault(`${field}: has no value. Write it right after the colon.`)
}

function readChoice(field: FieldName, text: string, choices: readonly string[]): ValueResult {
  const folded = fold(text).replaceAll(' ', field === 'stage' ? '-' : '_')
  const value = OTHER_NAMES[folded] ?? folded
  if (choices.includes(value)) return { ok: true, value }
  const near = nearestOf(value, choices)
  const mend = near === null ? `It can be ${choices.join(', ')}.` : `Did you mean ${near}?`
  return fault(`${field} cannot be ${text === '' ? 'empty' : text}. ${mend}`, near)
}

function readLanguage(text: string): ValueResult {
  const value = fold(text).replaceAll('_', '-')
  if (LANGUAGE.test(value)) return { ok: true, value }
  const code = languageCode(value)
  const mend = code === null ? 'such as en or pt-br' : `such as ${code}`
  return fault(`lang: takes the short code of a language, ${mend}. You wrote ${text}.`, code)
}

function readAddress(field: FieldName, text: string): ValueResult {
  const value = plainAddress(text)
  if (/^[^/]+\.[^/]+/.test(value)) return { ok: true, value }
  const guess = /^[a-z0-9-]+$/.test(value) ? `${value}.com` : null
  return fault(
    `${field}: takes an address such as ${guess ?? 'reddit.com/r/coffee'}. You wrote ${text}.`,
    guess,
  )
}

function fault(message: string, suggestion: string | null = null): ValueResult {
  return { ok: false, fault: { message, suggestion } }
}

const COMMON_LANGUAGES =
  'en es pt fr de it nl pl sv da fi nb cs ro hu el tr ru uk ar he fa hi th vi id ja ko zh'

function languageCode(name: string): string | null {
  const names = new Intl.DisplayNames('en', { type: 'language' })
  return COMMON_LANGUAGES.split(' ').find((code) => names.of(code)?.toLowerCase() === name) ?? null
}

/** Letters added, left out, changed or swapped with their neighbour. */
function typingDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return 4
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (same ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      }
      row.push(least)
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
