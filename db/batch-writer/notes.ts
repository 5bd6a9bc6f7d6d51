import { noteRow } from '../thread-notes.ts'
import type { Bulk, Row } from './bulk.ts'
import { OUTBOX_COLUMNS } from './cards.ts'
import type { WorkingCase } from './case-book.ts'
import type { CaseScene } from './cases.ts'

/** Tells in the thread of its card what happened to a case that had one before this batch. */
export async function queueNotes(
  bulk: Bulk,
  scene: CaseScene,
  events: readonly { id: number; one: WorkingCase }[],
): Promise<void> {
  const rows = events.flatMap(({ id: eventId, one }): Row[] => {
    if (one.isNew || one.bundled === 1) return []
    const { channel } = one
    const row = noteRow({ id: scene.nextId(), eventId, caseId: one.id, channel, now: scene.now })
    if (row === null) return []
    const begun = { ...row, state: 'pending', attempts: 0, lease_token: 0 }
    return [OUTBOX_COLUMNS.map((column) => begun[column] ?? null)]
  })
  if (rows.length > 0) await bulk.insertNew('outbox', OUTBOX_COLUMNS, rows)
}
