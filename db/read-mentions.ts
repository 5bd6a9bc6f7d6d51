import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

const PAGE = 500

/** Live posts about a brand in [from, to), with what the analysis said; oldest first, read page by page. */
export async function* readMentions(db: Kysely<Schema>, brandId: string, from: number, to: number) {
  let at = from
  let after = 0
  for (;;) {
    const rows = await db
      .selectFrom('label as l')
      .innerJoin('mention as m', 'm.id', 'l.mention_id')
      .leftJoin('author as a', 'a.id', 'm.author_id')
      .select((eb) => [
        'm.id',
        'l.at',
        'm.created_at',
        'm.network',
        eb.fn.coalesce('a.handle', 'a.name').as('author'),
        'm.text',
        'm.url',
        'l.relevance',
        'l.sentiment',
        'l.labels',
        'l.urgency',
      ])
      .where('l.brand_id', '=', brandId)
      .where('l.at', '<', to)
      .where((eb) =>
        eb.or([eb('l.at', '>', at), eb.and([eb('l.at', '=', at), eb('l.mention_id', '>', after)])]),
      )
      .where('m.state', '=', 'live')
      .orderBy('l.at')
      .orderBy('l.mention_id')
      .limit(PAGE)
      .execute()
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    at = last.at
    after = last.id
  }
}
