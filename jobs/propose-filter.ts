import { wilson } from '../analysis/figures/intervals.ts'
import { evaluateNode } from '../analysis/query/evaluate-query.ts'
import { foldPost } from '../analysis/query/folded-post.ts'
import { parseQuery } from '../analysis/query/parse-query.ts'
import { proposeFilter } from '../analysis/query/propose-filter.ts'
import { type PastCard, readPastCards } from '../db/acted-on.ts'
import type { Database } from '../db/database.ts'
import { proposeTightening, readTightenings } from '../db/tightenings.ts'

const DAY_MS = 86_400_000
/** What is looked at; the last day is left out, as its cards had no time yet. */
const DAYS = 28
const MAX_CARDS = 5000
/** Fewer cards say nothing of a share (wish 19 of the owners). */
const ENOUGH = 20
/** People stop reading where more than three in ten cards are not worth acting on (source: facts on the product, wish 11). */
const WORTH = 0.7

/**
 * Proposes one tighter filter to the owners of a brand, where surely fewer than seven in ten cards are acted on
 * and a word sets the others apart. True where it did; nothing changes until an owner presses.
 */
export async function proposeTighterFilter(
  db: Database,
  brandId: string,
  now: number,
): Promise<boolean> {
  const known = await readTightenings(db.kysely, brandId)
  if (known.some(({ state }) => state === 'open')) return false
  const applied = known.filter(({ state }) => state === 'applied').map(({ term }) => term)
  const to = now - DAY_MS
  const all = await readPastCards(db.kysely, brandId, to - DAYS * DAY_MS, to, MAX_CARDS)
  const cards = withoutTerms(all, applied)
  const acted = cards.filter(({ isActed }) => isActed).length
  if (cards.length < ENOUGH || wilson(acted, cards.length).high >= WORTH) return false
  const found = proposeFilter(cards, ...(await readBrandQueries(db, brandId)))
  if (found === null || known.some(({ term }) => term === found.term)) return false
  const { term, ...tested } = found
  const evidence = { days: DAYS, shown: cards.length, acted, ...tested }
  return db.transaction((trx) =>
    proposeTightening(trx, { id: db.nextId(), brandId, term, evidence, now }),
  )
}

/** Cards that the filters of today would still let through. */
function withoutTerms(cards: PastCard[], terms: readonly string[]): PastCard[] {
  const queries = terms.map((term) => parseQuery(term, { purpose: 'route' }))
  return cards.filter((card) =>
    queries.every(({ root }) => evaluateNode(root, foldPost({ text: card.text }))),
  )
}

/** The queries of a brand, and the words by which it is known. */
async function readBrandQueries(
  db: Database,
  brandId: string,
): Promise<[sources: string[], keywords: string[]]> {
  const brand = await db.kysely
    .selectFrom('brand')
    .select(['name', 'profile'])
    .where('id', '=', brandId)
    .executeTakeFirst()
  const queries = await db.kysely
    .selectFrom('query')
    .select('source')
    .where('brand_id', '=', brandId)
    .where('enabled', '=', 1)
    .orderBy('id')
    .execute()
  const { keywords = [] } = JSON.parse(brand?.profile ?? '{}') as { keywords?: string[] }
  return [queries.map(({ source }) => source), [brand?.name ?? '', ...keywords]]
}
