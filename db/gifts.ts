import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** A gift that staff may offer. */
export interface Gift {
  id: string
  name: string
  value: string
  needsApproval: boolean
}

/** The gifts of a brand that are still in the settings. */
export async function readGifts(db: Kysely<Schema>, brandId: string): Promise<Gift[]> {
  const pools = await db
    .selectFrom('reward_pool')
    .select(['id', 'name', 'value', 'needs_approval'])
    .where('brand_id', '=', brandId)
    .where('retired_at', 'is', null)
    .orderBy('id')
    .execute()
  return pools.map(({ needs_approval, ...gift }) => ({
    ...gift,
    needsApproval: needs_approval === 1,
  }))
}
