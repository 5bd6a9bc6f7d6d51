import type { Item } from '../connectors/connector.ts'
import type { Consent } from '../core/consent.ts'
import { authorKey, type Mention } from '../core/mention.ts'
import { storableAll } from '../core/storable.ts'
import { isNewer } from './steps/known.ts'

/** A batch with every post named once: its newest revision, or its end. */
export interface FoldedItems {
  upserts: Mention[]
  deletes: { key: string; reason: string }[]
  authorDeletes: { key: string; reason: string }[]
  metrics: Extract<Item, { type: 'metrics' }>[]
  /** The last word of each member; a wish to be forgotten outlives every other. */
  consents: Consent[]
  poison: { raw: string; reason: string }[]
}

/** Makes the order within a batch matter no more: deletion wins, then the newest revision. */
export function foldItems(items: readonly Item[]): FoldedItems {
  const upserts = new Map<string, Mention>()
  const deletes = new Map<string, string>()
  const authorDeletes = new Map<string, string>()
  const metrics = new Map<string, Extract<Item, { type: 'metrics' }>>()
  const consents = new Map<string, Consent>()
  const poison: FoldedItems['poison'] = []
  // A sign that the database changes or refuses would make a post unknown to itself, and cost the batch.
  for (const item of items.map(storableAll))
    switch (item.type) {
      case 'upsert': {
        const before = upserts.get(item.mention.key)
        if (before === undefined || isNewer(item.mention, orderOf(before)))
          upserts.set(item.mention.key, item.mention)
        break
      }
      case 'delete':
        deletes.set(item.key, item.reason)
        break
      case 'author_delete':
        authorDeletes.set(`${item.network}:${item.authorId}`, item.reason)
        break
      case 'metrics': {
        const before = metrics.get(item.key)
        if (before === undefined || before.metrics.asOf <= item.metrics.asOf)
          metrics.set(item.key, item)
        break
      }
      case 'consent': {
        const { consent } = item
        const key = `${consent.network}:${consent.author.id}`
        const before = consents.get(key)
        if (before === undefined || outlives(consent, before)) consents.set(key, consent)
        break
      }
      case 'poison':
        poison.push({ raw: item.raw, reason: item.reason })
        break
    }
  const isGone = (m: Mention) =>
    deletes.has(m.key) || authorDeletes.has(authorKey(m.network, m.author) ?? '')
  return {
    upserts: [...upserts.values()].filter((m) => !isGone(m)),
    deletes: [...deletes].map(([key, reason]) => ({ key, reason })),
    authorDeletes: [...authorDeletes].map(([key, reason]) => ({ key, reason })),
    metrics: [...metrics.values()],
    consents: [...consents.values()],
    poison,
  }
}

function outlives(later: Consent, before: Consent): boolean {
  if (before.act === 'forget') return false
  return later.act === 'forget' || later.at >= before.at
}

function orderOf(mention: Mention): { revision: string; orderAt: number } {
  return { revision: mention.revision, orderAt: mention.editedAt ?? mention.createdAt }
}
