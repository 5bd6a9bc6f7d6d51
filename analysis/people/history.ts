import type { Intent, Sentiment } from '../../core/judgement.ts'
import type { Network } from '../../core/network.ts'

/** One understood post, call or visit of a person, as far as their standing rests on it. Times are epoch ms. */
export interface Contact {
  id: string
  at: number
  network: Network | 'offline'
  sentiment: Sentiment
  intents: readonly Intent[]
  /** Relevance and sentiment are above the brand's confidence, or staff confirmed them. */
  sure: boolean
  /** It answers somebody else's question about the brand. */
  helped: boolean
  /** Not unhappy, and written for something to win or paid for: it speaks for nothing. */
  forPrize: boolean
  answeredAt: number | null
  /** A complaint after whose answer the same person said something kind, or bought. */
  turnedRound: boolean
}

export interface Purchase {
  id: string
  paidAt: number
  /** Paid less refunded, in the smallest unit of the reporting currency. */
  net: number
  test: boolean
  cancelled: boolean
}

/** Everything that is known of a person with one brand. */
export interface History {
  contacts: readonly Contact[]
  purchases: readonly Purchase[]
  activeSubscription: boolean
  keyAccountManager: string | null
  /** When the brand thanked them last. */
  thankedAt: number | null
  /** Staff, an own account, a bot or a competitor: has no standing. */
  ours: boolean
}

export const DAY_MS = 86_400_000
export const YEAR_MS = 365 * DAY_MS

/** What is known up to `now`, each row once, in order of time and then of id. */
export function knownAt(history: History, now: number): History {
  return {
    ...history,
    contacts: tidy(history.contacts, (contact) => contact.at, now),
    purchases: tidy(history.purchases, (purchase) => purchase.paidAt, now),
  }
}

/** A purchase that speaks for a customer. */
export function counts(purchase: Purchase): boolean {
  return !purchase.test && !purchase.cancelled && purchase.net > 0
}

function tidy<T extends { id: string }>(
  rows: readonly T[],
  timeOf: (row: T) => number,
  now: number,
): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...byId.values()]
    .filter((row) => timeOf(row) <= now)
    .sort((a, b) => timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1))
}
