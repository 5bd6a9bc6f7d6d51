import type { Generated } from 'kysely'

/** What people asked of us: erasure, opting out, consent. */
export interface PrivacyTables {
  erasure: ErasureTable
  erased: ErasedTable
  opt_out: OptOutTable
  consent: ConsentTable
  data_request: DataRequestTable
}

/** Somebody who has to be erased: a person with everything that hangs on them, one account, or a customer of a shop. */
interface ErasureTable {
  id: number
  person_id: number | null
  author_id: number | null
  customer_id: Generated<number | null>
  staff_id: string
  asked_at: number
  done_at: number | null
}

/** Fingerprints by which erased people, posts and customers are known again; nothing can be read from them. */
interface ErasedTable {
  mark: string
  at: number
}

/** Accounts that we never write to. */
interface OptOutTable {
  author_id: number
  staff_id: string
  at: number
}

/** What a member of a community said of themselves last: may they be rated and rewarded, how and when. */
interface ConsentTable {
  author_id: number
  /** joined, left */
  state: string
  how: string
  at: number
}

/** What somebody asks under the law: to be told what is held of them, or to be forgotten. */
interface DataRequestTable {
  id: number
  brand_id: string
  kind: 'export' | 'erase'
  /** The shop that passed it on, or `staff`. */
  source: string
  /** The customer's key in that shop; gone once they are erased. */
  customer_key: string | null
  person_id: number | null
  asked_at: number
  due_at: number
  done_at: number | null
  done_by: string | null
}
