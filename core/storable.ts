/** The same text as every database can hold it: halves of a pair and NUL become \uFFFD, so that it also reads back as it was given. */
export function storable(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD')
}

/** The same value with every text in it storable; the value itself where nothing is to be done, which is nearly always. */
export function storableAll<T>(value: T): T {
  return isAllStorable(value) ? value : (mend(value) as T)
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

function isAllStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  for (const name in value)
    if (!isAllStorable((value as Record<string, unknown>)[name])) return false
  return true
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return storable(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(mend)
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, mend(held)]))
}
