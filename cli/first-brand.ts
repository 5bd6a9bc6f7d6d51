import { UsageError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import { isServed } from '../db/served-brands.ts'

/** The brand of that id, or the first one that somebody works for; says which there are. */
export async function firstBrand(
  db: Database,
  id?: string,
): Promise<{ id: string; name: string; zone: string }> {
  const brands = await db.kysely
    .selectFrom('brand')
    .select(['id', 'name', 'zone', 'profile'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const first = brands.find(isServed) ?? brands[0]
  const brand = id === undefined ? first : brands.find((b) => b.id === id)
  if (brand !== undefined) return brand
  throw new UsageError(
    brands.length === 0
      ? 'There is no brand yet. Begin with: earshot listen "Your brand"'
      : `There is no brand "${id}". Use one of: ${brands.map((b) => b.id).join(', ')}.`,
  )
}
