import type { Kysely } from 'kysely'
import { readBuilt, readExpected, readHelpers, readToTell } from '../db/anticipation.ts'
import type { Schema } from '../db/schema.ts'

const DAY_MS = 86_400_000
const HELPED_MS = 90 * DAY_MS
const MOST_BUILT = 10

/** Whom a team can be there for before they ask: who is due, whom to tell, who answered for us. */
export async function lookAhead(
  db: Kysely<Schema>,
  brandId: string,
  { now, limit }: { now: number; limit: number },
) {
  const [due, built, helpers] = await Promise.all([
    readExpected(db, brandId, limit),
    readBuilt(db, brandId, MOST_BUILT),
    readHelpers(db, brandId, now - HELPED_MS, limit),
  ])
  return {
    due,
    built: await readToTell(db, brandId, built),
    helpers: helpers.map((one) => ({ ...one, at: one.at ?? 0 })),
  }
}
