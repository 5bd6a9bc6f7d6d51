import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

/** When a customer's subscription renews. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const type = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')
  await sql`alter table customer add column renews_at ${type}`.execute(db)
}
