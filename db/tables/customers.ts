import type { Generated } from 'kysely'

/** Customers and purchases of the shops, and the segments made of them. */
export interface CustomersTables {
  shop: ShopTable
  customer: CustomerTable
  purchase: PurchaseTable
  person_customer: PersonCustomerTable
  customer_value: CustomerValueTable
  segment: SegmentTable
  person_segment: PersonSegmentTable
  segment_list: SegmentListTable
}

/** A shop or a till that tells of orders by itself. */
interface ShopTable {
  id: string
  brand_id: string
  kind: string
  config: string
  enabled: number
  created_at: number
}

interface CustomerTable {
  key: string
  id: number
  brand_id: string
  source: string
  source_key: string
  name: string | null
  /** Keyed fingerprint of the e-mail in small letters. */
  email_print: string | null
  subscribed: number
  created_at: number
  /** Of the shop: when the order was changed last that told us who they are. */
  updated_at: number
  city: Generated<string | null>
  /** Two letters. */
  country: Generated<string | null>
  /** When their subscription renews. */
  renews_at: Generated<number | null>
}

interface PurchaseTable {
  key: string
  id: number
  customer_id: number
  brand_id: string
  source: string
  order_id: string
  paid_at: number
  currency: string
  net: number
  test: number
  cancelled: number
  codes: string
  /** Of the shop. */
  updated_at: number
  /** When this version was stored here. */
  stored_at: number
}

interface PersonCustomerTable {
  person_id: number
  customer_id: number
  evidence: string
  confidence: number
  confirmed_by: string | null
  created_at: number
}

/** What a customer is worth by analysis/customers; the same for all rows that are one buyer. Money in the smallest unit. */
interface CustomerValueTable {
  customer_id: number
  brand_id: string
  /** The first customer row of the same buyer. */
  buyer_id: number
  orders: number
  /** Of the last 365 days, in the reporting currency. */
  spent: number
  last_paid_at: number | null
  /** 1 to 5 by quintile; null where too few customers are known. */
  recency: number | null
  frequency: number | null
  money: number | null
  /** Among the top fifth by money. */
  top: number
  /** When they are expected by their own rhythm, and why (analysis/people/rhythm.ts). */
  expected_at: Generated<number | null>
  expected_why: Generated<string | null>
  expected_n: Generated<number | null>
  weighed_at: number
}

interface SegmentTable {
  id: string
  name: string
  rule: string
  promise: string
  manager: string | null
  /** Order in the settings: of two managers the first one looks after somebody. */
  place: number
  created_at: number
  retired_at: number | null
}

interface PersonSegmentTable {
  person_id: number
  segment_id: string
  since: number
}

/** Who was put on a list by hand. */
interface SegmentListTable {
  segment_id: string
  author_id: number
  staff_id: string
  at: number
}
