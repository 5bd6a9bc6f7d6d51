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
/** Money of the smallest unit as people read it ("€1,234.50"). */
export function moneyWords(minor: number, currency: string): string {
  const places = minorDigits(currency) ?? 2
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(minor / 10 ** places)
}

/** The same of whole units; a bare number ("4.50") where nobody said of which currency. */
export function amountWords(amount: number, currency?: string | null): string {
  if (currency === undefined || currency === null) return amount.toFixed(2)
  return moneyWords(amount * 10 ** (minorDigits(currency) ?? 2), currency)
}

/** The currency that figures are told in, and what one whole unit of another one is worth in it. */
export interface MoneySettings {
  currency?: string | undefined
  rates?: Readonly<Record<string, number>>
}

/** An amount in the reporting currency, smallest unit; null where no rate is known for it. */
export function convert(
  minor: number,
  from: string,
  to: string,
  rates: Readonly<Record<string, number>>,
): number | null {
  if (from === to) return minor
  const rate = rates[from]
  const [places, wanted] = [minorDigits(from), minorDigits(to)]
  if (rate === undefined || places === null || wanted === null) return null
  return Math.round((minor / 10 ** places) * rate * 10 ** wanted)
}
