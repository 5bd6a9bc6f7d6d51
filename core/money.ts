const digits = new Map<string, number>()

/** Decimal places of a currency (EUR 2, JPY 0); null for what is no currency. */
export function minorDigits(currency: string): number | null {
  const known = digits.get(currency)
  if (known !== undefined) return known
  if (!/^[A-Z]{3}$/.test(currency)) return null
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const places = format.resolvedOptions().maximumFractionDigits ?? 2
  digits.set(currency, places)
  return places
}

/** A plain decimal ("12.5", "-3.00") in the smallest unit of its currency; null where it is none. */
export function toMinor(decimal: string, currency: string): number | null {
  const places = minorDigits(currency)
  if (places === null || !/^-?\d+(?:\.\d+)?$/.test(decimal)) return null
  const value = Math.round(Number(decimal) * 10 ** places)
  return Number.isSafeInteger(value) ? value : null
}
