import type { z } from 'zod'
import { nearestKey } from './known-keys.ts'

type Issue = z.core.$ZodIssue

/** One fault of the settings: the key, what was found, what would be right, and whose entry it is in. */
export function describeFault(issue: Issue, root: unknown, schema?: () => unknown): string {
  const key = issue.path.map((part) => String(part)).join('.') || '(the whole file)'
  if (issue.code === 'unrecognized_keys')
    return `${key}: does not know ${issue.keys.map((k) => `"${k}"`).join(', ')}. ${mendOfKeys(issue.keys, issue.path, root, schema)}${entryOf(issue, root)}`
  const found = valueAt(issue.path, root)
  return `${key}: found ${foundWords(key, found)}. ${mendOf(issue, found)}.${entryOf(issue, root)}`
}

/** The keys that were meant, where a slip of the hand explains each. */
function mendOfKeys(
  keys: readonly string[],
  path: readonly PropertyKey[],
  root: unknown,
  schema: (() => unknown) | undefined,
): string {
  const known = schema?.()
  const meant = keys.flatMap((typed) => nearestKey(known, path, root, typed) ?? [])
  if (meant.length < keys.length) return 'Check the spelling, or take it out.'
  return `Did you mean ${meant.map((key) => `"${key}"`).join(', ')}?`
}

function mendOf(issue: Issue, found: unknown): string {
  const known =
    issue.code === 'invalid_type' ? mendOfKind(issue.expected, found) : mendOfChoice(issue)
  return known ?? issue.message.charAt(0).toUpperCase() + issue.message.slice(1)
}

function mendOfChoice(issue: Issue): string | undefined {
  if (issue.code === 'invalid_value') return `Use one of: ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return `Use one of: ${issue.options.map(String).join(', ')}`
  // Where the schema says it in words of its own, those stay.
  return issue.message.startsWith('Too') ? mendOfSize(issue) : undefined
}

function mendOfSize(issue: Issue): string | undefined {
  const { code } = issue
  if (code === 'too_small' && issue.origin === 'string') return 'Write something there'
  if (code === 'too_small' && issue.origin === 'number')
    return `Use ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
  if (code === 'too_big' && issue.origin === 'string')
    return `Write at most ${issue.maximum} characters`
  if (code === 'too_big') return `Use at most ${issue.maximum}`
  return undefined
}

function mendOfKind(expected: string, found: unknown): string | undefined {
  if (found === undefined) return 'It is needed'
  if (expected !== 'string' || typeof found !== 'number') return WANTED[expected]
  // A long number has lost its last digits by now.
  return Number.isSafeInteger(found) ? `Put it in quotes: "${found}"` : 'Put it in quotes'
}

const WANTED: Readonly<Record<string, string>> = {
  string: 'Write words',
  number: 'Write a number',
  int: 'Write a whole number',
  boolean: 'Write true or false',
  array: 'Write a list, such as [one, two]',
  object: 'Write a group of keys',
}

/** Positions count from 0 and nobody counts entries; their id says which one is meant. */
function entryOf({ path }: Issue, root: unknown): string {
  if (typeof path[1] !== 'number' || path[2] === 'id') return ''
  const entry = valueAt(path.slice(0, 2), root) as { id?: unknown } | null
  return typeof entry?.id === 'string' ? ` (entry ${foundWords('id', entry.id)})` : ''
}

function valueAt(path: readonly PropertyKey[], root: unknown): unknown {
  return path.reduce<unknown>(
    (at, part) => (at as Record<PropertyKey, unknown> | null | undefined)?.[part],
    root,
  )
}

function foundWords(key: string, found: unknown): string {
  if (found === undefined) return 'nothing'
  if (/token|secret|password|key$/i.test(key)) return 'a value (not shown)'
  if (Array.isArray(found)) return 'a list'
  if (typeof found === 'object' && found !== null) return 'a group of keys'
  const text = JSON.stringify(found) ?? String(found)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
