import type { Transaction } from 'kysely'
import type { Clock } from '../core/clock.ts'
import { RefusedError } from '../core/errors.ts'
import { hasRole, type Role, type Surface } from '../core/staff.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

/** What every verb needs of the world. */
export interface ActionContext {
  db: Database
  clock: Clock
  /** Lets a brand learn from what people said; absent where nothing is understood here. */
  learn?: (brandId: string) => Promise<void>
}

/** Who pressed, and where. The role is never taken from here: it is read from the store. */
export interface Actor {
  staffId: string
  surface: Surface
}

export type Trx = Transaction<Schema>

/** One transaction with the actor's role checked inside it; RefusedError says what is missing. */
export async function asStaff<T>(
  ctx: ActionContext,
  actor: Actor,
  needed: Role,
  act: (trx: Trx, staff: { id: string; name: string; role: Role }) => Promise<T>,
): Promise<T> {
  return ctx.db.transaction(async (trx) => {
    const staff = await trx
      .selectFrom('staff')
      .select(['id', 'name', 'role', 'disabled_at'])
      .where('id', '=', actor.staffId)
      .executeTakeFirst()
    if (staff === undefined || staff.disabled_at !== null)
      throw new RefusedError('not_staff', 'You are not on the team yet. Ask an owner to add you.')
    if (!hasRole(staff.role as Role, needed))
      throw new RefusedError(
        'role',
        `This needs the role ${needed}; you are ${staff.role}. Ask an owner to change it.`,
      )
    return act(trx, { id: staff.id, name: staff.name, role: staff.role as Role })
  })
}
