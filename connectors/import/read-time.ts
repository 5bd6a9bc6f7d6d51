const NUMERIC = /^\d{9,17}(?:\.\d+)?$/
const YEAR_FIRST =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i
const NAMED_MONTH = /[A-Za-z]{3}/

/** A time of an export as epoch ms: ISO (UTC where no zone stands), epoch s, ms or µs, RFC 2822; null if unclear. */
export function readTime(text: string): number | null {
  const value = text.trim()
  if (NUMERIC.test(value)) return fromEpoch(Number(value))
  const year = YEAR_FIRST.exec(value)
  if (year !== null) return fromParts(year)
  // 03/04/2026 means March to some and April to others: only a month in letters is taken.
  if (!NAMED_MONTH.test(value)) return null
  const zoned = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\b/.test(value) ? value : `${value} UTC`
  const parsed = Date.parse(zoned)
  return Number.isNaN(parsed) ? null : parsed
}

function fromEpoch(value: number): number {
  if (value < 1e11) return Math.round(value * 1000)
  return value < 1e14 ? Math.round(value) : Math.round(value / 1000)
}

function fromParts(parts: RegExpExecArray): number | null {
  const [, y, mo, d, h = '0', mi = '0', s = '0', ms = '0', zone = 'Z'] = parts
  const month = Number(mo)
  const day = Number(d)
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  if (Number(h) > 24 || Number(mi) > 59 || Number(s) > 60) return null
  const at = Date.UTC(
    Number(y),
    month - 1,
    day,
    Number(h),
    Number(mi),
    Number(s),
    Number(ms.padEnd(3, '0')),
  )
  return at - offsetOf(zone)
}

function offsetOf(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return (match[1] === '-' ? -minutes : minutes) * 60_000
}
