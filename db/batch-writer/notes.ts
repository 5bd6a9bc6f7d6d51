import { noteRow } from '../thread-notes.ts'
import type { Bulk, Row } from './bulk.ts'
import type { WorkingCase } from './case-book.ts'
import type { CaseScene } from './case-scene.ts'
import { OUTBOX_COLUMNS } from './outbox-columns.ts'
import { afterNight } from './promises.ts'

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
    // What nobody pressed waits for the morning; the card itself shows it at once.
    const due_at = afterNight(scene.rules, one, scene.now)
    const begun = { ...row, due_at, state: 'pending', attempts: 0, lease_token: 0 }
    return [OUTBOX_COLUMNS.map((column) => begun[column] ?? null)]
  })
  if (rows.length > 0) await bulk.insertNew('outbox', OUTBOX_COLUMNS, rows)
}
