/** Who bought, as a shop knows them. */
export interface CustomerRef {
  /** The shop's own key of the customer; where it has none, the e-mail in small letters. */
  key: string
  name: string | null
  /** Kept only as a keyed fingerprint. */
  email: string | null
  city?: string | null
  /** Two letters, such as DE. */
  country?: string | null
  /** When their subscription or contract renews. */
  renewsAt?: number | null
}

/** One order, as of `updatedAt`; a later version of the same order replaces it. Money in the smallest unit. */
export interface PurchaseRow {
  orderId: string
  customer: CustomerRef
  paidAt: number
  updatedAt: number
  currency: string
  /** Paid less refunded; tax and shipping left out where the shop tells them apart. */
  net: number
  test: boolean
  cancelled: boolean
  /** Discount codes on the order. */
  codes: readonly string[]
}
