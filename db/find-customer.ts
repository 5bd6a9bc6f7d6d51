import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

const MAX = 20

/**
 * The customer records that staff mean by an e-mail, by "shop:SHOP:NUMBER" of a customer or by the number of an
 * order; all records with one e-mail are one buyer. `print` is the fingerprint under which e-mails are kept.
 */
export async function findCustomers(
  db: Kysely<Schema>,
  brandId: string,
  text: string,
  print: (email: string) => string,
): Promise<{ id: number; name: string | null }[]> {
  const word = text.trim()
  const base = db
    .selectFrom('customer as c')
    .select(['c.id', 'c.name'])
    .where('c.brand_id', '=', brandId)
    .limit(MAX)
  const [, shop, key] = /^shop:([^:]+):(.+)$/.exec(word) ?? []
  if (shop !== undefined && key !== undefined)
    return base.where('c.source', '=', shop).where('c.source_key', '=', key).execute()
  if (word.includes('@'))
    return base.where('c.email_print', '=', print(word.toLowerCase())).execute()
  return base
    .where('c.id', 'in', (eb) =>
      eb
        .selectFrom('purchase')
        .select('customer_id')
        .where('brand_id', '=', brandId)
        .where('order_id', '=', word.replace(/^#/, '')),
    )
    .execute()
}
