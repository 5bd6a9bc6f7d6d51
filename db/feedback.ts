import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** A post that somebody judged, with what is known around it. */
export interface JudgedPost {
  mentionId: number
  head: string
  truth: string
  text: string
  parent: string | null
  network: string
  lang: string | null
}

/** What people said about posts of a brand that are still there, newest first; edited ones were read anew. */
export async function readJudged(
  db: Kysely<Schema>,
  brandId: string,
  limit: number,
): Promise<JudgedPost[]> {
  const rows = await db
    .selectFrom('label_feedback as f')
    .innerJoin('mention as m', 'm.id', 'f.mention_id')
    .select([
      'f.mention_id',
      'f.head',
      'f.truth',
      'm.text',
      'm.title',
      'm.parent_text',
      'm.network',
      'm.lang',
    ])
    .where('f.brand_id', '=', brandId)
    .where('f.undone_at', 'is', null)
    .where('m.state', '=', 'live')
    .where((eb) => eb.or([eb('m.edited_at', 'is', null), eb('m.edited_at', '<=', eb.ref('f.at'))]))
    .orderBy('f.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => judged(row, row.head, row.truth))
}

/** Posts that somebody answered: whoever answers knows that they are about us. */
export async function readAnswered(
  db: Kysely<Schema>,
  brandId: string,
  limit: number,
): Promise<JudgedPost[]> {
  const rows = await db
    .selectFrom('case as c')
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .select(['m.id as mention_id', 'm.text', 'm.title', 'm.parent_text', 'm.network', 'm.lang'])
    .where('c.brand_id', '=', brandId)
    .where('c.answered_at', 'is not', null)
    .where('m.state', '=', 'live')
    .orderBy('c.answered_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => judged(row, 'relevance', 'relevant'))
}

function judged(
  row: {
    mention_id: number
    text: string
    title: string | null
    parent_text: string | null
    network: string
    lang: string | null
  },
  head: string,
  truth: string,
): JudgedPost {
  return {
    mentionId: row.mention_id,
    head,
    truth,
    text: row.title === null ? row.text : `${row.title}\n${row.text}`,
    parent: row.parent_text,
    network: row.network,
    lang: row.lang,
  }
}

/** How often our answers about relevance and mood stood up, by where the word came from. */
export async function countAnswers(db: Kysely<Schema>, brandId: string) {
  const rows = await db
    .selectFrom('label_feedback')
    .select(({ fn }) => ['head', 'source', 'said', 'truth', fn.countAll<number>().as('n')])
    .where('brand_id', '=', brandId)
    .where('head', 'in', ['relevance', 'sentiment'])
    .where('undone_at', 'is', null)
    .groupBy(['head', 'source', 'said', 'truth'])
    .execute()
  return rows
}

/** The layers of all brands, as text, by brand. */
export async function readLayers(db: Kysely<Schema>): Promise<Map<string, string>> {
  const rows = await db.selectFrom('brand_layer').select(['brand_id', 'layer']).execute()
  return new Map(rows.map((row) => [row.brand_id, row.layer]))
}

/** The drawn posts of a week and how many are judged; the next one to judge without what we said of it. */
export async function readCheck(db: Kysely<Schema>, brandId: string, week: number) {
  const rows = await db
    .selectFrom('blind_check as b')
    .innerJoin('mention as m', 'm.id', 'b.mention_id')
    .leftJoin('author as a', 'a.id', 'm.author_id')
    .select([
      'm.id',
      'm.text',
      'm.title',
      'm.parent_text',
      'm.network',
      'm.created_at',
      'm.state',
      'a.name',
      'a.handle',
      'b.judged_at',
    ])
    .where('b.brand_id', '=', brandId)
    .where('b.week', '=', week)
    .orderBy('b.place')
    .execute()
  // What its author removed can no longer be judged.
  const there = rows.filter((row) => row.state === 'live' || row.judged_at !== null)
  const open = there.filter((row) => row.judged_at === null)
  return { drawn: there.length, judged: there.length - open.length, next: open[0] ?? null }
}
