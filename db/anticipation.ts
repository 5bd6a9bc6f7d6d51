import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

const DAY_MS = 86_400_000
/** Wishes older than this are no wishes any more. */
const WISHED_MS = 2 * 365 * DAY_MS
/** So many wishes, or answers to questions, are looked through, the latest first. */
const SCANNED = 5000

/** Written out, as the index for these posts is used only for its own words. */
const IS_WISH = sql<boolean>`(labels like '%"suggestion"%' or labels like '%"complaint"%' or labels like '%"question"%' or labels like '%"purchase_intent"%')`
const IS_BELOW_QUESTION = sql<boolean>`parent_text like '%?%'`

/** 1 where the person `p` asked, under whichever account, to be left in peace. */
const isSilent = (eb: ExpressionBuilder<Schema & { p: Schema['person'] }, 'p'>) =>
  eb
    .case()
    .when(
      eb.exists(
        eb
          .selectFrom('person_author as own')
          .innerJoin('opt_out as o', 'o.author_id', 'own.author_id')
          .select('o.author_id')
          .whereRef('own.person_id', '=', 'p.id'),
      ),
    )
    .then(1)
    .else(0)
    .end()

/** People whose own rhythm says that they are due, as it was worked out with their orders, the soonest first. */
export async function readExpected(db: Kysely<Schema>, brandId: string, limit: number) {
  const rows = await db
    .selectFrom('customer_value as v')
    .innerJoin('person_customer as pc', 'pc.customer_id', 'v.customer_id')
    .innerJoin('person as p', 'p.id', 'pc.person_id')
    .innerJoin('person_standing as s', 's.person_id', 'p.id')
    .select(['p.id', 'p.name', 'v.expected_at', 'v.expected_why', 'v.expected_n'])
    .select(['s.strikes', 's.is_out as isOut', 's.is_at_risk as isAtRisk'])
    .select((eb) => isSilent(eb).as('isSilent'))
    .where('v.brand_id', '=', brandId)
    .where('v.expected_at', 'is not', null)
    .where('s.stage', 'is not', null)
    .orderBy('v.expected_at')
    .orderBy('p.id')
    .limit(limit)
    .execute()
  // Somebody with two customer records is expected once, by the nearer one.
  const first = new Map(rows.toReversed().map((row) => [row.id, row]))
  return rows.flatMap((row) => {
    if (first.get(row.id) !== row) return []
    const { id, name, expected_at: at, expected_why: why, expected_n: n } = row
    return [
      {
        id,
        name,
        at: at ?? 0,
        why: why as 'renewal' | 'usual' | 'season' | 'anniversary',
        n: n ?? 0,
        strikes: row.strikes,
        isOut: row.isOut === 1,
        isAtRisk: row.isAtRisk === 1,
        isSilent: row.isSilent === 1,
      },
    ]
  })
}

/** What was built for customers, the latest first. */
export function readBuilt(db: Kysely<Schema>, brandId: string, limit: number) {
  return db
    .selectFrom('built as b')
    .leftJoin('staff as s', 's.id', 'b.staff_id')
    .select(['b.id', 'b.what', 'b.words', 'b.topic', 'b.at', 's.name as by'])
    .where('b.brand_id', '=', brandId)
    .orderBy('b.at', 'desc')
    .orderBy('b.id', 'desc')
    .limit(limit)
    .execute()
}

type Built = Awaited<ReturnType<typeof readBuilt>>[number]
type Wish = Awaited<ReturnType<typeof readWishes>>[number]

/**
 * For each thing that was built the people who wished for it before it was, and were not told yet, each with the day of
 * their wish. All are found in one look through the latest wishes.
 */
export async function readToTell(db: Kysely<Schema>, brandId: string, built: readonly Built[]) {
  const [latest] = built.toSorted((a, b) => b.at - a.at)
  const wishes = latest === undefined ? [] : await readWishes(db, brandId, latest.at)
  const told = await readTold(db, brandId, built)
  return built.map((one) => ({ ...one, tell: wishersOf(one, wishes, told) }))
}

