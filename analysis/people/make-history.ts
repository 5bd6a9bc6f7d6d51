import type { Intent, Sentiment } from '../../core/judgement.ts'
import type { Network } from '../../core/network.ts'
import { type Contact, counts, type History, type Purchase } from './history.ts'
import { isForPrize } from './prize.ts'

/** A person's rows as they are stored. */
export interface StoredPerson {
  ours: boolean
  keyManager: string | null
  subscribed: boolean
  thankedAt: number | null
  contacts: readonly {
    id: string
    at: number
    network: Network | 'offline'
    relevance: string
    sentiment: Sentiment
    intents: readonly Intent[]
    belowQuestion: boolean
    /** The post and what it answers. */
    words: string
    answeredAt: number | null
  }[]
  purchases: readonly Purchase[]
}

/** Makes the history that docs/people-rules.md speaks of out of what is stored. */
export function makeHistory(stored: StoredPerson): History {
  const isSure = (contact: StoredPerson['contacts'][number]) =>
    contact.relevance === 'relevant' && contact.sentiment !== 'unsure'
  const kindAt = stored.contacts
    .filter((c) => isSure(c) && c.sentiment === 'positive')
    .map((c) => c.at)
  const boughtAt = stored.purchases.filter(counts).map((purchase) => purchase.paidAt)
  const good = [...kindAt, ...boughtAt].sort((a, b) => a - b)
  const latestGood = good.at(-1) ?? Number.NEGATIVE_INFINITY
  return {
    contacts: stored.contacts.map((contact): Contact => {
      const { id, at, network, sentiment, intents, answeredAt } = contact
      return {
        id,
        at,
        network,
        sentiment,
        intents,
        sure: isSure(contact),
        helped: contact.belowQuestion && sentiment !== 'negative' && !intents.includes('question'),
        forPrize: sentiment !== 'negative' && isForPrize(contact.words),
        answeredAt,
        turnedRound: sentiment === 'negative' && answeredAt !== null && latestGood > answeredAt,
      }
    }),
    purchases: stored.purchases,
    activeSubscription: stored.subscribed,
    keyAccountManager: stored.keyManager,
    thankedAt: stored.thankedAt,
    ours: stored.ours,
  }
}
