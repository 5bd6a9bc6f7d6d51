import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

/** A gift that the settings no longer name is offered no more; what was given of it stays. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await sql`alter table reward_pool add column retired_at ${sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')}`.execute(
    db,
  )
}
