import type { Kysely } from 'kysely'
import type { MoneySettings } from '../core/money.ts'
import { readCurrencies } from './customer-values.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

/** The currency that a brand's figures are told in: the one of the settings, else the one of most orders. */
export async function readMoneySettings(
  db: Kysely<Schema>,
  brandId: string,
): Promise<{ currency: string; rates: Readonly<Record<string, number>> }> {
  const money = ((await readSettings(db, ['money'])).get('money') ?? {}) as MoneySettings
  const currency = money.currency ?? (await readCurrencies(db, brandId))[0] ?? 'EUR'
  return { currency, rates: money.rates ?? {} }
}