function wishersOf(built: Built, wishes: readonly Wish[], told: ReadonlySet<string>) {
  const words = JSON.parse(built.words) as string[]
  const topic = built.topic === null ? null : JSON.stringify(`~${built.topic}`)
  const people = new Map<number, { id: number; name: string; at: number }>()
  for (const { id, name, at, topics, text } of wishes) {
    if (at > built.at || at <= built.at - WISHED_MS || people.has(id)) continue
    if (told.has(`${built.id}:${id}`)) continue
    const isTopic = topic !== null && topics.includes(topic)
    if (isTopic || words.some((word) => text.includes(word))) people.set(id, { id, name, at })
  }
  return [...people.values()]
}

/** The latest posts that may be a wish, of people who did not ask to be left in peace; texts in small letters. */
async function readWishes(db: Kysely<Schema>, brandId: string, until: number) {
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('label')
        .select(['mention_id', 'author_id', 'at', 'topics'])
        .where('brand_id', '=', brandId)
        .where('at', '<=', until)
        .where('at', '>', until - WISHED_MS)
        .where(IS_WISH)
        .where('relevance', '<>', 'irrelevant')
        .orderBy('at', 'desc')
        .limit(SCANNED)
        .as('l'),
    )
    .innerJoin('person_author as pa', (join) =>
      join.onRef('pa.author_id', '=', 'l.author_id').on('pa.brand_id', '=', brandId),
    )
    .innerJoin('person as p', 'p.id', 'pa.person_id')
    .innerJoin('mention as m', 'm.id', 'l.mention_id')
    .select(['p.id', 'p.name', 'l.at', 'l.topics', 'm.text'])
    .where('m.state', '=', 'live')
    .where((eb) => eb(isSilent(eb), '=', 0))
    .orderBy('l.at', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, text: row.text.toLowerCase() }))
}

/** Who was told of what since the first of these was built. */
async function readTold(db: Kysely<Schema>, brandId: string, built: readonly Built[]) {
  const rows = await db
    .selectFrom('person_event')
    .select(['person_id', 'detail'])
    .where('brand_id', '=', brandId)
    .where('kind', '=', 'told')
    .where('at', '>=', Math.min(Number.MAX_SAFE_INTEGER, ...built.map(({ at }) => at)))
    .execute()
  return new Set(
    rows.map((row) => `${(JSON.parse(row.detail) as { built: number }).built}:${row.person_id}`),
  )
}

/** People who answered questions of others about the brand since a time, the most helpful first. */
export async function readHelpers(
  db: Kysely<Schema>,
  brandId: string,
  since: number,
  limit: number,
) {
  return (
    db
      .selectFrom((eb) =>
        eb
          .selectFrom('mention')
          .select(['id'])
          .where('created_at', '>', since)
          .where(IS_BELOW_QUESTION)
          .where('state', '=', 'live')
          .orderBy('created_at', 'desc')
          .limit(SCANNED)
          .as('m'),
      )
      // SQLite keeps this order: from the few posts to their labels, never from all labels of the brand.
      .crossJoin('label as l')
      .innerJoin('person_author as pa', (join) =>
        join.onRef('pa.author_id', '=', 'l.author_id').onRef('pa.brand_id', '=', 'l.brand_id'),
      )
      .innerJoin('person as p', 'p.id', 'pa.person_id')
      .leftJoin('person_standing as s', 's.person_id', 'p.id')
      .select((eb) => [
        'p.id',
        'p.name',
        's.stage',
        eb.fn.countAll<number>().as('n'),
        eb.fn.max('l.at').as('at'),
      ])
      .whereRef('l.mention_id', '=', 'm.id')
      .where('l.brand_id', '=', brandId)
      .where('l.relevance', '=', 'relevant')
      .where('l.sentiment', 'in', ['neutral', 'positive'])
      .where('l.labels', 'not like', '%"question"%')
      .groupBy(['p.id', 'p.name', 's.stage'])
      .orderBy('n', 'desc')
      .orderBy('p.id')
      .limit(limit)
      .execute()
  )
}
