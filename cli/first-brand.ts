import { UsageError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'

/** The brand of that id, or the first one; says which there are. */
export async function firstBrand(
  db: Database,
  id?: string,
): Promise<{ id: string; name: string; zone: string }> {
  const brands = await db.kysely
    .selectFrom('brand')
    .select(['id', 'name', 'zone'])
    .orderBy('created_at')
    .execute()
  const brand = id === undefined ? brands[0] : brands.find((b) => b.id === id)
  if (brand !== undefined) return brand
  throw new UsageError(
    brands.length === 0
      ? 'There is no brand yet. Begin with: earshot listen "Your brand"'
      : `There is no brand "${id}". Use one of: ${brands.map((b) => b.id).join(', ')}.`,
  )
}
