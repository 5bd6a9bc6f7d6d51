import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Where the team is told what is no case: the channel of the oldest brand that has one; null where none has. */
export async function readTeamChannel(
  db: Kysely<Schema>,
): Promise<{ channel: string; zone: string } | null> {
  const brand = await db
    .selectFrom('brand')
    .select(['channel', 'zone'])
    .where('channel', 'is not', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return brand?.channel == null ? null : { channel: brand.channel, zone: brand.zone }
}
