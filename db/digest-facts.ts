import type { Kysely } from 'kysely'
import type { DigestFacts, DigestKind } from '../core/digest.ts'
import { digestSpan } from '../core/digest-time.ts'
import { readActedOn } from './acted-on.ts'
import { readDigestNumbers } from './digest-numbers.ts'
import { readOwnHealth, readPicks } from './digest-picks.ts'
import { readTodo } from './digest-todo.ts'
import type { Schema } from './schema.ts'
import { readOpenTightening } from './tightenings.ts'

/** All that a brand's digest of a local date rests on, as it is at `now`: numbers and ids. */
export async function readDigestFacts(
  db: Kysely<Schema>,
  brandId: string,
  { kind, day }: { kind: DigestKind; day: string },
  now: number,
): Promise<DigestFacts> {
  const { zone } = await db
    .selectFrom('brand')
    .select('zone')
    .where('id', '=', brandId)
    .executeTakeFirstOrThrow()
  const span = digestSpan(kind, zone, day)
  const { from, to } = span
  const stretch = { brandId, from, to, now }
  return {
    kind,
    brandId,
    zone,
    day,
    from,
    to,
    ...(await readDigestNumbers(db, { brandId, zone, day, span })),
    ...(await readTodo(db, brandId, now)),
    ...(await readPicks(db, stretch)),
    ...(await readOwnHealth(db, stretch)),
    cards: await readActedOn(db, brandId, from, to),
    tightening: (await readOpenTightening(db, brandId))?.id ?? null,
  }
}
