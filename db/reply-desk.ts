import type { Kysely } from 'kysely'
import { ADDRESSES, type Address, PLAIN_VOICE, type Voice } from '../core/address.ts'
import type { Seen } from '../core/reply-sheet.ts'
import type { Schema } from './schema.ts'

/** Whoever is writing an answer to a case now; null where nobody is. */
export async function readWriter(
  db: Kysely<Schema>,
  caseId: number,
  now: number,
): Promise<{
  id: string
  name: string
  slackUserId: string | null
  since: number
  until: number
} | null> {
  const row = await db
    .selectFrom('reply_lock as l')
    .innerJoin('staff as s', 's.id', 'l.staff_id')
    .select(['s.id', 's.name', 's.slack_user_id', 'l.taken_at', 'l.until_at'])
    .where('l.case_id', '=', caseId)
    .where('l.until_at', '>', now)
    .executeTakeFirst()
  if (row === undefined) return null
  const { id, name, slack_user_id: slackUserId, taken_at: since, until_at: until } = row
  return { id, name, slackUserId, since, until }
}

/** How the brand speaks and how this author is spoken to. */
export async function readManners(
  db: Kysely<Schema>,
  brandId: string,
  authorId: number | null,
): Promise<{ voice: Voice; address: Address }> {
  const brand = await db
    .selectFrom('brand')
    .select('profile')
    .where('id', '=', brandId)
    .executeTakeFirst()
  const profile = JSON.parse(brand?.profile ?? '{}') as { voice?: Partial<Voice> }
  const voice = { ...PLAIN_VOICE, ...profile.voice }
  const author =
    authorId === null
      ? undefined
      : await db
          .selectFrom('author')
          .select('address')
          .where('id', '=', authorId)
          .executeTakeFirst()
  const own = ADDRESSES.find((one) => one === author?.address)
  return { voice, address: own ?? voice.address }
}

/** The newest that there is of a case, so that later things are known as later. */
export async function readSeen(
  db: Kysely<Schema>,
  one: { id: number; version: number },
): Promise<Seen> {
  const newest = (table: 'reply' | 'case_event') =>
    db
      .selectFrom(table)
      .select((eb) => eb.fn.max<number | null>('id').as('id'))
      .where('case_id', '=', one.id)
      .executeTakeFirst()
  const [reply, event] = await Promise.all([newest('reply'), newest('case_event')])
  return { version: one.version, reply: reply?.id ?? 0, event: event?.id ?? 0 }
}

/** What happened to a case after an event, oldest first. */
export async function readEventsAfter(
  db: Kysely<Schema>,
  caseId: number,
  event: number,
): Promise<{ id: number; kind: string; actorId: string | null; actor: string | null }[]> {
  const rows = await db
    .selectFrom('case_event as e')
    .leftJoin('staff as s', 's.id', 'e.actor_id')
    .select(['e.id', 'e.kind', 'e.actor_id', 's.name'])
    .where('e.case_id', '=', caseId)
    .where('e.id', '>', event)
    .orderBy('e.id')
    .execute()
  return rows.map(({ id, kind, actor_id, name }) => ({ id, kind, actorId: actor_id, actor: name }))
}
