import { learnMix, type StreamMix } from '../analysis/layers/stream-mix.ts'
import type { Database } from '../db/database.ts'
import { readStreamMoods } from '../db/stream-moods.ts'

/** Each brand's mix of moods; one that is too new has none. */
export type StreamMixes = ReadonlyMap<string, StreamMix>

const DAY_MS = 86_400_000

/** The mix of one brand from whole days before today; null where it has too few posts. */
export async function readStreamMix(
  db: Database,
  brandId: string,
  now: number,
): Promise<StreamMix | null> {
  const { said, checked } = await readStreamMoods(db.kysely, brandId, now)
  return learnMix(said, checked)
}

/** Reads the mixes of all brands once a day, so that how a post is read does not hang on what else came that day. */
export function createMixReader(db: Database): (now: number) => Promise<StreamMixes> {
  let held: { day: number; mixes: StreamMixes } | null = null
  return async (now) => {
    const day = Math.floor(now / DAY_MS)
    if (held?.day !== day) held = { day, mixes: await readAll(db, now) }
    return held.mixes
  }
}

async function readAll(db: Database, now: number): Promise<StreamMixes> {
  const brands = await db.kysely.selectFrom('brand').select('id').execute()
  const mixes = new Map<string, StreamMix>()
  for (const { id } of brands) {
    const mix = await readStreamMix(db, id, now)
    if (mix !== null) mixes.set(id, mix)
  }
  return mixes
}
