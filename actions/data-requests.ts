import { RefusedError } from '../core/errors.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { finishExports, noteDataRequest, readRequest } from '../db/data-requests.ts'
import { exportPerson } from '../db/export-person.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff } from './context.ts'
import { type Erased, readName, subjectOf } from './erase-person.ts'
import { brandOfPerson } from './no-person.ts'

/** Notes that somebody asked for what is held of them, or to be forgotten; due within the month of the law. */
export async function noteRequest(
  ctx: ActionContext,
  actor: Actor,
  { personId, kind }: { personId: number; kind: 'export' | 'erase' },
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['people.request'], async (trx) => {
    const brandId = await brandOfPerson(trx, personId)
    const { nextId } = ctx.db
    const of = { kind, personId, brandId, source: 'staff', customerKey: null }
    if (await noteDataRequest(trx, { ...of, id: nextId(), at: ctx.clock.now(), doneBy: null }))
      await writeAudit(
        ctx,
        trx,
        actor,
        'person.request',
        `person:${personId}`,
        JSON.stringify({ kind }),
      )
  })
}

type Held = Awaited<ReturnType<typeof exportPerson>>

/**
 * Everything that is held of somebody, for an owner to hand over; what they asked for is done with it. Read and written
 * in one transaction, so that nothing counts as answered that could not be read, or that `keep` could not put away.
 */
export async function exportHeld(
  ctx: ActionContext,
  actor: Actor,
  who: Erased,
  keep: (held: Held) => void = () => {},
): Promise<Held> {
  return asStaff(ctx, actor, ROLE_FOR['people.export'], async (trx, staff) => {
    await readName(trx, who)
    await writeAudit(ctx, trx, actor, 'person.export', subjectOf(who))
    await finishExports(trx, who, staff.id, ctx.clock.now())
    const held = await exportPerson(trx, {
      personId: 'personId' in who ? who.personId : null,
      authorId: 'authorId' in who ? who.authorId : null,
      customerId: 'customerId' in who ? who.customerId : null,
    })
    keep(held)
    return held
  })
}

/** A shop asks about somebody of whom nothing is held: an owner says so, and that is the answer. */
export async function closeRequest(
  ctx: ActionContext,
  actor: Actor,
  requestId: number,
): Promise<void> {
  await asStaff(ctx, actor, ROLE_FOR['people.export'], async (trx, staff) => {
    const request = await readRequest(trx, requestId)
    if (request === undefined || request.done_at !== null)
      throw new RefusedError('no_request', 'This was answered already, or it is not there.')
    if (request.kind === 'erase')
      throw new RefusedError('erase', 'They ask to be forgotten: that is done on their page.')
    if (request.person_id !== null || request.customer_id !== null)
      throw new RefusedError('held', 'Something is held of them: hand it over instead.')
    await trx
      .updateTable('data_request')
      .set({ done_at: ctx.clock.now(), done_by: staff.id })
      .where('id', '=', requestId)
      .execute()
    await writeAudit(ctx, trx, actor, 'person.request_closed', `request:${requestId}`)
  })
}
