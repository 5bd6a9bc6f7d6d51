import { expect, it } from 'vitest'
import { readPersonRows } from '../../db/person-history.ts'
import { createPurchaseStore } from '../../db/purchases.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { onBothEngines } from '../support/engines.ts'
import { DAY, openDesk, post } from '../support/listening-desk.ts'

onBothEngines('people', (engine) => {
  async function openPeople() {
    const { db, clock } = await engine.open()
    const desk = await openDesk({ db, clock })
    const assess = createPeopleWatch({ db, clock })
    const all = async () => {
      while ((await assess()) > 0) if ((await due()) === 0) break
    }
    const due = async () =>
      (
        await db.kysely
          .selectFrom('person as p')
          .leftJoin('person_standing as s', 's.person_id', 'p.id')
          .select('p.id')
          .where('s.person_id', 'is', null)
          .execute()
      ).length
    const standings = () =>
      db.kysely.selectFrom('person_standing').selectAll().orderBy('person_id').execute()
    const say = async (id: string, text: string, by = 'nadia') => {
      await desk.hear(post(id, `${text} juniper ${id}`, { by, createdAt: clock.now() }))
      await clock.advance(DAY)
    }
    return { db, clock, desk, assess, all, standings, say }
  }

  it('raises a fan to advocate with the first order, and tells what it rests on', async () => {
    const { db, clock, all, standings, say } = await openPeople()
    await say('1', 'I love the coffee of')
    await say('2', 'I love the cake of, and am grateful to')
    await all()
    // Kind words alone are no deeds.
    expect((await standings())[0]).toMatchObject({ unproved: 0, next_step: 'thank' })
    await say('3', 'I have an idea for')
    await say('4', 'again I am grateful to')
    await all()
    const [fan] = await standings()
    expect(fan).toMatchObject({ stage: 'prospect', unproved: 1, strikes: 0, next_step: 'thank' })
    expect(fan?.love).toBeGreaterThan(30)
    const terms = JSON.parse(fan?.terms ?? '{}') as { love: { contacts: string[] }[] }
    const mention = await db.kysely.selectFrom('mention').select('id').execute()
    expect(mention.map((row) => String(row.id))).toContain(terms.love[0]?.contacts[0])

    const store = createPurchaseStore(db, clock.now, (email) => email)
    await store.store('juniper', 'csv', [
      {
        orderId: '1',
        customer: { key: 'k', name: 'Nadia', email: null },
        paidAt: clock.now(),
        updatedAt: clock.now(),
        currency: 'EUR',
        net: 900,
        test: false,
        cancelled: false,
        codes: [],
      },
    ])
    const customer = await db.kysely.selectFrom('customer').select('id').executeTakeFirstOrThrow()
    await db.kysely
      .insertInto('person_customer')
      .values({
        person_id: fan?.person_id ?? 0,
        customer_id: customer.id,
        evidence: 'told us their order number',
        confidence: 1,
        confirmed_by: 'ana',
        created_at: clock.now(),
      })
      .execute()
    await clock.advance(DAY)
    await all()
    expect((await standings())[0]).toMatchObject({ stage: 'advocate', unproved: 0 })
    const events = await db.kysely.selectFrom('person_event').selectAll().orderBy('at').execute()
    expect(events.map((event) => event.kind)).toEqual(['moved_up', 'moved_up'])
    expect(JSON.parse(events[1]?.detail ?? '{}')).toMatchObject({
      from: 'prospect',
      to: 'advocate',
    })
  })

  it('tells the team once of a second bad experience, however often it looks', async () => {
    const { db, clock, all, say, standings } = await openPeople()
    await say('1', 'an awful latte at', 'omar')
    await clock.advance(20 * DAY)
    await say('2', 'an awful wait again at', 'omar')
    await all()
    await clock.advance(2 * DAY)
    await all()
    expect((await standings())[0]).toMatchObject({ is_out: 1, strikes: 2, next_step: 'call' })
    const notices = await db.kysely
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'notice.post')
      .execute()
    expect(notices).toHaveLength(1)
    const out = await db.kysely.selectFrom('person_event').select('kind').execute()
    expect(out.filter((event) => event.kind === 'struck_out')).toHaveLength(1)
  })

  it('reads the newest 500 posts of an account, so that a post costs the same after thousands', async () => {
    const { db, clock, say } = await openPeople()
    await say('1', 'I love the coffee of')
    await say('2', 'I love the cake of')
    const post = await db.kysely.selectFrom('mention').selectAll().executeTakeFirstOrThrow()
    const label = await db.kysely
      .selectFrom('label')
      .selectAll()
      .where('mention_id', '=', post.id)
      .executeTakeFirstOrThrow()
    const older = Array.from({ length: 600 }, (_, n) => ({
      id: n + 1,
      at: post.created_at - n - 1,
    }))
    for (let from = 0; from < older.length; from += 20) {
      const some = older.slice(from, from + 20)
      await db.kysely
        .insertInto('mention')
        .values(
          some.map(({ id, at }) => ({
            ...post,
            id,
            key: `old:${id}`,
            native_id: `${id}`,
            created_at: at,
          })),
        )
        .execute()
      await db.kysely
        .insertInto('label')
        .values(some.map(({ id, at }) => ({ ...label, mention_id: id, at })))
        .execute()
    }
    const { id } = await db.kysely.selectFrom('person').select('id').executeTakeFirstOrThrow()
    const [person] = await readPersonRows(db.kysely, [id], clock.now())
    expect(person?.contacts).toHaveLength(500)
    expect(person?.contacts[0]?.at).toBe(post.created_at - 498)
  })
})
