/** A value as it travels in JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An object as it travels in JSON; a missing key and an undefined one are the same. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** True for a JSON object, false for lists, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object itself, or an empty one for anything else. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The objects of a list; anything else is left out. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** The string itself, a number or boolean as text, or an empty string. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** Parsed JSON, or undefined when the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** A deep copy, so that what was recorded cannot be changed later. */
export function copyOf<T>(value: T): T {
  return structuredClone(value)
}
