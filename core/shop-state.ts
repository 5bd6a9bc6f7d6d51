import type { HealthState } from './health.ts'

/** Where orders come from: a shop that is listened to, or a file that was read. */
export interface ShopState {
  id: string
  /** shopify, stripe …; `file` for orders that somebody imported. */
  kind: string
  state: HealthState
  detail: string | null
  lastOkAt: number | null
  /** When it is asked again; null for a file, or before the first time. */
  nextAt: number | null
  orders: number
  lastPaidAt: number | null
}
