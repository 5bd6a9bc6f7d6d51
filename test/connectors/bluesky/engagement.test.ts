import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPopularity } from '../../../connectors/bluesky/engagement.ts'
import type { Ctx, Item } from '../../../connectors/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeBluesky } from '../../support/fake-bluesky/fake-bluesky.ts'

const NOON = Date.UTC(2026, 10, 19, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const clock = createSimulatedClock(NOON)
let fake: Awaited<ReturnType<typeof startFakeBluesky>>
let posts: { uri: string; observedAt: number }[]
beforeEach(async () => {
  fake = await startFakeBluesky(clock)
  posts = []
})
afterEach(() => fake.close())

function say(text: string): string {
  const { uri } = fake.world.post(text)
  posts.unshift({ uri, observedAt: clock.now() })
  return uri
}

const ctx: Ctx = {
  ...aCtx(clock, new AbortController().signal).ctx,
  stored: async (_below, limit) =>
    posts.slice(0, limit).map(({ uri, observedAt }, i) => ({
      id: posts.length - i,
      key: `bluesky::${uri}`,
      nativeId: uri,
      revision: 'c',
      observedAt,
      replyRef: {},
    })),
}
const asked = () => fake.requests.filter(({ path }) => path.endsWith('getPosts')).length
const goneOf = (items: readonly Item[]) =>
  items.flatMap((item) => (item.type === 'delete' ? [item.key.replace('bluesky::', '')] : []))
const likesOf = (items: readonly Item[]) =>
  items.flatMap((item) => (item.type === 'metrics' ? [item.metrics.likes] : []))

/** The look after this wait. */
async function lookAfter(
  ms: number,
  { due }: ReturnType<typeof createPopularity>,
  checkedAt: number,
) {
  await clock.advance(ms)
  return due(ctx, checkedAt)
}

it('counts the posts of two days every ten minutes, and says a count once', async () => {
  const popularity = createPopularity(fake.url)
  const uri = say('best flat white')
  const begin = clock.now()
  expect(await popularity.due(ctx, begin)).toEqual({ items: [], checkedAt: begin })
  fake.world.posts.get(uri)!.counts.likeCount = 7
  expect(likesOf((await lookAfter(10 * MINUTE, popularity, begin)).items)).toEqual([7])
  expect((await lookAfter(10 * MINUTE, popularity, begin)).items).toEqual([])
  expect(asked()).toBe(2)
  fake.world.posts.get(uri)!.counts.likeCount = 8
  await clock.advance(2 * DAY)
  expect((await popularity.due(ctx, clock.now())).items).toEqual([])
  expect(asked()).toBe(2)
})

it('asks once a day about posts of any age, a thousand at most, in forty questions', async () => {
  for (let i = 0; i < 1010; i++) say(`juniper ${i}`)
  await clock.advance(5 * DAY)
  const popularity = createPopularity(fake.url)
  const { items, checkedAt } = await popularity.due(ctx, clock.now() - DAY)
  expect(items).toHaveLength(1000)
  expect([checkedAt, asked()]).toEqual([clock.now(), 40])
  expect(await lookAfter(10 * MINUTE, popularity, checkedAt)).toEqual({ items: [], checkedAt })
})

it('takes away what is gone or hidden, and nothing that one look missed by chance', async () => {
  say('kept')
  const [gone, hidden, missed] = [say('gone'), say('hidden'), say('missed')]
  await clock.advance(2 * HOUR)
  fake.world.posts.delete(gone)
  fake.world.posts.get(hidden)!.labels.push('!takedown')
  const away = fake.world.posts.get(missed)!
  fake.world.posts.delete(missed)
  fake.intercept((_response, path) => {
    if (path.endsWith('getPosts') && asked() > 1) fake.world.posts.set(missed, away)
    return false
  })
  const popularity = createPopularity(fake.url)
  await popularity.due(ctx, clock.now())
  const { items } = await lookAfter(10 * MINUTE, popularity, clock.now())
  expect(new Set(goneOf(items))).toEqual(new Set([gone, hidden]))
})

it('waits an hour for a new post to be shown, and takes nothing away where the look breaks', async () => {
  const uri = say('just written')
  fake.world.posts.delete(uri)
  const popularity = createPopularity(fake.url)
  await popularity.due(ctx, clock.now())
  expect(goneOf((await lookAfter(50 * MINUTE, popularity, clock.now())).items)).toEqual([])
  for (const body of ['{}', '{"posts":"none"}', '<h1>502</h1>']) {
    fake.intercept((response, path) => {
      if (path.endsWith('getPosts')) response.writeHead(200).end(body)
      return path.endsWith('getPosts')
    })
    const before = clock.now() - DAY
    expect(await lookAfter(20 * MINUTE, popularity, before)).toEqual({
      items: [],
      checkedAt: before,
    })
  }
  fake.intercept(null)
  expect(goneOf((await lookAfter(20 * MINUTE, popularity, clock.now())).items)).toEqual([uri])
})
