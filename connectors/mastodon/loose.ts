/** Something from outside as an object to look into. */
export type Loose = Readonly<Record<string, unknown>>

/** Anything as an object to look into. */
export function looseOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}

/** The objects of a list; none where it is no list. */
export function listOf(value: unknown): Loose[] {
  return Array.isArray(value) ? value.slice(0, 500).map(looseOf) : []
}

/** A text that says something, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A whole number from 0 on, or null. */
export function countOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null
}

/** A time as epoch ms, or null. */
export function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) || time <= 0 ? null : time
}
