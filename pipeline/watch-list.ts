import { CASE_KINDS, type CaseKind, DEFAULT_PROMISE_MINUTES } from '../core/case.ts'
import type { Database } from '../db/database.ts'
import type { QueryMatcher, WatchList } from './draft.ts'

/** Cards a channel gets a day before the rest is bundled (source: DESIGN, promise 8). */
const ALERTS_PER_DAY = 40

/** Builds the matcher of all queries; analysis/query has it, compose hands it in. */
export type CompileQueries = (queries: readonly { id: string; source: string }[]) => QueryMatcher

/** Reads brands, queries and the settings `promises` and `alerts` from the database. */
export async function loadWatchList(db: Database, compile: CompileQueries): Promise<WatchList> {
  const brands = await db.kysely.selectFrom('brand').selectAll().execute()
  const queries = await db.kysely
    .selectFrom('query')
    .select(['id', 'brand_id', 'source'])
    .where('enabled', '=', 1)
    .execute()
  const settings = await db.kysely
    .selectFrom('setting')
    .select(['key', 'value'])
    .where('key', 'in', ['promises', 'alerts'])
    .execute()
  const settingOf = (key: string) =>
    JSON.parse(settings.find((s) => s.key === key)?.value ?? '{}') as Record<string, unknown>
  const perDay = settingOf('alerts')['perDay']
  return {
    brands: new Map(
      brands.map((brand) => {
        const profile = JSON.parse(brand.profile) as Record<string, string[] | undefined>
        return [
          brand.id,
          {
            id: brand.id,
            name: brand.name,
            description: brand.description,
            handles: profile['handles'] ?? [],
            keywords: profile['keywords'] ?? [],
            not: profile['not'] ?? [],
            channel: brand.channel,
            zone: brand.zone,
          },
        ]
      }),
    ),
    brandOfQuery: new Map(queries.map((query) => [query.id, query.brand_id])),
    matcher: compile(queries),
    promiseMinutes: promisesOf(settingOf('promises')),
    alertsPerDay: typeof perDay === 'number' && perDay > 0 ? perDay : ALERTS_PER_DAY,
  }
}

function promisesOf(setting: Record<string, unknown>): Record<CaseKind, number> {
  const minutes = { ...DEFAULT_PROMISE_MINUTES }
  for (const kind of CASE_KINDS) {
    const promised = setting[kind]
    if (typeof promised === 'number' && promised > 0) minutes[kind] = promised
  }
  return minutes
}
