import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mergePeople, unmergePeople } from '../../actions/merge-people.ts'
import { RefusedError } from '../../core/errors.ts'
import type { Database } from '../../db/database.ts'
import { findSubject } from '../../db/erasure/subject.ts'
import { readPeopleList } from '../../db/people-list.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { onBothEngines, TODAY } from '../support/engines.ts'
import { seedShop } from '../support/seed.ts'

const as = (staffId: string) => ({ staffId, surface: 'cli' as const })
const found = { evidence: 'told us in a message' }

async function codeOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof RefusedError) return error.code
      throw error
    },
  )
}

async function addPerson(db: Database, name: string, network = 'bluesky'): Promise<number> {
  const id = db.nextId()
  const author = db.nextId()
  const at = { created_at: TODAY }
  await db.kysely
    .insertInto('author')
    .values({
      id: author,
      key: `${network}:${name}`,
      network,
      native_id: name,
      handle: name,
      name,
      url: null,
      followers: 10,
      verified: null,
      is_bot: null,
      is_self: 0,
      opted_in: 0,
      first_seen_at: TODAY,
      last_seen_at: TODAY,
      mentions: 1,
    })
    .execute()
  await db.kysely
    .insertInto('person')
    .values({
      id,
      brand_id: 'juniper',
      name,
      advocate: 0,
      strikes: 0,
      evidence: '[]',
      updated_at: TODAY,
      ...at,
    })
    .execute()
  await db.kysely
    .insertInto('person_author')
    .values({
      person_id: id,
      author_id: author,
      brand_id: 'juniper',
      evidence: '[]',
      confirmed_by: null,
      ...at,
    })
    .execute()
  return id
}

/** Who is tied to what; times of the last look are left out. */
async function ties(db: Database) {
  const q = db.kysely
  return {
    people: await q.selectFrom('person').select(['id', 'name', 'evidence']).orderBy('id').execute(),
    authors: await q
      .selectFrom('person_author')
      .select(['person_id', 'author_id'])
      .orderBy('author_id')
      .execute(),
    customers: await q
      .selectFrom('person_customer')
      .select(['person_id', 'customer_id'])
      .orderBy('person_id')
      .orderBy('customer_id')
      .execute(),
    standings: await q
      .selectFrom('person_standing')
      .select(['person_id', 'love', 'risk', 'stage', 'key_manager'])
      .orderBy('person_id')
      .execute(),
  }
}

onBothEngines('two people who are one', (engine) => {
  it('waits for nobody who is being erased, and an erasure finds who was joined meanwhile', async () => {
    const { db, clock } = await engine.open()
    await seedShop(db)
    const [nadia, omar] = [await addPerson(db, 'nadia'), await addPerson(db, 'omar')]
    const ctx = { db, clock }
    const join = () =>
      codeOf(mergePeople(ctx, as('ana'), { keepId: omar, mergeId: nadia, ...found }))
    const erasure = { id: 1, person_id: nadia, author_id: null, staff_id: 'olga', asked_at: TODAY }
    await db.kysely
      .insertInto('erasure')
      .values({ ...erasure, done_at: null })
      .execute()
    expect(await join()).toBe('erasing')
    await db.kysely.updateTable('erasure').set({ done_at: TODAY }).execute()
    expect(await join()).toBe('done')
    const subject = await findSubject(db.kysely, { personId: nadia, authorId: null })
    expect(subject.personIds.toSorted()).toEqual([nadia, omar].toSorted())
    expect(subject.authorIds).toHaveLength(2)
  })

  it('are as before when the merges are undone, latest first', async () => {
    const { db, clock } = await engine.open()
    await seedShop(db)
    const ids: number[] = []
    for (const name of ['ada', 'bob', 'cem', 'dea', 'eva']) ids.push(await addPerson(db, name))
    for (const [i, id] of ids.entries())
      await db.kysely
        .insertInto('person_customer')
        // The first two are tied to the same customer.
        .values({
          person_id: id,
          customer_id: Math.max(1, i),
          evidence: 'order number',
          confidence: 1,
          confirmed_by: 'ana',
          created_at: TODAY,
        })
        .execute()
    await createPeopleWatch({ db, clock })()
    await db.kysely
      .updateTable('person_standing')
      .set({ key_manager: 'leo', assessed_at: 0 })
      .where('person_id', '=', ids[2] ?? 0)
      .execute()
    await createPeopleWatch({ db, clock })()
    const before = await ties(db)
    const [dea = 0, cem = 0] = [ids[3], ids[2]]
    const lent = await mergePeople({ db, clock }, as('ana'), {
      keepId: dea,
      mergeId: cem,
      ...found,
    })
    const manager = async () =>
      (await ties(db)).standings.find(({ person_id }) => person_id === dea)?.key_manager
    expect(await manager()).toBe('leo')
    await unmergePeople({ db, clock }, as('ana'), lent.mergeNumber)
    expect(await manager()).toBeNull()
    const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(pairs, async (list) => {
        const done: number[] = []
        for (const [a, b] of list) {
          const [keepId = 0, mergeId = 0] = [ids[a], ids[b]]
          const act = mergePeople({ db, clock }, as('ana'), { keepId, mergeId, ...found })
          const merged = await act.catch((error: unknown) => {
            if (error instanceof RefusedError) return null
            throw error
          })
          if (merged !== null) done.push(merged.mergeNumber)
        }
        for (const merge of done.toReversed()) await unmergePeople({ db, clock }, as('ana'), merge)
        await createPeopleWatch({ db, clock })()
        expect(await ties(db)).toEqual(before)
      }),
      { numRuns: 15 },
    )
  })

  it('stand once on the list of people, by the account that was first', async () => {
    const { db, clock } = await engine.open()
    await seedShop(db)
    const keepId = await addPerson(db, 'ada')
    const mergeId = await addPerson(db, 'ada_l')
    await mergePeople({ db, clock }, as('ana'), { keepId, mergeId, ...found })
    await createPeopleWatch({ db, clock })()
    const of = { filter: 'everybody', find: null, limit: 10, now: clock.now() } as const
    const people = await readPeopleList(db, 'juniper', of)
    expect(people.map(({ id, accounts }) => [id, accounts[0]?.handle])).toEqual([[keepId, 'ada']])
  })

  it('are refused where a network forbids it, without evidence, and to a viewer', async () => {
    const { db, clock } = await engine.open()
    await seedShop(db)
    const keepId = await addPerson(db, 'ada')
    const reddit = await addPerson(db, 'u_ada', 'reddit')
    const member = await addPerson(db, 'ada#1', 'discord')
    const other = await addPerson(db, 'bob')
    const ctx = { db, clock }
    const merge = (mergeId: number, who = 'ana', evidence = 'told us') =>
      codeOf(mergePeople(ctx, as(who), { keepId, mergeId, evidence }))
    expect(await merge(reddit)).toBe('policy')
    expect(await merge(member)).toBe('policy')
    expect(await merge(other, 'vic')).toBe('role')
    expect(await merge(other, 'ana', ' ')).toBe('no_evidence')
    expect(await merge(keepId)).toBe('same')
    expect(await merge(99)).toBe('no_person')
    expect(await db.kysely.selectFrom('merge').select('id').execute()).toEqual([])
    expect(await merge(other)).toBe('done')
    const row = await db.kysely.selectFrom('merge').select('id').executeTakeFirstOrThrow()
    expect(await codeOf(unmergePeople(ctx, as('ana'), row.id))).toBe('done')
    expect(await codeOf(unmergePeople(ctx, as('ana'), row.id))).toBe('no_merge')
  })
})
