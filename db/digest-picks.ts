import { type Kysely, sql } from 'kysely'
import type { DigestFacts } from '../core/digest.ts'
import type { HealthState } from '../core/health.ts'
import { isNetwork, type Network } from '../core/network.ts'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
const FEW = 20
/** Shorter words say little when they are quoted alone. */
const MIN_QUOTE = 15
const THANK_SOON_MS = 2 * DAY_MS

interface Stretch {
  brandId: string
  from: number
  to: number
  now: number
}

/** Posts, people, colleagues, topics and incidents that a digest names, by id. */
export async function readPicks(
  db: Kysely<Schema>,
  about: Stretch,
): Promise<Pick<DigestFacts, 'best' | 'worst' | 'people' | 'kudos' | 'topics' | 'incidents'>> {
  return {
    best: await readExtreme(db, about, 'positive', 'recommendation'),
    worst: await readExtreme(db, about, 'negative', 'churn_threat'),
    people: await readDigestPeople(db, about),
    kudos: await readKudos(db, about),
    topics: await readTopTopics(db, about),
    incidents: await readIncidentIds(db, about),
  }
}

/** How the sources are, what they missed in this time, and how often we read posts right. */
export async function readOwnHealth(
  db: Kysely<Schema>,
  about: Stretch,
): Promise<Pick<DigestFacts, 'sources' | 'gaps' | 'checked' | 'corrected'>> {
  const [sources, gaps, judged] = await Promise.all([
    db
      .selectFrom('connection as c')
      .leftJoin('health as h', 'h.connection_id', 'c.id')
      .select(['c.id', 'c.network', 'h.state'])
      .where('c.enabled', '=', 1)
      .orderBy('c.id')
      .execute(),
    db
      .selectFrom('gap as g')
      .innerJoin('connection as c', 'c.id', 'g.connection_id')
      .select(['c.id', 'c.network', 'g.from_at', 'g.to_at', 'g.filled_at'])
      .where('g.from_at', '<', about.to)
      .where('g.to_at', '>', about.from)
      .orderBy('g.from_at')
      .limit(FEW)
      .execute(),
    db
      .selectFrom('label_feedback')
      .select(['head', 'said', 'truth', 'source', ({ fn }) => fn.countAll<number>().as('n')])
      .where('brand_id', '=', about.brandId)
      .where('at', '>=', about.from)
      .where('at', '<', about.to)
      .where('undone_at', 'is', null)
      .groupBy(['head', 'said', 'truth', 'source'])
      .execute(),
  ])
  const sum = (rows: typeof judged) => rows.reduce((all, { n }) => all + n, 0)
  const ours = judged.filter(({ head, said }) => head === 'relevance' && said === 'relevant')
  const wrong = judged.filter((row) => row.source === 'correction' && row.said !== row.truth)
  return {
    sources: sources.map((row) => ({
      id: row.id,
      network: networkOf(row.network),
      state: (row.state ?? 'starting') as HealthState,
    })),
    gaps: gaps.map((row) => ({
      id: row.id,
      network: networkOf(row.network),
      from: row.from_at,
      to: row.to_at,
      isFilled: row.filled_at !== null,
    })),
    checked: { right: sum(ours.filter(({ said, truth }) => said === truth)), n: sum(ours) },
    corrected: { n: sum(wrong), of: sum(judged) },
  }
}

function networkOf(word: string): Network {
  return isNetwork(word) ? word : 'import'
}

