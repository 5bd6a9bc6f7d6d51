import { expect, it } from 'vitest'
import { drawCheck, judgeBlind, weekOf } from '../../actions/blind-check.ts'
import { claimCase } from '../../actions/claim-case.ts'
import { correctLabel, undoCorrection } from '../../actions/correct-label.ts'
import { createBrandLearner } from '../../actions/learn-brand.ts'
import { measureAccuracy } from '../../analysis/figures/accuracy.ts'
import type { Grounded } from '../../analysis/layers/ground.ts'
import { readLayer } from '../../analysis/layers/layer-text.ts'
import { RefusedError } from '../../core/errors.ts'
import type { Database } from '../../db/database.ts'
import { countAnswers, readCheck, readLayers } from '../../db/feedback.ts'
import { loadWatchList } from '../../pipeline/watch-list.ts'
import { onBothEngines } from '../support/engines.ts'
import { countBothWays, NOON, plainWords, post, removal } from '../support/listening-desk.ts'
import { as, expectCountsRight, openShop } from './correction-shop.ts'

async function labelOf(db: Database) {
  return db.kysely.selectFrom('label').selectAll().orderBy('mention_id').executeTakeFirstOrThrow()
}

onBothEngines('a person puts our reading right', (engine) => {
  it('moves label, counters and card in one step, and back when it is taken back', async () => {
    const { desk, db, say, undo, caseOf } = await openShop(engine)
    await desk.hear(
      post('1', 'juniper is awful, rude staff'),
      post('2', 'I love juniper', { by: 'omar' }),
    )
    const before = await labelOf(db)
    await say({ say: 'mood', mood: 'positive' })
    expect(await labelOf(db)).toMatchObject({ sentiment: 'positive', sentiment_confidence: 1 })
    await expectCountsRight(db)
    const { version } = await caseOf()
    const cards = await db.kysely
      .selectFrom('outbox')
      .select('key')
      .where('kind', '=', 'card.update')
      .execute()
    expect(cards.map(({ key }) => key)).toContain(`case:${(await caseOf()).id}:v${version}`)
    const audit = await db.kysely.selectFrom('audit').select(['action', 'actor']).execute()
    expect(audit).toEqual([{ action: 'case.label', actor: 'ana' }])
    await undo()
    expect(await labelOf(db)).toEqual(before)
    await expectCountsRight(db)
  })

  it('takes a post that is not about us out of every count and closes its case; undo opens it again', async () => {
    const { desk, db, say, undo, caseOf } = await openShop(engine)
    await desk.hear(post('1', 'juniper is awful, rude staff'))
    await say({ say: 'not_us' })
    expect(await caseOf()).toMatchObject({
      status: 'resolved',
      resolution: 'not_us',
      owner_id: 'ana',
    })
    const { stored, recounted } = await countBothWays(db)
    expect(stored).toEqual(recounted)
    expect(stored.hours.size + stored.days.size).toBe(0)
    await undo()
    expect(await caseOf()).toMatchObject({ status: 'claimed', resolution: null, resolved_at: null })
    expect((await countBothWays(db)).stored.hours.size).toBe(1)
    await expectCountsRight(db)
  })

  it('counts a post once less, not twice, when its author removes it afterwards', async () => {
    const { desk, db, say, undo } = await openShop(engine)
    const said = post('1', 'juniper is awful, rude staff')
    await desk.hear(said, post('2', 'I love juniper', { by: 'omar' }))
    await say({ say: 'not_us' })
    await desk.hear(removal(said))
    await expectCountsRight(db)
    await undo()
    await expectCountsRight(db)
  })

  it('knows what we had said first, however often people change their mind', async () => {
    const { desk, db, say } = await openShop(engine)
    await desk.hear(post('1', 'juniper is awful'))
    await say({ say: 'mood', mood: 'positive' })
    await say({ say: 'mood', mood: 'neutral' })
    await say({ say: 'mood', mood: 'neutral' })
    const rows = await db.kysely
      .selectFrom('label_feedback')
      .select(['said', 'truth', 'source', 'undone_at'])
      .where('head', '=', 'sentiment')
      .orderBy('id')
      .execute()
    expect(rows).toMatchObject([
      { said: 'negative', truth: 'positive', source: 'correction' },
      { said: 'negative', truth: 'neutral', source: 'correction', undone_at: null },
    ])
    await say({ say: 'mood', mood: 'negative' })
    await expectCountsRight(db)
    const accuracy = measureAccuracy(await countAnswers(db.kysely, 'juniper'), false)
    expect(accuracy.sentiment).toMatchObject({ right: 1, n: 1 })
  })

  it('ends the work of a complaint that is none', async () => {
    const { desk, db, say, caseOf } = await openShop(engine)
    await desk.hear(post('1', 'juniper is awful'))
    await say({ say: 'intent', intent: 'complaint', on: false })
    expect(await caseOf()).toMatchObject({ status: 'resolved', resolution: 'no_work' })
    expect((await labelOf(db)).labels).toBe('[]')
    await expectCountsRight(db)
  })

  it('writes down what was right as it was', async () => {
    const { desk, db, say } = await openShop(engine)
    await desk.hear(post('1', 'juniper is awful'))
    await say({ say: 'right' })
    const rows = await db.kysely
      .selectFrom('label_feedback')
      .select(['head', 'truth', 'source'])
      .orderBy('head')
      .execute()
    expect(rows).toEqual([
      { head: 'complaint', truth: 'yes', source: 'confirmation' },
      { head: 'relevance', truth: 'relevant', source: 'confirmation' },
      { head: 'sentiment', truth: 'negative', source: 'confirmation' },
    ])
  })

  it('is refused to a viewer and for a post that is gone, and then nothing is written', async () => {
    const { desk, db, say } = await openShop(engine)
    const said = post('1', 'juniper is awful')
    await desk.hear(said)
    await expect(say({ say: 'not_us' }, 'vic')).rejects.toThrow(RefusedError)
    await desk.hear(removal(said))
    await expect(say({ say: 'not_us' })).rejects.toThrow('The author removed this post')
    expect(await db.kysely.selectFrom('label_feedback').selectAll().execute()).toEqual([])
  })

  it('two people at once leave one word a question, and right counts', async () => {
    const { desk, db, say, ctx, caseOf } = await openShop(engine)
    await desk.hear(post('1', 'juniper is awful'))
    await claimCase(ctx, as('ana'), (await caseOf()).id)
    await Promise.allSettled([
      say({ say: 'mood', mood: 'positive' }),
      say({ say: 'mood', mood: 'neutral' }),
      say({ say: 'right' }),
    ])
    const held = await db.kysely
      .selectFrom('label_feedback')
      .select('truth')
      .where('head', '=', 'sentiment')
      .where('undone_at', 'is', null)
      .execute()
    expect(held).toEqual([{ truth: (await labelOf(db)).sentiment }])
    await expectCountsRight(db)
  })
})

