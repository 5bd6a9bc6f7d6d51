import type { Clock } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Database } from '../db/database.ts'
import { readSettings, writeGroup } from '../db/settings.ts'

export interface GroupDeps {
  db: Database
  clock: Clock
  log: Logger
  /** Slack ids of the people in a user group. */
  membersOf(group: string): Promise<readonly string[]>
}

/** How often compose asks: whoever takes over the duty is known soon. */
export const GROUPS_MS = 600_000

/** Asks who of the team is in each Slack user group that the settings name; what cannot be asked stays as it was. */
export async function refreshGroups({ db, clock, log, membersOf }: GroupDeps): Promise<void> {
  const settings = await readSettings(db.kysely, ['duty', 'routing'])
  const duty = settings.get('duty') as { group?: string | null } | undefined
  const routing = settings.get('routing') as { rules?: { group?: string }[] } | undefined
  const groups = [duty?.group, ...(routing?.rules ?? []).map((rule) => rule.group)]
  const named = new Set(groups.filter((group) => typeof group === 'string'))
  for (const group of named) {
    try {
      const members = await membersOf(group)
      const staff = await db.kysely
        .selectFrom('staff')
        .select('id')
        .where('slack_user_id', 'in', ['', ...members])
        .where('disabled_at', 'is', null)
        .orderBy('id')
        .execute()
      const ids = staff.map(({ id }) => id)
      await writeGroup(db.kysely, group, ids, clock.now())
    } catch (error) {
      log.warn({ group, detail: messageOf(error) }, 'a Slack user group could not be read')
    }
  }
}
