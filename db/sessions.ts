import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** A login link lives 15 minutes and works once (facts on security, break-glass). */
export const LINK_MS = 15 * 60_000
const IDLE_MS = 12 * 3_600_000
const ABSOLUTE_MS = 7 * 86_400_000

/** Only fingerprints of tokens lie in the database. */
function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Remembers a fresh one-time link for a member of staff. */
export async function createLoginLink(
  db: Kysely<Schema>,
  link: { token: string; staffId: string; now: number },
): Promise<void> {
  await db
    .insertInto('login_link')
    .values({
      token_hash: fingerprint(link.token),
      staff_id: link.staffId,
      expires_at: link.now + LINK_MS,
      used_at: null,
    })
    .execute()
}

/** Whose link it is; null where it is unknown, used or too old. Using it is one atomic step. */
export async function useLoginLink(
  db: Kysely<Schema>,
  token: string,
  now: number,
): Promise<string | null> {
  const row = await db
    .updateTable('login_link')
    .set({ used_at: now })
    .where('token_hash', '=', fingerprint(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('staff_id')
    .executeTakeFirst()
  return row?.staff_id ?? null
}

/** Opens a session; both tokens are random and handed in. */
export async function createSession(
  db: Kysely<Schema>,
  session: { token: string; csrf: string; staffId: string; now: number },
): Promise<void> {
  await db
    .insertInto('session')
    .values({
      id_hash: fingerprint(session.token),
      staff_id: session.staffId,
      csrf: session.csrf,
      created_at: session.now,
      last_seen_at: session.now,
      expires_at: session.now + ABSOLUTE_MS,
    })
    .execute()
}

/** Who is signed in under this token: idle at most 12 h, at most 7 days, only while on the team. */
export async function readSession(
  db: Kysely<Schema>,
  token: string,
  now: number,
): Promise<{ staffId: string; staffName: string; csrf: string } | null> {
  const row = await db
    .selectFrom('session')
    .innerJoin('staff', 'staff.id', 'session.staff_id')
    .select(['staff.id', 'staff.name', 'session.csrf', 'session.last_seen_at'])
    .where('session.id_hash', '=', fingerprint(token))
    .where('session.expires_at', '>', now)
    .where('session.last_seen_at', '>', now - IDLE_MS)
    .where('staff.disabled_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return null
  if (now - row.last_seen_at > 60_000)
    await db
      .updateTable('session')
      .set({ last_seen_at: now })
      .where('id_hash', '=', fingerprint(token))
      .execute()
  return { staffId: row.id, staffName: row.name, csrf: row.csrf }
}

/** Signs out. */
export async function endSession(db: Kysely<Schema>, token: string): Promise<void> {
  await db.deleteFrom('session').where('id_hash', '=', fingerprint(token)).execute()
}

/** Everybody signs in anew: older data does not know who signed out, or left, since. */
export async function endAllSessions(db: Kysely<Schema>): Promise<void> {
  await db.deleteFrom('session').execute()
  await db.deleteFrom('login_link').execute()
}