/** Takes every post for praise; each word of a post is a column of its layer. */
const praiser: Grounded = {
  model: 'praiser-1',
  ground: ({ text }) => {
    const words = text.split(' ')
    return {
      shares: new Map([
        ['relevance', [0.9]],
        ['sentiment', [0.2, 0.2, 0.6]],
      ]),
      columns: Uint16Array.from(words, (word) => word.charCodeAt(0) * 8 + word.length),
      values: Float32Array.from(words, () => 1 / Math.sqrt(words.length)),
    }
  },
}

onBothEngines('a brand learns from corrections', (engine) => {
  it('has its layer at once, and the one before when the last correction is taken back', async () => {
    const { desk, db, clock, ctx } = await openShop(engine)
    const learner = createBrandLearner({ db, clock, understander: praiser })
    const learning = { ...ctx, learn: learner.learn }
    const texts = Array.from({ length: 12 }, (_, n) =>
      n % 2 === 0 ? `juniper awful xylophone ${n}` : `juniper awful yes${n} quiet`,
    )
    await desk.hear(...texts.map((text, n) => post(`p${n}`, text, { by: `guest${n}` })))
    const cases = await db.kysely.selectFrom('case').select('id').orderBy('id').execute()
    const layers: (string | undefined)[] = []
    for (const [n, { id: caseId }] of cases.entries()) {
      const mood = n % 2 === 0 ? ('negative' as const) : ('positive' as const)
      await correctLabel(learning, as('ana'), { caseId, verdict: { say: 'mood', mood } })
      layers.push((await readLayers(db.kysely)).get('juniper'))
    }
    const layer = readLayer(layers.at(-1) ?? '')
    expect(layer.model).toBe('praiser-1')
    expect([...layer.heads.keys()]).toContain('sentiment')
    expect((await loadWatchList(db, plainWords)).layers?.get('juniper')).toEqual(layer)
    await undoCorrection(learning, as('ana'), cases.at(-1)?.id ?? 0)
    expect((await readLayers(db.kysely)).get('juniper')).toBe(layers.at(-2))
  })

  it('is fitted anew for new weights', async () => {
    const { desk, db, clock, say } = await openShop(engine)
    await desk.hear(post('1', 'juniper is awful'))
    await say({ say: 'right' })
    await createBrandLearner({ db, clock, understander: praiser }).learnStale()
    const newer = { ...praiser, model: 'praiser-2' }
    await createBrandLearner({ db, clock, understander: newer }).learnStale()
    expect(readLayer((await readLayers(db.kysely)).get('juniper') ?? '').model).toBe('praiser-2')
  })
})

onBothEngines('the weekly check', (engine) => {
  it('draws the same twenty of last week for everybody, and counts what people say', async () => {
    const { desk, db, clock, ctx } = await openShop(engine)
    const posts = Array.from({ length: 30 }, (_, n) =>
      post(`p${n}`, `juniper is awful ${n}`, { by: `g${n}` }),
    )
    await desk.hear(...posts)
    expect(await drawCheck(ctx, 'juniper')).toBe(weekOf(NOON) - 1)
    expect((await readCheck(db.kysely, 'juniper', weekOf(NOON) - 1)).drawn).toBe(0)
    await clock.advance(7 * 86_400_000)
    const weeks = await Promise.all([drawCheck(ctx, 'juniper'), drawCheck(ctx, 'juniper')])
    expect(weeks).toEqual([weekOf(NOON), weekOf(NOON)])
    const answers = ['negative', 'positive', 'not_us', 'cannot_tell'] as const
    for (const answer of answers) {
      const { next } = await readCheck(db.kysely, 'juniper', weekOf(NOON))
      const input = { brandId: 'juniper', mentionId: next?.id ?? 0, answer }
      await judgeBlind(ctx, as('ana'), input)
      await expect(judgeBlind(ctx, as('ana'), input)).rejects.toThrow('faster')
    }
    await expectCountsRight(db)
    expect(await readCheck(db.kysely, 'juniper', weekOf(NOON))).toMatchObject({
      drawn: 20,
      judged: 4,
    })
    const counted = await countAnswers(db.kysely, 'juniper')
    const { relevance, sentiment } = measureAccuracy(counted, true)
    expect([relevance.right, relevance.n, sentiment.right, sentiment.n]).toEqual([2, 3, 1, 2])
    expect(relevance.interval.low).toBeCloseTo(0.208, 3)
    expect(measureAccuracy(counted, false).relevance.n).toBe(0)
  })
})
