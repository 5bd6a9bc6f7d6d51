import { expect, it } from 'vitest'
import { drawCheck, judgeBlind, weekOf } from '../../actions/blind-check.ts'
import { LEAST_POSTS } from '../../analysis/layers/stream-mix.ts'
import { readCheck } from '../../db/feedback.ts'
import { countCheckedMoods, countMoods } from '../../db/stream-moods.ts'
import { createMixReader, readStreamMix } from '../../pipeline/stream-mixes.ts'
import { type Engine, onBothEngines } from '../support/engines.ts'
import { DAY, NOON, openDesk, post } from '../support/listening-desk.ts'
import { seedStaff } from '../support/seed.ts'

const EVER = { from: 0, to: NOON + 30 * DAY }
const many = (n: number, text: string) =>
  Array.from({ length: n }, (_, at) =>
    post(`${text}${at}`, `juniper ${text} no ${at}`, { by: `guest${at}` }),
  )

async function openStream(engine: Engine) {
  const { db, clock } = await engine.open()
  const { hear } = await openDesk({ db, clock })
  await seedStaff(db, 'ana')
  return { db, clock, hear, moods: () => countMoods(db.kysely, 'juniper', EVER) }
}

onBothEngines('the mix of a brand’s stream', (engine) => {
  it('counts a post we were unsure of as what it leans to, so that handing posts over changes no mix', async () => {
    const { db, hear, moods } = await openStream(engine)
    await hear(...many(2, 'love'))
    await db.kysely.updateTable('label').set({ topics: '["@feedback"]' }).execute()
    await hear(...many(3, 'awful'), ...many(2, 'awful hmm'), ...many(2, 'love hmm'))
    await hear(...many(1, 'so so'), ...many(2, 'maybe awful'), ...many(2, 'berries'))
    // Not the two that were answers to us, the two that may be about somebody else, nor the two that are.
    expect(await moods()).toEqual({ negative: 5, neutral: 1, positive: 2 })
    const rows = await db.kysely.selectFrom('label').select(['sentiment', 'leaning']).execute()
    for (const { sentiment, leaning } of rows)
      if (sentiment !== 'unsure') expect(leaning).toBeNull()
  })

  it('is of whole days before today, of a hundred posts at least, and heeds the weekly check', async () => {
    const { db, clock, hear } = await openStream(engine)
    const mixesAt = createMixReader(db)
    const mixOn = (day: number) => readStreamMix(db, 'juniper', NOON + day * DAY)
    await hear(...many(LEAST_POSTS - 1, 'so so'))
    expect(await mixOn(1)).toBeNull()
    await hear(post('one more', 'juniper so so'))
    expect(await mixOn(0)).toBeNull()
    expect((await mixesAt(NOON)).size).toBe(0)
    const before = await mixOn(1)
    expect((await mixesAt(NOON + DAY)).get('juniper')).toEqual(before)

    await hear(...many(9, 'fine'))
    await clock.advance(7 * DAY)
    await drawCheck({ db, clock }, 'juniper')
    for (const answer of ['negative', 'negative', 'not_us', 'cannot_tell'] as const) {
      const { next } = await readCheck(db.kysely, 'juniper', weekOf(clock.now()) - 1)
      const judged = { brandId: 'juniper', mentionId: next?.id ?? 0, answer }
      await judgeBlind({ db, clock }, { staffId: 'ana', surface: 'desk' }, judged)
    }
    const checked = await countCheckedMoods(db.kysely, 'juniper', EVER)
    expect(checked).toEqual({ negative: 2, neutral: 0, positive: 0 })
    // A day's mix stays: how a post is read does not hang on what else came that day.
    expect((await mixesAt(NOON + DAY + 1)).get('juniper')).toEqual(before)
    const after = (await mixesAt(NOON + 8 * DAY)).get('juniper')
    expect(after?.[0]).toBeGreaterThan(before?.[0] ?? 1)
  })
})
