import { expect, it } from 'vitest'
import { logContact } from '../../actions/log-contact.ts'
import { mergePeople } from '../../actions/merge-people.ts'
import { optOut } from '../../actions/opt-out.ts'
import { readSelection } from '../../core/ask.ts'
import { readOpenAsks } from '../../db/asks.ts'
import { readPersonCard } from '../../db/person-card.ts'
import { onSqlite } from '../support/engines.ts'
import { DAY, NOON } from '../support/listening-desk.ts'
import { codeOf, OLGA, openShop } from './feedback-shop.ts'

it.each([
  ['everybody', { kind: 'everybody' }],
  ['buyers:30', { kind: 'buyers', days: 30 }],
  ['answered:1', { kind: 'answered', days: 1 }],
  ['segment:regulars', { kind: 'segment', segmentId: 'regulars' }],
  ['happy', null],
  ['buyers', null],
  ['buyers:0', null],
  ['everybody:1', null],
  ["segment:'", null],
])('reads %s as a kind of people, or not at all', (text, wanted) => {
  expect(readSelection(text)).toEqual(wanted)
})

onSqlite('asking people one question', (engine) => {
  it('reaches everybody of a kind once within the pause, and nobody who wants peace', async () => {
    const { db, ask, people, clock, ctx } = await openShop(engine)
    await optOut(ctx, OLGA, people[0]?.id ?? 0)
    const { asked, left } = await ask()
    expect(asked.map((one) => one.name).toSorted()).toEqual(['ben', 'cleo'])
    expect(left).toEqual({ lately: 0, optedOut: 1, noAccount: 0, byLot: 0 })
    expect((await ask()).left).toMatchObject({ lately: 2 })
    await clock.advance(89 * DAY)
    expect((await ask()).asked).toEqual([])
    await clock.advance(2 * DAY)
    expect((await ask()).asked).toHaveLength(2)
    const card = await readPersonCard(db.kysely, people[1]?.id ?? 0)
    expect(card?.gives.map(({ n }) => n)).toEqual([0, 0, 0])
    expect(card?.asks.n).toBe(2)
    // Nobody sends by hand what waits for whoever wants peace since.
    const waiting = async () =>
      (await readOpenAsks(db.kysely, 'juniper', clock.now(), 9)).map((one) => one.name)
    expect((await waiting()).toSorted()).toEqual(['ben', 'cleo'])
    await optOut(ctx, OLGA, people[1]?.id ?? 0)
    expect(await waiting()).toEqual(['cleo'])
  })

  it.each([
    [9, 'They open late, is that new?', 'question'],
    [8, 'The man at the till was rude', 'complaint'],
    [2, 'Rude? rude, never again', 'at_risk'],
    [10, 'There was a fire in the kitchen', 'emergency'],
    [3, '', 'complaint'],
    [9, 'oat milk, please', null],
    [7, '', null],
  ] as const)(
    'an answer of %i with “%s” asks for a case of the kind %s',
    async (score, words, kind) => {
      const { ask, answer, db } = await openShop(engine)
      const { token = '' } = (await ask({ atMost: 1 })).asked[0] ?? {}
      const { caseId } = await answer(token, score, words)
      const made = await db.kysely.selectFrom('case').select(['id', 'kind']).execute()
      expect(made.filter((one) => one.id === caseId).map((one) => one.kind)).toEqual(
        kind === null ? [] : [kind],
      )
      const row = await db.kysely
        .selectFrom('feedback_answer')
        .selectAll()
        .executeTakeFirstOrThrow()
      expect(row.reading === null).toBe(words === '')
      if (kind === 'complaint' && words !== '') {
        const label = await db.kysely
          .selectFrom('label')
          .select(['sentiment', 'labels', 'aspects'])
          .where('mention_id', '=', row.mention_id ?? 0)
          .executeTakeFirstOrThrow()
        expect(label).toEqual({
          sentiment: 'negative',
          labels: '["complaint"]',
          aspects: '["staff"]',
        })
      }
      const contacts = await db.kysely
        .selectFrom('contact')
        .select(['sentiment', 'intents'])
        .execute()
      if (words.startsWith('oat'))
        expect(contacts).toEqual([
          { sentiment: 'positive', intents: '["recommendation","suggestion"]' },
        ])
    },
  )

  it('reaches somebody who only rang, and takes their answer as theirs', async () => {
    const { db, ask, answer, ctx } = await openShop(engine)
    const { personId } = await logContact(ctx, OLGA, {
      who: { name: 'Mrs Rang', brandId: 'juniper' },
      way: 'phone',
      sentiment: 'neutral',
      intents: [],
      text: 'Asked when we open.',
    })
    const { asked } = await ask()
    const link = asked.find((one) => one.personId === personId)
    expect(link).toMatchObject({ name: 'Mrs Rang', network: 'feedback' })
    expect((await ask()).left).toMatchObject({ lately: asked.length, noAccount: 0 })
    const { caseId } = await answer(link?.token ?? '', 1)
    const made = await db.kysely.selectFrom('case').selectAll().execute()
    expect(made.filter((one) => one.id === caseId)).toMatchObject([{ person_id: personId }])
    expect(
      await db.kysely
        .selectFrom('person_author')
        .selectAll()
        .where('person_id', '=', personId)
        .execute(),
    ).toHaveLength(1)
  })

  it('asks within the pause only where an owner says why, and keeps the reason', async () => {
    const { db, ask, clock } = await openShop(engine)
    await ask()
    await clock.advance(DAY)
    expect((await ask()).asked).toEqual([])
    expect((await ask({ despite: '  ' })).asked).toEqual([])
    expect((await ask({ despite: 'we moved' })).asked).toHaveLength(3)
    const audit = await db.kysely.selectFrom('audit').select('detail').execute()
    expect(audit.filter(({ detail }) => detail.includes('"despite":"we moved"'))).toHaveLength(1)
  })

  it('draws lots where only some are wanted, and holds the pause for one person, not one account', async () => {
    const { ask, people, ctx, clock } = await openShop(engine)
    const first = await ask({ atMost: 1 })
    expect(first.left.byLot).toBe(2)
    const asked = first.asked[0]?.personId ?? 0
    const other = people.find(({ id }) => id !== asked)?.id ?? 0
    await mergePeople(ctx, OLGA, { keepId: other, mergeId: asked, evidence: 'told us' })
    await clock.advance(DAY)
    const second = await ask()
    expect(second.left.lately).toBe(1)
    expect(second.asked).toHaveLength(1)
  })

  it('refuses a choice by how happy people are', async () => {
    const { ask, segment } = await openShop(engine)
    await segment('fans', { stages: ['advocate'] })
    await segment('regular-fans', { stages: ['client', 'advocate'] })
    await segment('friends', { list: true })
    await segment('buyers', { stages: ['first_time', 'repeat', 'client', 'advocate'] })
    await segment('big', { topFifth: true })
    for (const [id, code] of [
      ['fans', 'by_feeling'],
      ['regular-fans', 'by_feeling'],
      ['friends', 'by_feeling'],
      ['buyers', 'done'],
      ['big', 'done'],
      ['none', 'no_segment'],
    ] as const)
      expect([id, await codeOf(ask({ selection: `segment:${id}` }))]).toEqual([id, code])
    expect(await codeOf(ask({ selection: 'happy' }))).toBe('selection')
  })

  it('asks those who bought or were answered, whatever came of it', async () => {
    const { db, ask, people, clock } = await openShop(engine)
    const [ana, ben] = people
    await db.kysely
      .insertInto('person_customer')
      .values({
        person_id: ana?.id ?? 0,
        customer_id: 7,
        evidence: 'told us',
        confidence: 1,
        confirmed_by: 'olga',
        created_at: NOON,
      })
      .execute()
    const bought = {
      customer_id: 7,
      brand_id: 'juniper',
      source: 'shop',
      currency: 'EUR',
      test: 0,
      cancelled: 0,
      codes: '[]',
      updated_at: NOON,
      stored_at: NOON,
    }
    await db.kysely
      .insertInto('purchase')
      .values({ ...bought, key: 'k', id: 1, order_id: '1', paid_at: NOON - 5 * DAY, net: 100 })
      .execute()
    expect((await ask({ selection: 'buyers:3' })).asked).toEqual([])
    expect((await ask({ selection: 'buyers:30' })).asked.map((one) => one.name)).toEqual(['ana'])
    await db.kysely
      .updateTable('case')
      .set({ status: 'resolved', resolved_at: clock.now() })
      .where('person_id', '=', ben?.id ?? 0)
      .execute()
    expect((await ask({ selection: 'answered:30' })).asked.map((one) => one.name)).toEqual(['ben'])
  })
})
