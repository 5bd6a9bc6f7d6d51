import type { Kysely } from 'kysely'
import type { MoneySettings } from '../core/money.ts'
import type { Playbook } from '../core/playbook.ts'
import { STARTER_PLAYBOOKS } from '../core/starter-playbooks.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

export interface StoredPlaybook extends Playbook {
  enabled: boolean
  /** One that everybody begins with and nobody has changed. */
  isStarter: boolean
}

/**
 * Every playbook by name; one of the settings stands in the place of the starter with its id. What may be given is
 * worth money of the currency that the settings name.
 */
export async function readPlaybooks(db: Kysely<Schema>): Promise<StoredPlaybook[]> {
  const rows = await db.selectFrom('playbook').selectAll().execute()
  const stored = rows.map(
    ({ id, name, brand_id, body, enabled }): StoredPlaybook => ({
      ...(JSON.parse(body) as Omit<Playbook, 'id' | 'name' | 'brand'>),
      id,
      name,
      brand: brand_id,
      enabled: enabled === 1,
      isStarter: false,
    }),
  )
  const taken = new Set(stored.map(({ id }) => id))
  const starters = STARTER_PLAYBOOKS.filter(({ id }) => !taken.has(id)).map((one) => ({
    ...one,
    enabled: true,
    isStarter: true,
  }))
  const money = ((await readSettings(db, ['money'])).get('money') ?? {}) as MoneySettings
  const { currency } = money
  return [...stored, ...starters]
    .map((one) =>
      currency === undefined
        ? one
        : { ...one, gives: one.gives.map((give) => ({ ...give, currency })) },
    )
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}
