import { type Loose, listOf, looseOf } from '../loose.ts'
import { idOf } from './charge.ts'

/**
 * When each customer of these subscriptions renews next, epoch ms; nobody whose subscription ends with its period. The
 * end of the period stands on the items since API 2025-03-31, before that on the subscription.
 */
export function renewalsOf(subscriptions: readonly Loose[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const subscription of subscriptions) {
    const customer = idOf(subscription['customer'])
    if (customer === null || subscription['cancel_at_period_end'] === true) continue
    const items = listOf(looseOf(subscription['items'])['data']).map(looseOf)
    for (const { current_period_end: end } of [subscription, ...items]) {
      if (typeof end !== 'number' || !Number.isSafeInteger(end)) continue
      found.set(customer, Math.min(end * 1000, found.get(customer) ?? Number.POSITIVE_INFINITY))
    }
  }
  return found
}
