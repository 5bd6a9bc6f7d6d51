import type { Kysely } from 'kysely'
import { type Expected, expectNext } from '../analysis/people/rhythm.ts'
import { readBuilt, readHelpers, readOrderTimes, readToTell } from '../db/anticipation.ts'
import type { Schema } from '../db/schema.ts'

const DAY_MS = 86_400_000
const HELPED_MS = 90 * DAY_MS
const MOST_PEOPLE = 5000
const MOST_BUILT = 10

/** Whom a team can be there for before they ask: who is due, whom to tell, who answered for us. */
export async function lookAhead(
  db: Kysely<Schema>,
  brandId: string,
  { now, limit }: { now: number; limit: number },
) {
  const [buyers, built, helpers] = await Promise.all([
    readOrderTimes(db, brandId, MOST_PEOPLE),
    readBuilt(db, brandId, MOST_BUILT),
    readHelpers(db, brandId, now - HELPED_MS, limit),
  ])
  const due = buyers
    .flatMap(({ id, name, orders }): ({ id: number; name: string } & Expected)[] => {
      const expected = expectNext(orders, now)
      return expected === null ? [] : [{ id, name, ...expected }]
    })
    .sort((a, b) => a.at - b.at || a.id - b.id)
    .slice(0, limit)
  const told = await Promise.all(
    built.map(async (one) => ({ ...one, tell: await readToTell(db, brandId, one) })),
  )
  return { due, built: told, helpers: helpers.map((one) => ({ ...one, at: one.at ?? 0 })) }
}
