import { RefusedError } from '../core/errors.ts'
import type { Network } from '../core/network.ts'
import { mayLink } from '../core/policy.ts'
import { ROLE_FOR } from '../core/staff.ts'
import { writeAudit } from './case-change.ts'
import { type ActionContext, type Actor, asStaff, type Trx } from './context.ts'

/** What moved from the merged person to the kept one; enough to part them again. */
interface Snapshot {
  person: { name: string; advocate: number; strikes: number; evidence: string; created_at: number }
  keyManager: string | null
  authors: number[]
  customers: number[]
  cases: number[]
  /** Missing in merges made before contacts and events moved along. */
  contacts?: number[]
  requests?: number[]
  events?: string[]
}

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
    const snapshot = await takeSnapshot(trx, merged)
    await move(trx, snapshot, mergeId, keepId)
    await trx.deleteFrom('person_standing').where('person_id', '=', mergeId).execute()
    await trx.deleteFrom('person_segment').where('person_id', '=', mergeId).execute()
    await trx.deleteFrom('person').where('id', '=', mergeId).execute()
    await forgetStanding(trx, keepId)
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

/** Parts two people again: everything that came with the merged one goes back to them. */
export async function unmergePeople(
  ctx: ActionContext,
  actor: Actor,
  mergeNumber: number,
): Promise<{ personId: number }> {
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
    const snapshot = JSON.parse(merge.snapshot) as Snapshot
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
    await move(trx, snapshot, merge.kept_id, merge.merged_id)
    await forgetStanding(trx, merge.kept_id)
    if (snapshot.keyManager !== null)
      await nameManager(trx, merge.merged_id, merge.brand_id, snapshot.keyManager)
    await trx
      .updateTable('merge')
      .set({ undone_at: now, undone_by: staff.id })
      .where('id', '=', merge.id)
      .execute()
    await writeAudit(ctx, trx, actor, 'person.unmerge', `person:${merge.merged_id}`)
    return { personId: merge.merged_id }
  })
}

async function readPerson(trx: Trx, id: number) {
  const person = await trx.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  if (person === undefined)
    throw new RefusedError('no_person', `There is no person ${id}. They may have been erased.`)
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

async function takeSnapshot(
  trx: Trx,
  person: Awaited<ReturnType<typeof readPerson>>,
): Promise<Snapshot> {
  const { id, name, advocate, strikes, evidence, created_at } = person
  const authors = await trx
    .selectFrom('person_author')
    .select('author_id')
    .where('person_id', '=', id)
    .orderBy('author_id')
    .execute()
  const customers = await trx
    .selectFrom('person_customer')
    .select('customer_id')
    .where('person_id', '=', id)
    .orderBy('customer_id')
    .execute()
  const standing = await trx
    .selectFrom('person_standing')
    .select('key_manager')
    .where('person_id', '=', id)
    .executeTakeFirst()
  const events = await trx
    .selectFrom('person_event')
    .select('key')
    .where('person_id', '=', id)
    .orderBy('key')
    .execute()
  return {
    person: { name, advocate, strikes, evidence, created_at },
    keyManager: standing?.key_manager ?? null,
    authors: authors.map((row) => row.author_id),
    customers: customers.map((row) => row.customer_id),
    cases: await idsOf(trx, 'case', id),
    contacts: await idsOf(trx, 'contact', id),
    requests: await idsOf(trx, 'data_request', id),
    events: events.map((row) => row.key),
  }
}

async function idsOf(
  trx: Trx,
  table: 'case' | 'contact' | 'data_request',
  personId: number,
): Promise<number[]> {
  const rows = await trx
    .selectFrom(table)
    .select('id')
    .where('person_id', '=', personId)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** What was erased meanwhile stays away: only rows that are still there move. */
async function move(trx: Trx, snapshot: Snapshot, from: number, to: number): Promise<void> {
  const { authors, customers, cases, contacts = [], requests = [], events = [] } = snapshot
  if (authors.length > 0)
    await trx
      .updateTable('person_author')
      .set({ person_id: to })
      .where('person_id', '=', from)
      .where('author_id', 'in', authors)
      .execute()
  if (customers.length > 0)
    await trx
      .updateTable('person_customer')
      .set({ person_id: to })
      .where('person_id', '=', from)
      .where('customer_id', 'in', customers)
      // Both may be tied to the same customer: then each keeps a tie of their own.
      .where((eb) =>
        eb(
          'customer_id',
          'not in',
          eb
            .selectFrom('person_customer as own')
            .select('own.customer_id')
            .where('own.person_id', '=', to),
        ),
      )
      .execute()
  const rows = [
    ['case', cases],
    ['contact', contacts],
    ['data_request', requests],
  ] as const
  for (const [table, ids] of rows)
    if (ids.length > 0)
      await trx
        .updateTable(table)
        .set({ person_id: to })
        .where('person_id', '=', from)
        .where('id', 'in', ids)
        .execute()
  if (events.length > 0)
    await trx
      .updateTable('person_event')
      .set({ person_id: to })
      .where('person_id', '=', from)
      .where('key', 'in', events)
      .execute()
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
  manager: string,
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
    .execute()
}
