import { RefusedError } from '../core/errors.ts'

type Check<T> = (value: unknown) => value is T

const STRANGE =
  'This window is of another version of Earshot. Nothing was changed: close it, and open it again.'

/**
 * What a dialog carries along, each part checked: what comes back from Slack is asked like all that comes from outside.
 * RefusedError where it is not what the dialog of today carries, as in one that was open over an update.
 */
export function readCarried<T extends object>(
  view: { private_metadata: string },
  checks: { readonly [K in keyof T]: Check<T[K]> },
): T {
  const found = objectIn(view.private_metadata)
  const parts = Object.entries<Check<unknown>>(checks).map(([name, isRight]) => {
    const value: unknown = found !== null && Object.hasOwn(found, name) ? found[name] : undefined
    if (!isRight(value)) throw new RefusedError('carried', STRANGE)
    return [name, value]
  })
  return Object.fromEntries(parts) as T
}

/** A number that we give to a row. */
export function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

/** None, or some. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** Words of any kind. */
export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Some words. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}

/** The same, or null. */
export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value)
}

function objectIn(text: unknown): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
