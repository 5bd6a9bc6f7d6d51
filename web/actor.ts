import type { Context } from 'hono'
import type { Actor } from '../actions/context.ts'
import { mayDo, type Role, type StaffAction } from '../core/staff.ts'
import type { WebDeps, WebEnv } from './deps.ts'

/** Whoever is signed in, as the one who acts. */
export function actorOf(c: Context<WebEnv>): Actor {
  return { staffId: c.get('signed').staffId, surface: 'desk' }
}

/** What whoever is signed in may do, as the store says now: a page shows no more; the action asks again. */
export async function readRights(
  c: Context<WebEnv>,
  deps: WebDeps,
): Promise<(what: StaffAction) => boolean> {
  const staff = await deps.ctx.db.kysely
    .selectFrom('staff')
    .select('role')
    .where('id', '=', c.get('signed').staffId)
    .executeTakeFirst()
  return (what) => staff !== undefined && mayDo(staff.role as Role, what)
}
