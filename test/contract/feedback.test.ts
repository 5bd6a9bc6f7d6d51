import { expect, it } from 'vitest'
import { readScores } from '../../db/asks.ts'
import { createPeopleWatch } from '../../jobs/assess-people.ts'
import { onBothEngines, onSqlite } from '../support/engines.ts'
import { countBothWays, DAY } from '../support/listening-desk.ts'
import { codeOf, openShop } from './feedback-shop.ts'

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
