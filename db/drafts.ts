import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** What somebody had typed for a case; empty where nothing is kept. */
export async function readDraft(
  db: Kysely<Schema>,
  caseId: number,
  staffId: string,
): Promise<string> {
  const row = await db
    .selectFrom('draft')
    .select('text')
    .where('case_id', '=', caseId)
    .where('staff_id', '=', staffId)
    .executeTakeFirst()
  return row?.text ?? ''
}

/** Keeps typed words, so that no refusal and no closed dialog loses them. */
export async function saveDraft(
  db: Kysely<Schema>,
  draft: { caseId: number; staffId: string; text: string; now: number },
): Promise<void> {
  if (draft.text.trim() === '') return
  await db
    .insertInto('draft')
    .values({
      case_id: draft.caseId,
      staff_id: draft.staffId,
      text: draft.text,
      updated_at: draft.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['case_id', 'staff_id'])
        .doUpdateSet({ text: draft.text, updated_at: draft.now }),
    )
    .execute()
}
