/** A JSON text with what names somebody cut out: their element of a list, or all where it is about them alone. */
export function cutOut(text: string, ids: readonly string[]): string {
  const words = new Set(ids)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return ids.some((id) => text.includes(id)) ? '' : text
  }
  const cut = cutLists(body, words)
  return names(cut, words) ? '' : JSON.stringify(cut)
}

/** What of a JSON text says nothing: numbers, times, and ids of ours. */
export function keepNumbers(text: string, alsoKeep: readonly string[] = []): string {
  const body = JSON.parse(text) as Record<string, unknown>
  const kept = Object.entries(body).filter(
    ([key, value]) => alsoKeep.includes(key) || saysNothing(value),
  )
  return JSON.stringify(Object.fromEntries(kept))
}

function saysNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(saysNothing)
  return value === null || typeof value === 'number' || typeof value === 'boolean'
}

/** Lists within lists first: a name in a list of names must not take the post around it, its author's name must. */
function cutLists(value: unknown, words: ReadonlySet<string>): unknown {
  if (Array.isArray(value))
    return value.map((one) => cutLists(one, words)).filter((one) => !names(one, words))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cutLists(one, words)]))
}

function names(value: unknown, words: ReadonlySet<string>): boolean {
  if (typeof value === 'string' || typeof value === 'number') return words.has(String(value))
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((one) => names(one, words))
}
