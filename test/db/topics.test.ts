import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTopicMatcher } from '../../analysis/topics/topic-matcher.ts'
import type { Database } from '../../db/database.ts'
import { recountTopics } from '../../db/recount-topics.ts'
import { readVoices } from '../../db/signals.ts'
import { type FoundTopic, readTopicForms, readTopics, writeTopics } from '../../db/topics.ts'
import { onBothEngines } from '../support/engines.ts'
import {
  countBothWays,
  DAY,
  type Desk,
  edit,
  HOUR,
  NOON,
  openDesk,
  post,
  removal,
} from '../support/listening-desk.ts'

const found = (key: string, more: Partial<FoundTopic> = {}): FoundTopic => ({
  key,
  name: key,
  forms: [key],
  direction: 'up',
  now: 4,
  ofNow: 20,
  before: 1,
  ofBefore: 100,
  ...more,
})

/** What the job does with what it found. */
async function learn(desk: Desk, topics: readonly FoundTopic[], now: number): Promise<string[]> {
  const { db } = desk
  const fresh = await db.transaction((trx) => writeTopics(trx, 'juniper', topics, 24, now))
  const forms = await readTopicForms(db.kysely)
  desk.watchList.topics = new Map([...forms].map(([id, list]) => [id, createTopicMatcher(list)]))
  const match = desk.watchList.topics.get('juniper') ?? (() => [])
  await recountTopics(db, { brandId: 'juniper', from: 0, limit: 1000, match })
  return fresh
}

async function dayOf(db: Database, topic: string) {
  const row = await db.kysely
    .selectFrom('day_count')
    .select(['total', 'negative', 'positive'])
    .where('topic', '=', topic)
    .executeTakeFirst()
  return row ?? null
}

onBothEngines('topics', (engine) => {
  async function open() {
    const { db, clock } = await engine.open()
    await clock.advance(NOON - clock.now())
    return openDesk({ db, clock })
  }

  it('are counted for the days before they were known and for every post since', async () => {
    const desk = await open()
    const early = post('1', 'juniper cardamom bun, love', { createdAt: NOON - HOUR })
    await desk.hear(early, post('2', 'juniper queue'))
    expect(await learn(desk, [found('cardamom bun')], NOON)).toEqual(['cardamom bun'])
    expect(await dayOf(desk.db, '~cardamom bun')).toEqual({ total: 1, negative: 0, positive: 1 })
    const late = post('3', 'awful cardamom bun at juniper')
    await desk.hear(late)
    expect(await dayOf(desk.db, '~cardamom bun')).toEqual({ total: 2, negative: 1, positive: 1 })
    await desk.hear(edit(late, 'awful wifi at juniper', 1000), removal(early))
    expect(await dayOf(desk.db, '~cardamom bun')).toEqual({ total: 0, negative: 0, positive: 0 })
    const [shown] = await readTopics(desk.db.kysely, 'juniper', NOON - 7 * DAY, NOON)
    expect(shown).toMatchObject({ key: 'cardamom bun', posts: 4, of_posts: 20, total: 0 })
  })

  it('stay one topic when they are found again by another of their phrases', async () => {
    const desk = await open()
    await learn(desk, [found('cardamom bun', { forms: ['cardamom bun', 'cardamom'] })], NOON)
    const again = found('cardamom', { forms: ['cardamom', 'cardamom rolls'], now: 9 })
    expect(await learn(desk, [again], NOON + HOUR)).toEqual([])
    const topics = await readTopics(desk.db.kysely, 'juniper', NOON - DAY, NOON + HOUR)
    expect(topics.map(({ key, posts }) => [key, posts])).toEqual([['cardamom bun', 9]])
  })

  it('retire when nobody brings them up for two weeks', async () => {
    const desk = await open()
    await learn(desk, [found('wifi')], NOON)
    await learn(desk, [found('queue')], NOON + 15 * DAY)
    const topics = await readTopicForms(desk.db.kysely)
    expect(topics.get('juniper')?.map(({ key }) => key)).toEqual(['queue'])
  })

  it('keep every counter equal to a recount, whatever is said, edited, deleted and learnt', async () => {
    const words = fc.constantFrom('bun', 'wifi', 'queue', 'awful', 'love', 'staff', 'maybe')
    const step = fc.oneof(
      fc.record({
        do: fc.constantFrom('post', 'edit', 'delete'),
        id: fc.integer({ min: 1, max: 5 }),
        text: fc.array(words, { maxLength: 4 }),
        day: fc.integer({ min: 0, max: 2 }),
      }),
      fc.record({ do: fc.constant('learn'), topics: fc.subarray(['bun', 'wifi', 'queue']) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        const desk = await open()
        let at = 0
        for (const one of steps) {
          at++
          if ('topics' in one) {
            await learn(
              desk,
              one.topics.map((key) => found(key)),
              NOON + at,
            )
            continue
          }
          const said = post(String(one.id), `juniper ${one.text.join(' ')}`, {
            createdAt: NOON - one.day * DAY,
          })
          if (one.do === 'delete') await desk.hear(removal(said))
          else await desk.hear(one.do === 'edit' ? edit(said, said.mention.text, at) : said)
        }
        const { recounted, stored } = await countBothWays(desk.db)
        expect(stored.days).toEqual(recounted.days)
        expect(stored.hours).toEqual(recounted.hours)
      }),
      { numRuns: engine.dialect === 'sqlite' ? 60 : 8 },
    )
  })

  it('tell the voices of each network by the day', async () => {
    const desk = await open()
    await desk.hear(post('1', 'juniper love'), post('2', 'juniper awful', { by: 'omar' }))
    expect(await readVoices(desk.db.kysely, ['juniper', 'kettle'], NOON - DAY, NOON)).toEqual([
      { brandId: 'juniper', networks: { bluesky: 2 } },
      { brandId: 'kettle', networks: {} },
    ])
  })
})
