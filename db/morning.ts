import type { Kysely } from 'kysely'
import { nextOpen } from '../core/business-hours.ts'
import { awakeHours } from '../core/schedule.ts'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

/** `now`, or the morning of a zone where the settings call it night there: for what is no emergency. */
export async function morningAfter(db: Kysely<Schema>, zone: string, now: number): Promise<number> {
  return nextOpen(now, awakeHours(await readNight(db), zone))
}

/** When it is night for a team, as "22:00-07:00"; undefined where nothing was set. */
export async function readNight(db: Kysely<Schema>): Promise<string | undefined> {
  const settings = await readSettings(db, ['alerts'])
  return (settings.get('alerts') as { night?: string } | undefined)?.night
}
