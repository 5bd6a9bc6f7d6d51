import type { Kysely } from 'kysely'
import { nextOpen } from '../core/business-hours.ts'
import { awakeHours } from '../core/schedule.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

/** `now`, or the morning of a zone where the settings call it night there: for what is no emergency. */
export async function morningAfter(db: Kysely<Schema>, zone: string, now: number): Promise<number> {
  const settings = await readSettings(db, ['alerts'])
  const alerts = settings.get('alerts') as { night?: string } | undefined
  return nextOpen(now, awakeHours(alerts?.night, zone))
}
