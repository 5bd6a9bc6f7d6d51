/** JSON of somebody else, whose shape is not to be trusted. */
export type Loose = Readonly<Record<string, unknown>>

/** Anything as an object; what is none has no fields. */
export function looseOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Loose)
    : {}
}

/** Anything as a list; what is none is empty. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text that says something; null for all else. */
export function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** A body as a JSON object; null where it is none. */
export function parseObject(text: string | null): Loose | null {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Loose)
      : null
  } catch {
    return null
  }
}
