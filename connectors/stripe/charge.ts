import { cleanName } from '../../core/hostile-text.ts'
import type { PurchaseRow } from '../../core/purchase.ts'
import type { ShopItem } from '../customer-source.ts'
import { type Loose, listOf, looseOf, textIn } from '../loose.ts'

/** What comes along with every charge, from `prefix` on ("data." in a list). */
export function expandCharge(prefix: string): [string, string][] {
  return ['customer', 'refunds'].map((field) => ['expand[]', `${prefix}${field}`])
}

/**
 * A purchase; null where nothing was paid or nobody is named. Charges of invoices are charges: counting them alone
 * counts nothing twice. `lost`: what a lost dispute took back, smallest unit.
 */
export function itemOfCharge(raw: Loose, lost: number): ShopItem | null {
  if (raw['status'] !== 'succeeded' || raw['captured'] === false) return null
  const customer = customerOf(raw)
  if (customer === null) return null
  const id = idOf(raw['payment_intent']) ?? textIn(raw['id'])
  const paid = raw['amount_captured'] ?? raw['amount']
  const refunded = raw['amount_refunded'] ?? 0
  const currency = textIn(raw['currency'])?.toUpperCase() ?? ''
  if (id === null || !isWhole(paid) || !isWhole(refunded) || !isWhole(raw['created']))
    return {
      type: 'poison',
      raw: JSON.stringify({ id: raw['id'], created: raw['created'] }),
      reason: 'a charge of Stripe without id, time or money',
    }
  const purchase: PurchaseRow = {
    orderId: id,
    customer,
    paidAt: raw['created'] * 1000,
    updatedAt: versionOf(raw, raw['created'], lost),
    currency,
    net: Math.max(0, paid - refunded - lost),
    test: raw['livemode'] !== true,
    cancelled: false,
    codes: [],
  }
  return { type: 'purchase', purchase }
}

/** A charge bears no time of change: its refunds do, and one that failed or a lost dispute is a version of its own. */
function versionOf(raw: Loose, created: number, lost: number): number {
  const refunds = listOf(looseOf(raw['refunds'])['data']).map(looseOf)
  const times = refunds.map((refund) => refund['created']).filter(isWhole)
  const undone = refunds.filter(({ status }) => status === 'failed' || status === 'canceled')
  return Math.max(created, ...times) * 1000 + undone.length + (lost > 0 ? 1 : 0)
}

function customerOf(raw: Loose): PurchaseRow['customer'] | null {
  const customer = looseOf(raw['customer'])
  const billing = looseOf(raw['billing_details'])
  const address = looseOf(billing['address'])
  const found =
    textIn(customer['email']) ?? textIn(billing['email']) ?? textIn(raw['receipt_email'])
  const email = found?.trim().toLowerCase() ?? null
  const key = idOf(raw['customer']) ?? email
  if (key === null) return null
  return {
    key,
    email,
    name: cleanName(textIn(customer['name']) ?? textIn(billing['name']) ?? '') || null,
    city: cleanName(textIn(address['city']) ?? '') || null,
    country: textIn(address['country']),
  }
}

/** An id, whether it came alone or with what it names. */
export function idOf(value: unknown): string | null {
  return textIn(value) ?? textIn(looseOf(value)['id'])
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}
