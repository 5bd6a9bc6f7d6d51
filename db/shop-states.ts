import type { Kysely } from 'kysely'
import type { HealthState } from '../core/health.ts'
import type { ShopState } from '../core/shop-state.ts'
import { readSourceCounts } from './customer-values.ts'
import type { Schema } from './schema.ts'

/** Every shop of a brand and every file of orders, with how it goes and how many orders count. */
export async function readShopStates(db: Kysely<Schema>, brandId: string): Promise<ShopState[]> {
  const counts = await readSourceCounts(db, brandId)
  const shops = await db
    .selectFrom('shop as s')
    .leftJoin('health as h', 'h.connection_id', 's.id')
    .leftJoin('cursor as c', (join) =>
      join.onRef('c.connection_id', '=', 's.id').on('c.stream', '=', 'orders'),
    )
    .select(['s.id', 's.kind', 's.config', 'h.state', 'h.detail', 'h.last_ok_at', 'h.retry_at'])
    .select('c.updated_at')
    .where('s.brand_id', '=', brandId)
    .where('s.enabled', '=', 1)
    .orderBy('s.id')
    .execute()
  const known = new Set(shops.map(({ id }) => id))
  const files = Object.entries(counts).filter(([source]) => !known.has(source))
  return [
    ...shops.map((row) => ({
      id: row.id,
      kind: row.kind,
      state: (row.state ?? 'starting') as HealthState,
      detail: row.detail,
      lastOkAt: row.last_ok_at,
      nextAt: row.retry_at ?? nextLook(row.updated_at, row.config),
      orders: counts[row.id]?.orders ?? 0,
      lastPaidAt: counts[row.id]?.lastPaidAt ?? null,
    })),
    ...files.map(([id, count]) => ({
      id,
      kind: 'file',
      state: 'live' as const,
      detail: null,
      lastOkAt: null,
      nextAt: null,
      ...count,
    })),
  ]
}

function nextLook(readAt: number | null, config: string): number | null {
  const { pollMinutes } = JSON.parse(config) as { pollMinutes?: number }
  return readAt === null || pollMinutes === undefined ? null : readAt + pollMinutes * 60_000
}
