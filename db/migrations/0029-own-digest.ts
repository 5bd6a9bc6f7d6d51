import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

/** Who wants a digest of their own, and since when. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await sql`alter table staff add column digest text`.execute(db)
  const time = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint')
  await sql`alter table staff add column digest_since ${time}`.execute(db)
}
