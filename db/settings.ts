import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** The values of these settings, parsed; those never set are missing. */
export async function readSettings(
  db: Kysely<Schema>,
  keys: readonly string[],
): Promise<Map<string, unknown>> {
  const rows = await db
    .selectFrom('setting')
    .select(['key', 'value'])
    .where('key', 'in', [...keys])
    .execute()
  return new Map(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]))
}

const GROUP = 'group.'

/** Staff in each Slack user group, as Slack said last. */
export async function readGroups(db: Kysely<Schema>): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('setting')
    .select(['key', 'value'])
    .where('key', '>=', GROUP)
    .where('key', '<', 'group/')
    .execute()
  return new Map(
    rows.map((row) => [row.key.slice(GROUP.length), JSON.parse(row.value) as string[]]),
  )
}

/** Remembers who of the team is in a Slack user group. */
export async function writeGroup(
  db: Kysely<Schema>,
  group: string,
  staff: readonly string[],
  now: number,
): Promise<void> {
  const row = { value: JSON.stringify(staff), updated_at: now, updated_by: 'slack' }
  await db
    .insertInto('setting')
    .values({ key: `${GROUP}${group}`, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}
