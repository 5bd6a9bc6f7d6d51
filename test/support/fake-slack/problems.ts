import { isObject, type Json, type JsonObject } from './json.ts'

/** Collects what is wrong with a payload, each with the JSON pointer to it. */
export interface Problems {
  readonly list: string[]
  add(pointer: string, what: string): void
}

/** An empty list of problems. */
export function createProblems(): Problems {
  const list: string[] = []
  return { list, add: (pointer, what) => list.push(`${what} [json-pointer:${pointer}]`) }
}

/** Checks that the object holds only the named keys. */
export function checkKeys(
  problems: Problems,
  object: JsonObject,
  allowed: readonly string[],
  at: string,
): void {
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined && !allowed.includes(key)) {
      problems.add(at, `invalid additional property: ${key}`)
    }
  }
}

export interface StringRule {
  readonly max: number
  readonly min?: number
  readonly required?: boolean
}

/** Checks a plain string field for presence and length, in UTF-16 units as Slack counts. */
export function checkString(
  problems: Problems,
  object: JsonObject,
  key: string,
  rule: StringRule,
  at: string,
): void {
  const value = object[key]
  const here = `${at}/${key}`
  if (value === undefined) {
    if (rule.required === true) problems.add(at, `missing required field: ${key}`)
    return
  }
  if (typeof value !== 'string') return problems.add(here, 'must be a string')
  const min = rule.min ?? (rule.required === true ? 1 : 0)
  if (value.length < min) problems.add(here, `must be more than ${min - 1} characters`)
  if (value.length > rule.max) problems.add(here, `must be less than ${rule.max + 1} characters`)
}

/** Checks a list field for presence and count and returns its objects. */
export function checkList(
  problems: Problems,
  object: JsonObject,
  key: string,
  range: { min: number; max: number },
  at: string,
): JsonObject[] {
  const value = object[key]
  const here = `${at}/${key}`
  if (!Array.isArray(value)) {
    problems.add(at, `missing required field: ${key}`)
    return []
  }
  if (value.length < range.min) problems.add(here, `no less than ${range.min} items allowed`)
  if (value.length > range.max) problems.add(here, `no more than ${range.max} items allowed`)
  return (value as Json[]).map((item, index) => {
    if (isObject(item)) return item
    problems.add(`${here}/${index}`, 'must be an object')
    return {}
  })
}

export interface TextRule {
  readonly max: number
  readonly plainOnly?: boolean
  readonly mrkdwnOnly?: boolean
  readonly required?: boolean
}

/** Checks a text object: its type, that it is not empty, its length and its keys. */
export function checkText(
  problems: Problems,
  object: JsonObject,
  key: string,
  rule: TextRule,
  at: string,
): void {
  const value = object[key]
  const here = `${at}/${key}`
  if (value === undefined) {
    if (rule.required === true) problems.add(at, `missing required field: ${key}`)
    return
  }
  if (!isObject(value)) return problems.add(here, 'must provide an object')
  checkTextObject(problems, value, rule, here)
}

/** Checks one text object standing at the pointer. */
export function checkTextObject(
  problems: Problems,
  value: JsonObject,
  rule: TextRule,
  at: string,
): void {
  const type = value['type']
  if (type !== 'plain_text' && type !== 'mrkdwn') {
    return problems.add(`${at}/type`, `unsupported type: ${String(type)}`)
  }
  if (rule.plainOnly === true && type !== 'plain_text') {
    problems.add(`${at}/type`, 'must be a valid enum value: plain_text')
  }
  if (rule.mrkdwnOnly === true && type !== 'mrkdwn') {
    problems.add(`${at}/type`, 'must be a valid enum value: mrkdwn')
  }
  checkKeys(
    problems,
    value,
    type === 'plain_text' ? ['type', 'text', 'emoji'] : ['type', 'text', 'verbatim'],
    at,
  )
  checkString(problems, value, 'text', { max: rule.max, required: true }, at)
}
