import type { Kysely } from 'kysely'
import { wilson } from '../analysis/figures/intervals.ts'
import { readOpenRecoveries, readRecoveryFigures } from '../db/recoveries.ts'
import type { Schema } from '../db/schema.ts'
import { readWeekLists } from '../db/week-lists.ts'
import type { Html } from '../views/html.ts'
import { recoverySection, type ShownRecoveries } from '../views/recovery.ts'
import { weekSection } from '../views/week-lists.ts'

const SHOWN_MS = 90 * 86_400_000
const MOST = 20

/** What came of the complaints of the last 90 days. */
export async function readShownRecoveries(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
): Promise<ShownRecoveries> {
  const figures = await readRecoveryFigures(db, brandId, now - SHOWN_MS)
  return { ...figures, interval: wilson(figures.turnedAround, figures.answered) }
}

/** The same with the complaints that are not at their end. */
export async function readRecoverySection(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
  zone: string,
): Promise<Html | null> {
  const open = await readOpenRecoveries(db, brandId, MOST)
  const rows = open.map((row) => ({
    caseId: row.case_id,
    personId: row.person_id,
    name: row.name?.trim() || row.handle?.trim() || 'somebody',
    owner: row.owner,
    openedAt: row.opened_at,
    answeredAt: row.answered_at,
    amendsAt: row.amends_at,
    fixedAt: row.fixed_at,
    askedAt: row.asked_at,
    dueAt: row.due_at,
  }))
  return recoverySection(await readShownRecoveries(db, brandId, now), rows, now, zone)
}

/** The lists of the week. */
export async function readWeekSection(
  db: Kysely<Schema>,
  brandId: string,
  now: number,
  zone: string,
): Promise<Html | null> {
  return weekSection(await readWeekLists(db, brandId, now, MOST), now, zone)
}
