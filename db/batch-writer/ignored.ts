import type { Bulk } from './bulk.ts'

/** Those of these authors whose posts make no cards, as `brand\\nauthor`: ignored ones, colleagues, bots and competitors. */
export async function readIgnored(
  bulk: Bulk,
  authorIds: readonly number[],
): Promise<ReadonlySet<string>> {
  const rows = await bulk.allIn<{ brand_id: string; author_id: number }>(
    'select brand_id, author_id from ignored_author where author_id in (%)',
    authorIds,
  )
  const others = await bulk.allIn<{ brand_id: string; author_id: number }>(
    `select brand_id, author_id from account_side where side <> 'customer' and author_id in (%)`,
    authorIds,
  )
  return new Set([...rows, ...others].map((row) => `${row.brand_id}\n${row.author_id}`))
}
