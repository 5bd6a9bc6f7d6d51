import { CASE_KINDS } from '../../core/case.ts'
import { askKey } from '../unsure-posts.ts'
import type { Bulk, Row } from './bulk.ts'
import { OUTBOX_COLUMNS } from './outbox-columns.ts'

interface Quoting {
  id: number
  version: number
  channel: string
  bundled: number
  asked_in: number | null
}

/**
 * Takes removed posts, also such as were never stored, out of the answers that quote them, and has the cards of those
 * answers drawn again.
 */
export async function dropQuotes(
  bulk: Bulk,
  nextId: () => number,
  removedKeys: readonly string[],
  now: number,
): Promise<void> {
  const answers = await bulk.allIn<{ id: number }>(
    'select id from mention where parent_text is not null and reply_to_key in (%)',
    removedKeys,
  )
  if (answers.length === 0) return
  await bulk.run(
    'update mention set parent_text = null, root = null, reply_to_key = null where id = ?',
    answers.map(({ id }) => [id]),
  )
  const quoting = await bulk.allIn<Quoting>(
    `select distinct c.id, c.version, c.channel, c.bundled, c.asked_in from case_mention cm
     join "case" c on c.id = cm.case_id where c.channel is not null and cm.mention_id in (%)`,
    answers.map(({ id }) => id),
  )
  const drawn = quoting.filter(({ bundled }) => bundled === 0)
  const ids = drawn.map(({ id }) => [id])
  await bulk.run('update "case" set version = version + 1 where id = ?', ids)
  await bulk.run(
    `delete from outbox where case_id = ? and kind = 'card.update' and state = 'pending'`,
    ids,
  )
  const row = (
    kind: string,
    key: string,
    of: Quoting,
    caseId: number | null,
    said: object,
  ): Row => [
    key,
    nextId(),
    kind,
    `slack:${of.channel}`,
    caseId,
    CASE_KINDS.length,
    JSON.stringify(said),
    'pending',
    0,
    now,
    0,
    now,
  ]
  await bulk.insertNew('outbox', OUTBOX_COLUMNS, [
    ...drawn.map((one) => {
      const version = one.version + 1
      const said = { caseId: one.id, version, takesOut: true }
      return row('card.update', `case:${one.id}:v${version}`, one, one.id, said)
    }),
    ...quoting.flatMap((one) => {
      if (one.asked_in === null) return []
      const key = `${askKey(one.asked_in)}:quote:${nextId()}`
      return [row('unsure.update', key, one, null, { askedIn: one.asked_in, takesOut: true })]
    }),
  ])
}
