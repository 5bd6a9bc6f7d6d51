import { monthOf } from '../../core/month.ts'
import type { Bulk } from './bulk.ts'
import type { BatchChanges } from './changes.ts'

/** What stays aside is capped at this many characters. */
const MAX_RAW = 64 * 1024

/** Metrics, rejected keys, dead letters, gap, cost, and last the cursor. */
export async function writeRest(
  bulk: Bulk,
  nextId: () => number,
  changes: BatchChanges,
): Promise<void> {
  const { connectionId, stream, now, gap } = changes
  await bulk.run(
    `update mention set metrics = ? where key = ? and state = 'live'`,
    changes.metrics.map((m) => [JSON.stringify(m.metrics), m.key]),
  )
  await bulk.insertNew(
    'rejected',
    ['key', 'brand_id', 'reason', 'at'],
    changes.rejected.map((r) => [r.key, r.brandId, r.reason, now]),
  )
  await bulk.upsert(
    'dead_letter',
    ['id', 'source', 'reason', 'raw', 'at'],
    changes.deadLetters.map((d) => [
      nextId(),
      connectionId,
      d.reason,
      d.raw.slice(0, MAX_RAW),
      now,
    ]),
    '',
  )
  if (gap !== null)
    await bulk.run(
      `insert into gap (id, connection_id, from_at, to_at, why, created_at)
       select ?, ?, ?, ?, ?, ? where not exists (select 1 from gap
         where connection_id = ? and from_at = ? and to_at = ?)`,
      [
        [nextId(), connectionId, gap.from, gap.to, gap.why, now].concat([
          connectionId,
          gap.from,
          gap.to,
        ]),
      ],
    )
  if (changes.costUsd > 0)
    await bulk.upsert(
      'spend',
      ['connection_id', 'month', 'usd', 'items'],
      [[connectionId, monthOf(now), changes.costUsd, changes.received]],
      `on conflict (connection_id, month) do update
       set usd = spend.usd + excluded.usd, items = spend.items + excluded.items`,
    )
  if (changes.cursor !== null)
    await bulk.upsert(
      'cursor',
      ['connection_id', 'stream', 'value', 'updated_at'],
      [[connectionId, stream, changes.cursor, now]],
      `on conflict (connection_id, stream) do update
       set value = excluded.value, updated_at = excluded.updated_at`,
    )
}

/** Gaps that this batch filled are gaps no more; how many those are. */
export async function fillGaps(
  bulk: Bulk,
  { connectionId, now, filled }: BatchChanges,
): Promise<number> {
  if (filled === undefined || filled === null) return 0
  const [n = 0] = await bulk.run(
    `update gap set filled_at = ? where connection_id = ? and filled_at is null
       and from_at >= ? and from_at <= ?`,
    [[now, connectionId, filled.from, filled.to]],
  )
  return n
}
