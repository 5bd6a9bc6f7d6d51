import { applyConfig } from '../../actions/apply-config.ts'
import { importCodes } from '../../actions/import-codes.ts'
import type { demoSeal } from '../../cli/commands/demo.ts'
import type { SimulatedClock } from '../../core/clock.ts'
import { checkConfig } from '../../core/config.ts'
import { createBatchWriter } from '../../db/batch-writer.ts'
import type { Database } from '../../db/database.ts'
import { createIngest } from '../../pipeline/ingest.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { batchOf, NOON, OPEN_POLICY, plainReader, plainWords, post } from './listening-desk.ts'
import { manyWords } from './many-words.ts'

const CODES = 3000
/** So many posts are heard at once. */
export const BLOCK = 100
const GIFT = {
  brand: 'juniper',
  value: '4.50',
  disclosure: 'A gift from Juniper Coffee. No review asked.',
}

type Furnishing = { db: Database; clock: SimulatedClock; seal: ReturnType<typeof demoSeal> }

/** A brand, its team and its gifts. */
export async function furnish(ctx: Furnishing): Promise<void> {
  const roles = {
    ana: 'agent',
    sam: 'agent',
    nia: 'agent',
    mara: 'approver',
    olga: 'owner',
    vic: 'viewer',
  }
  const config = {
    brands: [{ id: 'juniper', name: 'Juniper Coffee', zone: 'UTC', queries: ['juniper'] }],
    rewards: [
      { ...GIFT, id: 'cake', name: 'A cake', needsApproval: false },
      { ...GIFT, id: 'dinner', name: 'A dinner', needsApproval: true },
    ],
    staff: Object.entries({ ...roles, gone: 'owner' }).map(([id, role]) => ({
      id,
      name: id,
      role,
    })),
  }
  await applyConfig(ctx, checkConfig(config, 'the test'), { hash: 'e2e', force: true, by: 'e2e' })
  await ctx.db.kysely
    .updateTable('staff')
    .set({ created_at: NOON - 100 * 86_400_000 })
    .where('id', '<>', 'nia')
    .execute()
  await ctx.db.kysely
    .updateTable('staff')
    .set({ disabled_at: NOON })
    .where('id', '=', 'gone')
    .execute()
  for (const poolId of ['cake', 'dinner'])
    await importCodes(
      ctx,
      { staffId: 'olga', surface: 'cli' },
      {
        poolId,
        codes: Array.from({ length: CODES }, (_, i) => ({
          code: `${poolId}-${i}`,
          expiresAt: null,
        })),
      },
    )
}

/** Nia always came just now, however long the plays take: whatever she writes waits for a colleague. */
export async function arriveNia(db: Database, clock: SimulatedClock): Promise<void> {
  await db.kysely
    .updateTable('staff')
    .set({ created_at: clock.now() })
    .where('id', '=', 'nia')
    .execute()
}

/** Stores a block of posts, each by somebody else; returns the case of each. */
export async function listen(db: Database, clock: SimulatedClock) {
  const watchList = await loadWatchList(db, plainWords)
  const ingest = createIngest({
    db,
    writer: createBatchWriter(db),
    clock,
    understander: plainReader,
    watchList: () => watchList,
  })
  return async (from: number): Promise<[string, number][]> => {
    const posts = Array.from({ length: BLOCK }, (_, i) => {
      const id = `post-${from + i}`
      const createdAt = clock.now()
      return post(id, `${manyWords(id)}: I love juniper (${id})`, { by: `by-${id}`, createdAt })
    })
    await ingest(batchOf(posts), { connectionId: 'bsky', policy: OPEN_POLICY })
    const rows = await db.kysely
      .selectFrom('case as c')
      .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
      .select(['m.native_id', 'c.id'])
      .where(
        'm.native_id',
        'in',
        posts.map(({ mention }) => mention.nativeId),
      )
      .execute()
    if (rows.length !== BLOCK) throw new Error('a post made no case')
    return rows.map((row) => [row.native_id, row.id])
  }
}
