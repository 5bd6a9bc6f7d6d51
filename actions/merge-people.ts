import { RefusedError } from '../core/errors.ts'
import type { Network } from '../core/network.ts'
import { mayLink } from '../core/policy.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { readWrittenSince } from '../db/contacts.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'
import {
  moveTies,
  readManager,
  type Snapshot,
  takeSnapshot,
  withLaterCases,
} from './merge-snapshot.ts'
import { noPerson } from './no-person.ts'

/** Joins two people who are one, with the evidence for it; refused where a network forbids it. */
export async function mergePeople(
  ctx: ActionContext,
  actor: Actor,
  { keepId, mergeId, evidence }: { keepId: number; mergeId: number; evidence: string },
): Promise<{ mergeNumber: number }> {
  if (evidence.trim() === '')
    throw new RefusedError('no_evidence', 'Say how you know that these two are one person.')
  return asStaff(ctx, actor, ROLE_FOR['people.merge'], async (trx, staff) => {
    if (keepId === mergeId) throw new RefusedError('same', 'This is the same person already.')
    const kept = await readPerson(trx, keepId)
    const merged = await readPerson(trx, mergeId)
    if (kept.brand_id !== merged.brand_id)
      throw new RefusedError('other_brand', 'These two are people of different brands.')
    await refuseForbidden(trx, [keepId, mergeId])
    await refuseBeingErased(trx, [keepId, mergeId])
    const snapshot = await takeSnapshot(trx, merged, keepId)
    await moveTies(trx, snapshot, mergeId, keepId)
    await trx.deleteFrom('person_standing').where('person_id', '=', mergeId).execute()
    await trx.deleteFrom('person_segment').where('person_id', '=', mergeId).execute()
    await trx.deleteFrom('person').where('id', '=', mergeId).execute()
    await forgetStanding(trx, keepId)
    if (snapshot.lentManager === true)
      await nameManager(trx, keepId, kept.brand_id, snapshot.keyManager)
    const mergeNumber = ctx.db.nextId()
    await trx
      .insertInto('merge')
      .values({
        id: mergeNumber,
        brand_id: kept.brand_id,
        kept_id: keepId,
        merged_id: mergeId,
        evidence: evidence.trim(),
        snapshot: JSON.stringify(snapshot),
        staff_id: staff.id,
        at: ctx.clock.now(),
        undone_at: null,
        undone_by: null,
      })
      .execute()
    await writeAudit(ctx, trx, actor, 'person.merge', `person:${keepId}`, `{"merged":${mergeId}}`)
    return { mergeNumber }
  })
}

/**
 * Parts two people again: everything that came with the merged one goes back to them. What was written down by hand since
 * stays with the kept one, but for the `contacts` that are about the other.
 */
export async function unmergePeople(
  ctx: ActionContext,
  actor: Actor,
  mergeNumber: number,
  contacts: readonly number[] = [],
): Promise<{ personId: number; keptId: number; stayed: number[] }> {
  return asStaff(ctx, actor, ROLE_FOR['people.unmerge'], async (trx, staff) => {
    const merge = await trx
      .selectFrom('merge')
      .selectAll()
      .where('id', '=', mergeNumber)
      .executeTakeFirst()
    if (merge === undefined || merge.undone_at !== null)
      throw new RefusedError('no_merge', 'There is no such merge, or it was undone already.')
    const later = await trx
      .selectFrom('merge')
      .select('id')
      .where('merged_id', '=', merge.kept_id)
      .where('undone_at', 'is', null)
      .executeTakeFirst()
    if (later !== undefined)
      throw new RefusedError('later_merge', `Undo the later merge ${later.id} first.`)
    await readPerson(trx, merge.kept_id)
    await refuseBeingErased(trx, [merge.kept_id])
    const written = (await readWrittenSince(trx, merge)).map(({ id }) => id)
    const strange = contacts.find((id) => !written.includes(id))
    if (strange !== undefined)
      throw new RefusedError(
        'no_contact',
        `Contact ${strange} was not written down by hand since these two were joined.`,
      )
    const before = JSON.parse(merge.snapshot) as Snapshot
    const snapshot = await withLaterCases(trx, merge, {
      ...before,
      contacts: [...(before.contacts ?? []), ...contacts],
    })
    const now = ctx.clock.now()
    await trx
      .insertInto('person')
      .values({
        id: merge.merged_id,
        brand_id: merge.brand_id,
        ...snapshot.person,
        updated_at: now,
      })
      .execute()
    await moveTies(trx, snapshot, merge.kept_id, merge.merged_id)
    await forgetStanding(trx, merge.kept_id)
    if (snapshot.keyManager !== null)
      await nameManager(trx, merge.merged_id, merge.brand_id, snapshot.keyManager)
    if (
      snapshot.lentManager === true &&
      (await readManager(trx, merge.kept_id)) === snapshot.keyManager
    )
      await nameManager(trx, merge.kept_id, merge.brand_id, null)
    await trx
      .updateTable('merge')
      .set({ undone_at: now, undone_by: staff.id })
      .where('id', '=', merge.id)
      .execute()
    await writeAudit(ctx, trx, actor, 'person.unmerge', `person:${merge.merged_id}`)
    const stayed = written.filter((id) => !contacts.includes(id))
    return { personId: merge.merged_id, keptId: merge.kept_id, stayed }
  })
}

async function readPerson(trx: Trx, id: number) {
  const person = await trx.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  if (person === undefined) throw await noPerson(trx, id)
  return person
}

async function refuseForbidden(trx: Trx, personIds: readonly number[]): Promise<void> {
  const authors = await trx
    .selectFrom('person_author as pa')
    .innerJoin('author as a', 'a.id', 'pa.author_id')
    .select(['a.network', 'a.opted_in'])
    .where('pa.person_id', 'in', [...personIds])
    .execute()
  for (const author of authors) {
    const may = mayLink(author.network as Network, author.opted_in === 1)
    if (may !== true) throw new RefusedError('policy', may.no)
  }
}

/** What moves to or from somebody now would be missed by the erasure that was asked for. */
async function refuseBeingErased(trx: Trx, personIds: readonly number[]): Promise<void> {
  const asked = await trx
    .selectFrom('erasure')
    .select('id')
    .where('person_id', 'in', [...personIds])
    .where('done_at', 'is', null)
    .executeTakeFirst()
  if (asked !== undefined)
    throw new RefusedError('erasing', 'One of these two is being erased. Nothing was changed.')
}

/** Assessed again with the next round. */
export async function forgetStanding(trx: Trx, personId: number): Promise<void> {
  await trx
    .updateTable('person_standing')
    .set({ assessed_at: 0 })
    .where('person_id', '=', personId)
    .execute()
}

async function nameManager(
  trx: Trx,
  personId: number,
  brandId: string,
  manager: string | null,
): Promise<void> {
  await trx
    .insertInto('person_standing')
    .values({
      person_id: personId,
      brand_id: brandId,
      strikes: 0,
      is_out: 0,
      unproved: 0,
      terms: '{}',
      evidence: '[]',
      key_manager: manager,
      assessed_at: 0,
    })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ key_manager: manager }))
    .execute()
}
