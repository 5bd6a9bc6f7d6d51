import { cleanName } from '../../core/hostile-text.ts'
import { toMinor } from '../../core/money.ts'
import type { PurchaseRow } from '../../core/purchase.ts'
import type { ShopItem } from '../customer-source.ts'
import { type Loose, listOf, looseOf, textIn } from '../loose.ts'

/** What is asked of an order: no line items, no street, no phone. */
export const ORDER_FIELDS = `
  id legacyResourceId processedAt updatedAt cancelledAt test displayFinancialStatus discountCodes email
  netPaymentSet { shopMoney { amount currencyCode } }
  currentTotalTaxSet { shopMoney { amount } }
  totalShippingPriceSet { shopMoney { amount } }
  totalRefundedShippingSet { shopMoney { amount } }
  billingAddress { city countryCodeV2 }
  customer { legacyResourceId displayName defaultEmailAddress { emailAddress } }`

/** Nothing was paid yet, so there is nothing to count. */
const UNPAID = new Set(['PENDING', 'AUTHORIZED', 'EXPIRED'])
const MAX_RAW = 64_000

/** A purchase, poison where the order cannot be read, null where nothing was paid or nobody is named. */
export function itemOfOrder(raw: Loose): ShopItem | null {
  const status = textIn(raw['displayFinancialStatus']) ?? 'PAID'
  if (UNPAID.has(status)) return null
  const customer = customerOf(raw)
  if (customer === null) return null
  const id = textIn(raw['legacyResourceId'])
  const [paidAt, updatedAt] = [timeOf(raw['processedAt']), timeOf(raw['updatedAt'])]
  const money = moneyOf(raw)
  if (id === null || paidAt === null || updatedAt === null || money === null)
    return {
      type: 'poison',
      raw: JSON.stringify({ id: raw['id'], updatedAt: raw['updatedAt'] }).slice(0, MAX_RAW),
      reason: 'an order of Shopify without number, times or money',
    }
  const purchase: PurchaseRow = {
    orderId: id,
    customer,
    paidAt,
    updatedAt,
    ...money,
    test: raw['test'] === true,
    cancelled: status === 'VOIDED' || textIn(raw['cancelledAt']) !== null,
    codes: listOf(raw['discountCodes']).filter((code) => typeof code === 'string'),
  }
  return { type: 'purchase', purchase }
}

function customerOf(raw: Loose): PurchaseRow['customer'] | null {
  const customer = looseOf(raw['customer'])
  const address = looseOf(raw['billingAddress'])
  const found =
    textIn(looseOf(customer['defaultEmailAddress'])['emailAddress']) ?? textIn(raw['email'])
  const email = found?.trim().toLowerCase() ?? null
  const key = textIn(customer['legacyResourceId']) ?? email
  if (key === null) return null
  return {
    key,
    email,
    name: cleanName(textIn(customer['displayName']) ?? '') || null,
    city: cleanName(textIn(address['city']) ?? '') || null,
    country: textIn(address['countryCodeV2']),
  }
}

/** Received less refunded, less the tax and shipping that are still in it; never below nothing. */
function moneyOf(raw: Loose): { currency: string; net: number } | null {
  const shopMoney = (field: string) => looseOf(looseOf(raw[field])['shopMoney'])
  const currency = textIn(shopMoney('netPaymentSet')['currencyCode'])
  if (currency === null) return null
  const amount = (field: string) =>
    toMinor(textIn(shopMoney(field)['amount']) ?? '', currency) ?? Number.NaN
  const shipping = amount('totalShippingPriceSet') - amount('totalRefundedShippingSet')
  const net = amount('netPaymentSet') - amount('currentTotalTaxSet') - shipping
  return Number.isNaN(net) ? null : { currency, net: Math.max(0, net) }
}

function timeOf(value: unknown): number | null {
  const at = Date.parse(textIn(value) ?? '')
  return Number.isNaN(at) ? null : at
}
