const MAX_DEPTH = 4

/** A JSON object as dotted path → text ({"author":{"name":…}} → "author.name"); throws for anything else. */
export function flattenJson(text: string): Record<string, string> {
  const parsed: unknown = JSON.parse(text, keepLongIds)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error('not a JSON object')
  }
  const out: Record<string, string> = {}
  collect(parsed, '', MAX_DEPTH, out)
  return out
}

function collect(from: object, prefix: string, depth: number, out: Record<string, string>): void {
  for (const [key, value] of Object.entries(from)) {
    const path = prefix + key
    if (typeof value === 'string') out[path] = value
    else if (typeof value === 'number' || typeof value === 'boolean') out[path] = String(value)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth > 1) {
      collect(value, `${path}.`, depth - 1, out)
    }
  }
}

/** Ids of 18 digits lose their last ones as numbers: their own digits are kept. */
function keepLongIds(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return /^-?\d+$/.test(context?.source ?? '') ? context?.source : value
}
