import type { Kysely } from 'kysely'
import { inChunks } from './in-chunks.ts'
import type { Schema } from './schema.ts'

/** What a stage or a step of somebody's way rests on. */
export interface Rests {
  /** Ids of posts and of contacts that were written down, oldest first. */
  said: readonly string[]
  orders: number
}

/** Tells apart what was said and what was bought in lists of evidence, which hold both by their numbers. */
export async function readRests(
  db: Kysely<Schema>,
  lists: readonly (readonly string[])[],
): Promise<Rests[]> {
  const ids = [...new Set(lists.flat())].map(Number)
  const bought = await inChunks(ids, (some) =>
    db.selectFrom('purchase').select('id').where('id', 'in', some).execute(),
  )
  const orders = new Set(bought.map(({ id }) => String(id)))
  return lists.map((list) => {
    const said = list.filter((id) => !orders.has(id))
    return { said, orders: list.length - said.length }
  })
}
