import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import { readSettings } from './settings.ts'

/** How the one question is asked; what `earshot.yaml` leaves out has its default. */
export async function readFeedbackSettings(
  db: Kysely<Schema>,
): Promise<{ address: string | null; days: number; pauseDays: number }> {
  const set = (await readSettings(db, ['feedback'])).get('feedback') as
    | { address?: string; days?: number; pauseDays?: number }
    | undefined
  return { address: set?.address ?? null, days: set?.days ?? 21, pauseDays: set?.pauseDays ?? 90 }
}
