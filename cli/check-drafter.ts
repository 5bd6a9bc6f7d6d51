import type { Diagnosis } from '../connectors/connector.ts'
import type { Environment } from '../core/environment.ts'
import { messageOf, UsageError } from '../core/errors.ts'
import type { Database } from '../db/database.ts'
import { readDrafter } from './drafter.ts'

/** Whether the machine that drafts answers has its key; nothing where the settings name none. */
export async function checkDrafter(db: Database, env: Environment): Promise<Diagnosis[]> {
  try {
    const drafter = await readDrafter(db, env)
    if (drafter === null) return []
    return [{ level: 'ok', what: 'A machine may draft answers; a person still reads and presses.' }]
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const mend = 'Set it, or take drafts out of earshot.yaml and run: earshot apply'
    return [{ level: 'fail', what: messageOf(error), mend }]
  }
}
