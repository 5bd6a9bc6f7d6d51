import { sql, type Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/**
 * Moves what a brand's channels would be told to the morning; emergencies stay, and so does what follows a
 * press. It is for what is still waiting when the night begins, such as after hours without Slack: what comes
 * at night is held as it comes. Returns how many messages were moved.
 */
export async function holdForNight(
  trx: Transaction<Schema>,
  brandId: string,
  channels: readonly string[],
  until: number,
): Promise<number> {
  const lanes = channels.map((channel) => `slack:${channel}`)
  const { numUpdatedRows } = await trx
    .updateTable('outbox as o')
    .set({ due_at: until })
    // In the words of the partial index.
    .where(sql<boolean>`o.state in ('pending', 'leased', 'ambiguous') and o.state = 'pending'`)
    .where('o.due_at', '<', until)
    .where('o.priority', '>', 0)
    .where((eb) =>
      eb.or([
        eb.and([
          eb('o.kind', '=', 'card.post'),
          eb.exists(
            eb
              .selectFrom('case as c')
              .select('c.id')
              .whereRef('c.id', '=', 'o.case_id')
              .where('c.brand_id', '=', brandId),
          ),
        ]),
        ...(lanes.length === 0
          ? []
          : [
              eb.and([
                eb('o.kind', 'in', [
                  'bundle.post',
                  'unsure.post',
                  'notice.post',
                  'trouble.post',
                  'incident.post',
                ]),
                eb('o.lane', 'in', lanes),
              ]),
            ]),
      ]),
    )
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
