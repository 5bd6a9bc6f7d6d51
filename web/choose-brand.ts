import type { Context } from 'hono'
import type { BrandChip } from '../views/brand-chips.ts'
import type { WebDeps, WebEnv } from './deps.ts'

export interface ChosenBrand {
  id: string
  name: string
  zone: string
}

/** The brand that `?brand=` or `named` asks for, or the first; null on an empty desk. With where the others are. */
export async function chooseBrand(
  c: Context<WebEnv>,
  deps: WebDeps,
  path: string,
  named = c.req.query('brand'),
): Promise<{ brand: ChosenBrand | null; chips: BrandChip[] }> {
  const all = await deps.reader
    .selectFrom('brand')
    .select(['id', 'name', 'zone'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  const brand = all.find(({ id }) => id === named) ?? all[0] ?? null
  return {
    brand,
    chips: all.map(({ id, name }) => ({
      href: `${path}?brand=${encodeURIComponent(id)}`,
      name,
      isShown: id === brand?.id,
    })),
  }
}
