/** What is wrong with a value, for the person who set the sender up. */
export class BadValue extends Error {
  override readonly name = 'BadValue'
}

/** Ids and names come as words or as numbers. */
export function readWord(value: unknown, max = 500): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') throw new BadValue(`found ${nameOf(value)}; send a text`)
  const word = value.trim()
  if (word.length > max) throw new BadValue(`found a text longer than ${max} characters`)
  return word === '' ? null : word
}

/** A web address. */
export function readUrl(value: unknown): string | null {
  const word = readWord(value, 2000)
  if (word === null) return null
  const url = URL.canParse(word) ? new URL(word) : null
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new BadValue('found something that is no web address; send one that begins with https://')
  return url.href
}

/** A count, at least 0. */
export function readCount(value: unknown): number | null {
  const word = readWord(value, 20)
  if (word === null) return null
  const count = Number(word)
  if (!Number.isSafeInteger(count) || count < 0)
    throw new BadValue('found something that is no whole number; send 0 or more')
  return count
}

/** A number such as 4.5. */
export function readNumber(value: unknown): number | null {
  const word = readWord(value, 20)
  if (word === null) return null
  const number = Number(word.replace(',', '.'))
  if (!Number.isFinite(number))
    throw new BadValue('found something that is no number; send 4 or 4.5')
  return number
}

/** yes or no, however a form writes it. */
export function readTruth(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const word = readWord(value, 20)?.toLowerCase()
  if (word === undefined || /^(?:0|false|no)$/.test(word)) return false
  if (/^(?:1|true|yes|deleted|removed)$/.test(word)) return true
  throw new BadValue('found a word that is neither yes nor no; send true or false')
}

const ISO =
  /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/
const DAY_MS = 86_400_000

/** A time as epoch ms: ISO 8601 (UTC where no zone stands) or a count of seconds or milliseconds. */
export function readTime(value: unknown, now: number): number | null {
  const word = readWord(value, 40)
  if (word === null) return null
  const at = /^\d{9,13}(?:\.\d+)?$/.test(word) ? epochOf(Number(word)) : isoOf(word)
  if (Number.isNaN(at) || at <= 0)
    throw new BadValue('found a time that is not clear; send 2026-11-23T14:05:00Z')
  if (at > now + DAY_MS) throw new BadValue('found a time that is more than a day ahead')
  return Math.min(Math.round(at), now)
}

function epochOf(value: number): number {
  return value < 1e11 ? value * 1000 : value
}

function isoOf(word: string): number {
  if (!ISO.test(word)) return Number.NaN
  const time = word.replace(' ', 'T')
  const zoned = /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(time) || !time.includes('T')
  return Date.parse(zoned ? time : `${time}Z`)
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a group' : `a ${typeof value}`
}
