import { expect, it } from 'vitest'
import { type AskInput, askFeedback } from '../../actions/ask-feedback.ts'
import { logContact } from '../../actions/log-contact.ts'
import { mergePeople } from '../../actions/merge-people.ts'
import { optOut } from '../../actions/opt-out.ts'
import type { ReadWords } from '../../actions/read-answer.ts'
import { takeAnswer } from '../../actions/take-answer.ts'
import { readSelection } from '../../core/ask.ts'
import type { Intent } from '../../core/judgement.ts'
import type { SegmentRule } from '../../core/segment.ts'
import { readLedger, readScores } from '../../db/asks.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { assessStanding } from '../../pipeline/steps/score.ts'
import { type Engine, onBothEngines, onSqlite } from '../support/engines.ts'
import { countBothWays, DAY, NOON, openDesk, post } from '../support/listening-desk.ts'

const OLGA = { staffId: 'olga', surface: 'cli' } as const

/** Reads words as plainly as the trained heads would. */
const plainReading: ReadWords = (_, text) => {
  const has = (word: string) => text.includes(word)
  const labels: Intent[] = [
    ...(has('rude') ? (['complaint'] as const) : []),
    ...(has('never again') ? (['churn_threat'] as const) : []),
    ...(has('?') ? (['question'] as const) : []),
    ...(has('oat') ? (['suggestion'] as const) : []),
  ]
  const sure = { confidence: 0.9 }
  const mood = has('rude') ? 'negative' : 'neutral'
  return {
    lang: 'en',
    relevance: { label: 'relevant', ...sure },
    sentiment: { label: mood, ...sure, scores: { negative: 0, neutral: 1, positive: 0 } },
    intents: {} as Record<Intent, number>,
    labels,
    urgency: { label: has('fire') ? 'emergency' : 'none', ...sure },
    aspects: has('rude') ? ['staff'] : [],
    sarcasm: 0,
    model: 'plain',
    reasons: [],
  }
}

async function openShop(engine: Engine, guests = ['ana', 'ben', 'cleo']) {
  const { db, clock } = await engine.open()
  const desk = await openDesk({ db, clock })
  await db.kysely
    .insertInto('staff')
    .values({
      id: 'olga',
      slack_user_id: null,
      name: 'Olga',
      role: 'owner',
      zone: null,
      created_at: NOON,
      disabled_at: null,
    })
    .execute()
  for (const by of guests)
    await desk.hear(
      post(`${by}1`, `I love juniper, says ${by}`, { by, createdAt: NOON - 2 * DAY }),
      post(`${by}2`, `I still love juniper, says ${by}`, { by, createdAt: NOON - DAY }),
    )
  const ctx = {
    db,
    clock,
    fingerprint: (plain: string) => `${plain.replaceAll(/\W/g, '-')}-print-of-it`,
  }
  const rules = { ...desk.watchList, assess: assessStanding }
  const ask = (more: Partial<AskInput> = {}) =>
    askFeedback(ctx, OLGA, { brandId: 'juniper', selection: 'everybody', atMost: null, ...more })
  const people = await db.kysely.selectFrom('person').select(['id', 'name']).orderBy('id').execute()
  return {
    db,
    clock,
    desk,
    ask,
    people,
    ctx,
    answer: (token: string, score: number, words = '') =>
      takeAnswer(ctx, { token, score, words }, rules, plainReading),
    segment: (id: string, rule: SegmentRule) =>
      db.kysely
        .insertInto('segment')
        .values({
          id,
          name: id,
          rule: JSON.stringify(rule),
          promise: '{}',
          manager: null,
          place: 0,
          created_at: NOON,
          retired_at: null,
        })
        .execute(),
  }
}

const codeOf = (act: Promise<unknown>) =>
  act.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

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
    const ledger = await readLedger(db.kysely, people[1]?.id ?? 0, 'juniper')
    expect(ledger).toMatchObject({ thanks: 0, gifts: 0 })
    expect(ledger.asks).toHaveLength(2)
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

