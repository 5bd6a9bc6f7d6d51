import type { Drafter } from '../actions/suggest-draft.ts'
import { createDrafter } from '../connectors/drafts/drafter.ts'
import type { Environment } from '../core/environment.ts'
import { UsageError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import { readSettings } from '../db/settings.ts'

/** The machine that drafts answers; null where the settings name none, which is the default. */
export async function readDrafter(db: Database, env: Environment): Promise<Drafter | null> {
  const settings = await readSettings(db.kysely, ['drafts'])
  const drafts = settings.get('drafts') as { baseUrl: string; model: string } | null | undefined
  if (drafts === undefined || drafts === null) return null
  const key = env('EARSHOT_DRAFTS_KEY')
  if (key === undefined)
    throw new UsageError(
      'The settings name a machine that drafts answers (drafts), which needs EARSHOT_DRAFTS_KEY. It is missing.',
    )
  return createDrafter({ ...drafts, key }, globalThis.fetch)
}
