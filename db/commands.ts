import { type Kysely, sql } from 'kysely'
import { isNetwork, type Network } from '../core/network.ts'
import { inAnySpelling, isFolded } from './folded.ts'
import type { Reading } from './reading.ts'
import type { Schema } from './schema.ts'
import { type SearchQuery, searchMentions } from './search-index.ts'
import { isServed } from './served-brands.ts'

/** Accounts with the same handle on different networks. */
const SAME_HANDLE = 5
const POSTS_OF_ACCOUNT = 50

/** A post as a search shows it; text as its author wrote it. */
export interface FoundPost {
  id: number
  text: string
  author: string | null
  network: Network
  at: number
  url: string | null
  caseId: number | null
}

/** Posts that hold all words, newest first, without those that are gone; each with its newest case. */
export async function findPosts(reader: Reading, query: SearchQuery): Promise<FoundPost[]> {
  const ids = await searchMentions(reader, query)
  if (ids.length === 0) return []
  const rows = await reader.kysely
    .selectFrom('mention as m')
    .leftJoin('author as a', 'a.id', 'm.author_id')
    .select((eb) => [
      'm.id',
      'm.text',
      'm.network',
      'm.created_at',
      'm.url',
      'a.name',
      'a.handle',
      eb
        .selectFrom('case_mention as cm')
        .select((of) => of.fn.max('cm.case_id').as('id'))
        .whereRef('cm.mention_id', '=', 'm.id')
        .as('case_id'),
    ])
    .where('m.id', 'in', ids)
    .where('m.state', '=', 'live')
    .orderBy('m.id', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    text: row.text,
    author: row.name ?? row.handle,
    network: isNetwork(row.network) ? row.network : 'import',
    at: row.created_at,
    url: row.url,
    caseId: row.case_id,
  }))
}

/** Accounts of this handle, with or without @, each with the person it belongs to for a brand. */
export function findHandle({ kysely, dialect }: Reading, handle: string) {
  const bare = handle.replace(/^@/, '')
  return kysely
    .selectFrom('author as a')
    .leftJoin('person_author as pa', 'pa.author_id', 'a.id')
    .select([
      'a.id',
      'a.native_id as nativeId',
      'a.handle',
      'a.name',
      'a.network',
      'pa.person_id as personId',
      'pa.brand_id as brandId',
    ])
    .where('a.handle', 'is not', null)
    .where(isFolded(dialect, 'a.handle', bare))
    .where(
      inAnySpelling(
        bare,
        (spelt) => sql`lower(a.handle) in (lower(${spelt}), lower(${`@${spelt}`}))`,
      ),
    )
    .orderBy('a.last_seen_at', 'desc')
    .limit(SAME_HANDLE)
    .execute()
}

/** An account that is no person yet, with its newest posts. */
export async function readAccount(
  db: Kysely<Schema>,
  account: { id: number; handle: string | null; name: string | null; network: string },
) {
  const posts = await db
    .selectFrom('mention')
    .select(['created_at as at', 'network', 'text'])
    .where('author_id', '=', account.id)
    .where('state', '=', 'live')
    .orderBy('created_at', 'desc')
    .limit(POSTS_OF_ACCOUNT)
    .execute()
  return {
    name: account.name ?? account.handle ?? 'Somebody unnamed',
    handle: account.handle,
    network: account.network,
    posts,
  }
}

/** People of a brand with this name, at most five. */
export async function findPersonByName(
  { kysely, dialect }: Reading,
  brandId: string,
  name: string,
): Promise<number[]> {
  const rows = await kysely
    .selectFrom('person')
    .select('id')
    .where('brand_id', '=', brandId)
    .where(isFolded(dialect, 'name', name))
    .where(inAnySpelling(name, (spelt) => sql`lower(name) = lower(${spelt})`))
    .limit(SAME_HANDLE)
    .execute()
  return rows.map(({ id }) => id)
}

/** The brands of a channel that somebody works for; where none belongs to it, all of those. */
export async function brandsOfChannel(db: Kysely<Schema>, channel: string) {
  const all = await db
    .selectFrom('brand')
    .select(['id', 'name', 'zone', 'channel', 'profile'])
    .orderBy('id')
    .execute()
  const served = all.filter(isServed)
  const own = served.filter((brand) => brand.channel === channel)
  return own.length > 0 ? own : served
}

/** Words that make no cards for a brand. */
export async function readMutedWords(db: Kysely<Schema>, brandId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('muted_word')
    .select('word')
    .where('brand_id', '=', brandId)
    .orderBy('word')
    .limit(200)
    .execute()
  return rows.map(({ word }) => word)
}
