import { type Kysely, sql } from 'kysely'
import type { ActedCards } from '../core/digest.ts'
import type { Schema } from './schema.ts'

/** Somebody on the team did something with it: claimed, answered, thanked, corrected, passed it on … */
const isActed = sql<number>`case when exists (
  select 1 from case_event e where e.case_id = c.id and e.actor_id is not null) then 1 else 0 end`

/** Cases that were shown as a card of their own, on the desk where there is no channel, opened in [from, to). */
function selectShown(db: Kysely<Schema>, brandId: string, from: number, to: number) {
  return (
    db
      .selectFrom('case as c')
      .where('c.brand_id', '=', brandId)
      .where('c.opened_at', '>=', from)
      .where('c.opened_at', '<', to)
      .where('c.bundled', '=', 0)
      .where((eb) => eb.or([eb('c.channel', 'is', null), eb('c.slack_ts', 'is not', null)]))
      // Its author took it back: nobody had to do anything any more.
      .where((eb) => eb.or([eb('c.status', '<>', 'closed_by_author'), eb(isActed, '=', 1)]))
  )
}

/** How many cards each channel of a brand was shown, and how many of them anybody acted on. */
export async function readActedOn(
  db: Kysely<Schema>,
  brandId: string,
  from: number,
  to: number,
): Promise<ActedCards[]> {
  const rows = await selectShown(db, brandId, from, to)
    .select((eb) => [
      'c.channel',
      eb.fn.countAll<number>().as('shown'),
      sql<number>`sum(${isActed})`.as('acted'),
    ])
    .groupBy('c.channel')
    .orderBy('shown', 'desc')
    .execute()
  return rows.map((row) => ({
    channel: row.channel ?? '',
    shown: row.shown,
    acted: row.acted,
  }))
}

/** A card with the words of its posts, for whoever looks what the cards that nobody touched have in common. */
export interface PastCard {
  caseId: number
  at: number
  isActed: boolean
  isEmergency: boolean
  author: string
  network: string
  text: string
}

/** Cards shown in [from, to), newest first, each with its first post; emergencies among them. */
export async function readPastCards(
  db: Kysely<Schema>,
  brandId: string,
  from: number,
  to: number,
  limit: number,
): Promise<PastCard[]> {
  const rows = await selectShown(db, brandId, from, to)
    .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
    .select([
      'c.id',
      'c.kind',
      'c.author_id',
      'm.created_at',
      'm.text',
      'm.title',
      'm.network',
      isActed.as('acted'),
    ])
    .where('m.state', '=', 'live')
    .orderBy('c.opened_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    caseId: row.id,
    at: row.created_at,
    isActed: row.acted === 1,
    isEmergency: row.kind === 'emergency',
    author: String(row.author_id ?? `case ${row.id}`),
    network: row.network,
    text: row.title === null ? row.text : `${row.title}\n${row.text}`,
  }))
}