onSqlite('an answer', (engine) => {
  it('that is good or middling is a contact of theirs, and opens nothing', async () => {
    const { db, ask, answer } = await openShop(engine)
    const cases = (await db.kysely.selectFrom('case').select('id').execute()).length
    const scores = [7, 9, 10]
    for (const [i, one] of (await ask()).asked.entries())
      expect(await answer(one.token, scores[i] ?? 0)).toEqual({ caseId: null })
    const contacts = await db.kysely
      .selectFrom('contact')
      .select(['sentiment', 'intents'])
      .orderBy('id')
      .execute()
    expect(contacts.map((row) => row.sentiment)).toEqual(['neutral', 'positive', 'positive'])
    expect(contacts[1]?.intents).toBe('["recommendation"]')
    expect((await db.kysely.selectFrom('case').select('id').execute()).length).toBe(cases)
    const { scores: counted, asked } = await readScores(db.kysely, 'juniper', 0)
    expect([...counted.values()].reduce((a, b) => a + b)).toBe(3)
    expect(asked).toBe(3)
  })

  it('comes by a link of ours and in time, or not at all', async () => {
    const { db, ask, answer, clock } = await openShop(engine, ['ana'])
    const token = (await ask()).asked[0]?.token ?? ''
    const [id = '', mark = ''] = token.split('.')
    for (const bad of [
      '',
      id,
      `${id}.`,
      `${id}.${mark.slice(0, -1)}`,
      `${id}.${mark.slice(0, -1)}x`,
      `${(Number.parseInt(id, 36) + 1).toString(36)}.${mark}`,
      `${id}.${mark}`.toUpperCase(),
      "1.' or 1=1 --",
    ])
      expect([bad, await codeOf(answer(bad, 5))]).toEqual([bad, 'no_link'])
    for (const score of [-1, 11, 2.5, Number.NaN])
      expect(await codeOf(answer(token, score))).toBe('score')
    await clock.advance(21 * DAY)
    expect(await codeOf(answer(token, 5))).toBe('expired')
    expect(await db.kysely.selectFrom('feedback_answer').select('id').execute()).toEqual([])
  })
})

onBothEngines('an ask and its answer', (engine) => {
  it('gives one link to each, whoever asks at the same moment', async () => {
    const { db, ask } = await openShop(engine)
    await Promise.all(Array.from({ length: 12 }, () => ask()))
    expect(await db.kysely.selectFrom('ask').select('id').execute()).toHaveLength(3)
  })

  it('takes an answer once, however fast it is sent', async () => {
    const { db, ask, answer } = await openShop(engine, ['ana'])
    const token = (await ask()).asked[0]?.token ?? ''
    const codes = await Promise.all(Array.from({ length: 12 }, () => codeOf(answer(token, 2))))
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(codes.filter((code) => code === 'used')).toHaveLength(11)
    const made = await db.kysely
      .selectFrom('mention')
      .select('id')
      .where('network', '=', 'feedback')
      .execute()
    expect(made).toHaveLength(1)
  })

  it('opens a case with a card for a bad answer, and counts in no public feeling', async () => {
    const { db, ask, answer, people, clock } = await openShop(engine, ['ana'])
    const [one] = (await ask()).asked
    const before = JSON.stringify((await countBothWays(db)).stored)
    const { caseId } = await answer(one?.token ?? '', 3, 'Cold <!channel> soup\n\nand *rude* staff')
    const opened = await db.kysely
      .selectFrom('case as c')
      .innerJoin('mention as m', 'm.id', 'c.last_mention_id')
      .select(['c.kind', 'c.status', 'c.person_id', 'm.network', 'm.text', 'm.visibility'])
      .where('c.id', '=', caseId ?? 0)
      .executeTakeFirstOrThrow()
    expect(opened).toMatchObject({
      kind: 'complaint',
      status: 'new',
      person_id: people[0]?.id,
      network: 'feedback',
      visibility: 'private',
    })
    expect(opened.text).toContain('Answered 3 of 10')
    expect(opened.text).toContain('Cold <!channel> soup')
    const cards = await db.kysely
      .selectFrom('outbox')
      .select('kind')
      .where('case_id', '=', caseId)
      .execute()
    expect(cards.length).toBeGreaterThan(0)
    expect(JSON.stringify((await countBothWays(db)).stored)).toBe(before)
    await clock.advance(1000)
    const assess = createPeopleWatch({ db, clock })
    while ((await assess()) > 0);
    const { risk } = await db.kysely
      .selectFrom('person_standing')
      .select('risk')
      .executeTakeFirstOrThrow()
    expect(risk).toBeGreaterThan(0)
  })
})

onSqlite('a middling number', (engine) => {
  it.each([
    [6, '', 0],
    [4, '  ', 0],
    [6, 'The soup was cold.', 1],
    [3, '', 1],
    [0, '', 1],
  ])(
    '%i of 10 with the words "%s" opens a case and makes %i strikes',
    async (score, words, strikes) => {
      const { db, ask, answer, clock } = await openShop(engine, ['ana'])
      const { caseId } = await answer((await ask()).asked[0]?.token ?? '', score, words)
      expect(caseId).not.toBeNull()
      const found = await db.kysely
        .selectFrom('case')
        .select('kind')
        .where('id', '=', caseId ?? 0)
        .executeTakeFirst()
      expect(found?.kind).toBe('complaint')
      await clock.advance(1000)
      const assess = createPeopleWatch({ db, clock })
      while ((await assess()) > 0);
      const standing = await db.kysely
        .selectFrom('person_standing')
        .select(['strikes', 'terms'])
        .executeTakeFirstOrThrow()
      expect(standing.strikes).toBe(strikes)
      expect(standing.terms).toContain(strikes === 0 ? 'sounds unhappy' : 'a complaint')
    },
  )
})
