import type { Database } from '../db/database.ts'

/** Shops and segments in the form of `earshot.yaml`. */
export async function exportCustomers(db: Database): Promise<Record<string, unknown>> {
  const shops = await db.kysely.selectFrom('shop').selectAll().orderBy('id').execute()
  const segments = await db.kysely
    .selectFrom('segment')
    .selectAll()
    .where('retired_at', 'is', null)
    .orderBy('place')
    .execute()
  return {
    shops: shops.map((shop) => ({
      id: shop.id,
      brand: shop.brand_id,
      kind: shop.kind,
      enabled: shop.enabled === 1,
      ...(JSON.parse(shop.config) as Record<string, unknown>),
    })),
    segments: segments.map((segment) => ({
      id: segment.id,
      name: segment.name,
      ...(JSON.parse(segment.rule) as Record<string, unknown>),
      promise: JSON.parse(segment.promise) as unknown,
      ...(segment.manager === null ? {} : { manager: segment.manager }),
    })),
  }
}
