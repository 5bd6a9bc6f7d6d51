import { UsageError } from '../../core/errors.ts'
import { cleanName } from '../../core/hostile-text.ts'
import { minorDigits } from '../../core/money.ts'
import type { PurchaseRow } from '../../core/purchase.ts'
import { readMoney } from './read-money.ts'
import { type ImportFormat, readRows, readTable } from './read-rows.ts'
import { readTime } from './read-time.ts'

/** Our fields, each with the names under which shops export it. */
const ALIASES = {
  order: ['order_id', 'order', 'order_number', 'id', 'name', 'invoice', 'receipt'],
  customer: ['customer_id', 'customer', 'customer_key', 'client_id'],
  email: ['email', 'customer_email', 'e-mail', 'billing_email'],
  person: ['customer_name', 'billing_name', 'buyer', 'client'],
  paid_at: ['paid_at', 'paid', 'date', 'created_at', 'placed_at', 'order_date', 'time'],
  updated_at: ['updated_at', 'changed_at'],
  total: ['net', 'subtotal', 'total', 'amount', 'gross', 'paid_amount', 'total_paid'],
  refunded: ['refunded', 'refunded_amount', 'refund', 'amount_refunded'],
  currency: ['currency'],
  status: ['financial_status', 'payment_status', 'status'],
  test: ['test', 'is_test'],
  codes: ['discount_code', 'discount_codes', 'coupon', 'codes'],
  city: ['city', 'billing_city', 'shipping_city', 'town'],
  country: ['country', 'billing_country', 'shipping_country', 'country_code'],
  renews_at: ['renews_at', 'renewal', 'renewal_date', 'current_period_end', 'contract_end'],
} as const satisfies Record<string, readonly string[]>
type Field = keyof typeof ALIASES

const NOT_PAID = /^(?:pending|unpaid|voided|failed|expired|draft|authori[sz]ed)$/i
const CANCELLED = /^(?:cancell?ed|voided|void)$/i
const YES = /^(?:1|true|yes|y)$/i
const BATCH = 1000

export interface OrderFault {
  line: number
  reason: string
}

/** The orders of a CSV, TSV or JSONL file in batches; faulty rows are told with their line. */
export async function* readOrders(options: {
  path: string
  format: ImportFormat
  /** Where a row names none. */
  currency: string | null
}): AsyncGenerator<{ rows: PurchaseRow[]; faults: OrderFault[]; end: number }> {
  const table = await readTable(options.path, options.format)
  if (table.format !== 'jsonl') requireColumns(table.columns)
  let rows: PurchaseRow[] = []
  let faults: OrderFault[] = []
  for await (const row of readRows(options.path, table, table.start)) {
    if ('error' in row) faults.push({ line: row.line, reason: row.error })
    else {
      const order = orderOf(row.values, options.currency)
      if (typeof order === 'string') faults.push({ line: row.line, reason: order })
      else if (order !== null) rows.push(order)
    }
    if (rows.length + faults.length < BATCH) continue
    yield { rows, faults, end: row.end }
    rows = []
    faults = []
  }
  if (rows.length + faults.length > 0) yield { rows, faults, end: Number.POSITIVE_INFINITY }
}

function requireColumns(columns: readonly string[]): void {
  if (columns.length === 0) throw new UsageError('The file is empty.')
  const lower = new Map(columns.map((column) => [nameOf(column), column]))
  for (const field of ['order', 'paid_at', 'total'] as const)
    if (!ALIASES[field].some((alias) => lower.has(alias)))
      throw new UsageError(
        `The file has no column for ${field.replace('_', ' ')}. Name one of its columns ${ALIASES[field].slice(0, 3).join(', ')}. Columns found: ${columns.join(', ')}.`,
      )
}

/** A purchase; a reason where the row is faulty; null where nothing was paid. */
function orderOf(
  values: Readonly<Record<string, string>>,
  fallback: string | null,
): PurchaseRow | string | null {
  const fields = new Map(
    Object.entries(values).map(([name, value]) => [nameOf(name), value.trim()]),
  )
  const get = (field: Field) => {
    for (const alias of ALIASES[field]) {
      const value = fields.get(alias)
      if (value !== undefined && value !== '') return value
    }
    return null
  }
  const orderId = get('order')
  if (orderId === null) return 'it has no order number'
  const customer = customerOf(get)
  if (typeof customer === 'string') return customer
  const status = get('status') ?? 'paid'
  if (NOT_PAID.test(status) && !CANCELLED.test(status)) return null
  const paidAt = readTime(get('paid_at') ?? '')
  if (paidAt === null) return `its date "${get('paid_at') ?? ''}" is unclear, write 2026-01-31`
  const money = moneyOf(get, fallback)
  if (typeof money === 'string') return money
  return {
    orderId,
    customer,
    paidAt,
    updatedAt: readTime(get('updated_at') ?? '') ?? paidAt,
    ...money,
    test: YES.test(get('test') ?? ''),
    cancelled: CANCELLED.test(status),
    codes: (get('codes') ?? '').split(/[\s,;]+/).filter((code) => code !== ''),
  }
}

function customerOf(get: (field: Field) => string | null): PurchaseRow['customer'] | string {
  const email = get('email')?.toLowerCase() ?? null
  const key = get('customer') ?? email
  if (key === null) return 'it names no customer: neither a customer number nor an e-mail'
  const renewal = get('renews_at')
  const renewsAt = renewal === null ? null : readTime(renewal)
  if (renewal !== null && renewsAt === null)
    return `its renewal "${renewal}" is unclear, write 2026-01-31`
  const country = (get('country') ?? '').toUpperCase()
  return {
    key,
    email,
    name: cleanName(get('person') ?? '') || null,
    city: cleanName(get('city') ?? '', 80) || null,
    country: /^[A-Z]{2}$/.test(country) ? country : null,
    renewsAt,
  }
}

function moneyOf(
  get: (field: Field) => string | null,
  fallback: string | null,
): { currency: string; net: number } | string {
  const currency = (get('currency') ?? fallback ?? '').toUpperCase()
  const places = minorDigits(currency)
  if (places === null) return `its currency "${currency}" is unknown, write EUR or use --currency`
  const total = readMoney(get('total') ?? '', places)
  if (total === null) return `its amount "${get('total') ?? ''}" is unclear, write 12.50`
  const refunded = readMoney(get('refunded') ?? '0', places)
  if (refunded === null) return `its refund "${get('refunded') ?? ''}" is unclear, write 12.50`
  return { currency, net: total - Math.abs(refunded) }
}

function nameOf(column: string): string {
  return column
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
}
