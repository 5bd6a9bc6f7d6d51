import { readLayer } from '../analysis/layers/layer-text.ts'
import { createTopicMatcher } from '../analysis/topics/topic-matcher.ts'
import type { BrandProfile } from '../analysis/understand/understanding.ts'
import type { ServedBrand } from '../db/batch-writer/changes.ts'
import type { Database } from '../db/database.ts'
import { readLayers } from '../db/feedback.ts'
import { readSettings } from '../db/settings.ts'
import { readTeam } from '../db/team.ts'
import { readTopicForms } from '../db/topics.ts'
import type { QueryMatcher, WatchList } from './draft.ts'
import type { StreamMixes } from './stream-mixes.ts'

/** Cards a channel gets a day before the rest is bundled (source: DESIGN, promise 8). */
const ALERTS_PER_DAY = 40
/** More cards than this in ten minutes are gathered (DESIGN, promise 8). */
const ALERTS_PER_TEN_MINUTES = 5

/** Builds the matcher of all queries; analysis/query has it, compose hands it in. */
export type CompileQueries = (queries: readonly { id: string; source: string }[]) => QueryMatcher

/** Reads brands, queries and the settings that triage and cards need from the database. */
export async function loadWatchList(
  db: Database,
  compile: CompileQueries,
  mixes: StreamMixes = new Map(),
): Promise<WatchList> {
  const brands = await db.kysely.selectFrom('brand').selectAll().execute()
  const queries = await db.kysely
    .selectFrom('query')
    .select(['id', 'brand_id', 'source'])
    .where('enabled', '=', 1)
    .execute()
  const muted = await db.kysely.selectFrom('muted_word').select(['brand_id', 'word']).execute()
  const settings = await readSettings(db.kysely, ['promises', 'hours', 'alerts', 'routing'])
  const alerts = (settings.get('alerts') ?? {}) as {
    perDay?: number
    perTenMinutes?: number
    night?: string
  }
  return {
    brands: new Map(
      brands.map((brand) => {
        const profile = JSON.parse(brand.profile) as Partial<BrandProfile & ServedBrand>
        return [
          brand.id,
          {
            id: brand.id,
            name: brand.name,
            description: brand.description,
            handles: profile.handles ?? [],
            keywords: profile.keywords ?? [],
            not: profile.not ?? [],
            ...(profile.unsureBelow === undefined ? {} : { unsureBelow: profile.unsureBelow }),
            ...(profile.onlyCompared === true ? { onlyCompared: true } : {}),
            channel: brand.channel,
            zone: brand.zone,
          },
        ]
      }),
    ),
    topics: new Map(
      [...(await readTopicForms(db.kysely))].map(([id, topics]) => [
        id,
        createTopicMatcher(topics),
      ]),
    ),
    mixes,
    layers: new Map([...(await readLayers(db.kysely))].map(([id, text]) => [id, readLayer(text)])),
    brandOfQuery: new Map(queries.map((query) => [query.id, query.brand_id])),
    matcher: compile(queries),
    ...(muted.length === 0
      ? {}
      : { muted: compile(muted.map((row) => ({ id: row.brand_id, source: `"${row.word}"` }))) }),
    promises: (settings.get('promises') ?? {}) as WatchList['promises'],
    hours: settings.get('hours') as WatchList['hours'],
    alertsPerDay: alerts.perDay ?? ALERTS_PER_DAY,
    alertsPerTenMinutes: alerts.perTenMinutes ?? ALERTS_PER_TEN_MINUTES,
    night: alerts.night ?? null,
    routing: (settings.get('routing') ?? NO_ROUTING) as WatchList['routing'],
    team: await readTeam(db.kysely),
  }
}

const NO_ROUTING: WatchList['routing'] = { rules: [], fallback: null }