/** The public post of somebody outside that we are surest about, preferring one intent; null where there is none. */
async function readExtreme(
  db: Kysely<Schema>,
  { brandId, from, to }: Stretch,
  sentiment: 'positive' | 'negative',
  prefer: string,
): Promise<number | null> {
  const row = await db
    .selectFrom('label as l')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .leftJoin('author as a', 'a.id', 'm.author_id')
    .select('m.id')
    .where('l.brand_id', '=', brandId)
    .where('l.at', '>=', from)
    .where('l.at', '<', to)
    .where('l.relevance', '=', 'relevant')
    .where('l.sentiment', '=', sentiment)
    .where('m.state', '=', 'live')
    .where('m.joined_to', 'is', null)
    .where('m.visibility', '=', 'public')
    .where(sql<boolean>`length(m.text) >= ${MIN_QUOTE}`)
    .where((eb) => eb.or([eb('a.is_self', 'is', null), eb('a.is_self', '=', 0)]))
    .orderBy(sql`case when l.labels like ${`%"${prefer}"%`} then 0 else 1 end`)
    .orderBy('l.sentiment_confidence', 'desc')
    .orderBy('m.id')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

async function readDigestPeople(
  db: Kysely<Schema>,
  { brandId, from, to, now }: Stretch,
): Promise<DigestFacts['people']> {
  const events = await db
    .selectFrom('person_event as e')
    .innerJoin('person as p', 'p.id', 'e.person_id')
    .select(['e.person_id', 'e.kind', 'e.detail'])
    .where('e.brand_id', '=', brandId)
    .where('e.at', '>=', from)
    .where('e.at', '<', to)
    .orderBy('e.at')
    .limit(1000)
    .execute()
  const told = events.map((event) => ({
    id: event.person_id,
    kind: event.kind,
    ...(JSON.parse(event.detail) as { from?: string | null; to?: string }),
  }))
  const some = (is: (one: (typeof told)[number]) => boolean) =>
    [...new Set(told.filter(is).map(({ id }) => id))].slice(0, FEW)
  const advocates = some(({ kind, to: stage }) => kind === 'moved_up' && stage === 'advocate')
  return {
    advocates,
    // Whoever is known for the first time did not move.
    up: some(
      (one) =>
        one.kind === 'moved_up' && (one.from ?? null) !== null && !advocates.includes(one.id),
    ),
    down: some(({ kind }) => kind === 'moved_down'),
    out: some(({ kind }) => kind === 'struck_out'),
    atRisk: await readStanding(db, brandId, (query) =>
      query.where('is_at_risk', '=', 1).orderBy('risk', 'desc'),
    ),
    thanksDue: await readStanding(db, brandId, (query) =>
      query
        .where('next_step', '=', 'thank')
        .where('next_due', '<=', now + THANK_SOON_MS)
        .orderBy('next_due'),
    ),
  }
}

async function readStanding(
  db: Kysely<Schema>,
  brandId: string,
  narrow: (query: ReturnType<typeof selectStanding>) => ReturnType<typeof selectStanding>,
): Promise<number[]> {
  const rows = await narrow(selectStanding(db, brandId)).orderBy('person_id').limit(FEW).execute()
  return rows.map((row) => row.person_id)
}

function selectStanding(db: Kysely<Schema>, brandId: string) {
  return db.selectFrom('person_standing').select('person_id').where('brand_id', '=', brandId)
}

async function readKudos(db: Kysely<Schema>, { brandId, from, to }: Stretch) {
  const rows = await db
    .selectFrom('kudos')
    .select(['staff_id', ({ fn }) => fn.countAll<number>().as('n')])
    .where('brand_id', '=', brandId)
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy('staff_id')
    .orderBy('n', 'desc')
    .orderBy('staff_id')
    .limit(FEW)
    .execute()
  return rows.map((row) => ({ staffId: row.staff_id, n: row.n }))
}

async function readTopTopics(db: Kysely<Schema>, { brandId, from, to }: Stretch) {
  const rows = await db
    .selectFrom('day_count as d')
    .innerJoin('topic as t', (join) =>
      join.onRef('t.brand_id', '=', 'd.brand_id').on(sql<boolean>`d.topic = '~' || t.key`),
    )
    .select(['t.key', sql<number>`sum(d.total)`.as('n')])
    .where('d.brand_id', '=', brandId)
    .where('d.day', '>=', Math.floor(from / DAY_MS))
    .where('d.day', '<', Math.ceil(to / DAY_MS))
    .where('t.state', '=', 'live')
    .groupBy('t.key')
    .having(sql`sum(d.total)`, '>=', 3)
    .orderBy('n', 'desc')
    .orderBy('t.key')
    .limit(3)
    .execute()
  return rows.map((row) => row.key)
}

async function readIncidentIds(db: Kysely<Schema>, { brandId, from, now }: Stretch) {
  const rows = await db
    .selectFrom('incident')
    .select('id')
    .where('brand_id', '=', brandId)
    .where('found_at', '>=', from)
    .where('found_at', '<', now)
    .orderBy('found_at', 'desc')
    .limit(3)
    .execute()
  return rows.map((row) => row.id)
}
