import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlueskyConnector } from '../../../connectors/bluesky/connector.ts'
import { openBluesky } from '../../support/bluesky-desk.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { GUEST_DID, namingUs, OUR_DID } from '../../support/fake-bluesky/world.ts'

let desk: Awaited<ReturnType<typeof openBluesky>>
beforeEach(async () => {
  desk = await openBluesky()
})
afterEach(() => desk.close())

const HOUR = 3_600_000
const quoteOf = (uri: string) => ({
  embed: { $type: 'app.bsky.embed.record', record: { uri, cid: 'c' } },
})
const asked = (path: string) => desk.fake.requests.filter((one) => one.path.endsWith(path)).length

describe('our notifications on Bluesky', () => {
  it('tell what the stream lost: tags, answers and quotes, each once, none from before we began', async () => {
    const { fake } = desk
    fake.publishPost('@ourcafe.example long ago', namingUs(), GUEST_DID, true)
    const heard = await desk.listenLive()
    await desk.until('the first look', () => heard.cursor !== null && 'seenAt' in heard.cursor)
    const ours = `at://${OUR_DID}/app.bsky.feed.post/3kours`
    const ref = { uri: ours, cid: 'c' }
    for (const [text, more] of [
      ['@ourcafe.example a tag', namingUs()],
      ['an answer', { reply: { root: ref, parent: ref } }],
      ['a quote', quoteOf(ours)],
      ['nobody asked', {}],
    ] as const)
      fake.publishPost(text, more, GUEST_DID, true)
    fake.publishPost('@ourcafe.example by both ways', namingUs())
    await desk.until('all four', () => new Set(heard.texts()).size === 4)
    expect(new Map(heard.mentions().map((one) => [one.text, one.trigger]))).toEqual(
      new Map([
        ['@ourcafe.example a tag', 'tag'],
        ['an answer', 'reply_to_us'],
        ['a quote', 'quote_of_us'],
        ['@ourcafe.example by both ways', 'tag'],
      ]),
    )
    const revisions = heard.mentions().map(({ key, revision }) => `${key} ${revision}`)
    expect(new Set(revisions).size).toBe(4)
  })

  it('are read page by page after days away, from where they were read last', async () => {
    const first = await desk.listenLive()
    await desk.until('the first look', () => first.cursor !== null && 'seenAt' in first.cursor)
    await first.stop()
    await desk.clock.advance(48 * HOUR)
    for (let i = 0; i < 250; i++) {
      desk.fake.publishPost(`@ourcafe.example ${i}`, namingUs(), GUEST_DID, true)
      await desk.clock.advance(1000)
    }
    const looks = asked('listNotifications')
    const second = await desk.listenLive(first.cursor)
    await desk.until('all', () => second.mentions().length >= 250)
    expect(new Set(second.texts()).size).toBe(250)
    expect(asked('listNotifications') - looks).toBe(3)
  })

  it('that do not come leave the stream alone; a password that no longer holds is told', async () => {
    const { fake } = desk
    const heard = await desk.listenLive()
    fake.intercept((response: ServerResponse, path) => {
      if (!path.endsWith('listNotifications')) return false
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502</h1>')
      return true
    })
    await desk.clock.advance(HOUR / 10)
    fake.publish('the stream goes on')
    await desk.until('the stream', () => heard.texts().includes('the stream goes on'))
    expect(heard.errors).toEqual([])
    fake.intercept(null)
    fake.revoke()
    desk.secrets['EARSHOT_BLUESKY_REFRESH_TOKEN'] = 'old'
    const isTold = () => heard.errors.some(({ code }) => code === 'auth')
    await desk.until('the word', isTold, 1000)
    expect(heard.errors.at(-1)?.message).toContain('app password')
  })
})

describe('what others do with a post on Bluesky', () => {
  it('is counted anew every ten minutes: likes, reposts, answers, quotes', async () => {
    const { fake } = desk
    const heard = await desk.listenLive()
    const { key, uri } = fake.publishPost('best flat white')
    await desk.until('the post', () => heard.mentions().length === 1)
    Object.assign(fake.world.posts.get(uri)!.counts, { likeCount: 7, quoteCount: 2 })
    const metrics = () =>
      heard.items.flatMap((i) => (i.type === 'metrics' && i.key === key ? [i.metrics] : []))
    await desk.until('the counts', () => metrics().at(-1)?.likes === 7, 5000)
    expect(metrics().at(-1)).toMatchObject({ likes: 7, quotes: 2, reposts: 0, replies: 0 })
    const before = metrics().length
    await desk.until('more looks', () => asked('getPosts') > 3, 30_000)
    expect(metrics()).toHaveLength(before)
  })

  it('is counted after a restart for what stands here from before', async () => {
    const { fake } = desk
    const first = await desk.listenLive()
    const { key, uri } = fake.publishPost('best flat white')
    await desk.until('the post', () => first.mentions().length === 1)
    await first.stop()
    fake.world.posts.get(uri)!.counts.likeCount = 7
    const second = await desk.listenLive(first.cursor)
    await desk.until(
      'the counts',
      () =>
        second.items.some((i) => i.type === 'metrics' && i.key === key && i.metrics.likes === 7),
      5000,
    )
  })

  it('is asked about once a day at any age, and that day is kept with the cursor', async () => {
    const { fake, clock } = desk
    const heard = await desk.listenLive()
    const { key, uri } = fake.publishPost('gone while we were away')
    await desk.until('the post', () => heard.mentions().length === 1)
    await heard.stop()
    await clock.advance(72 * HOUR)
    fake.world.posts.delete(uri)
    const back = await desk.listenLive(heard.cursor)
    await desk.until('its end', () => back.items.some((i) => i.type === 'delete' && i.key === key))
    expect(back.cursor?.['checkedAt']).toBeGreaterThan(heard.cursor?.['checkedAt'] as number)
  })
})

describe('labels on Bluesky', () => {
  it('of its moderators hide a post at once, an author always, and what was heard before', async () => {
    const { fake } = desk
    const heard = await desk.listenLive()
    fake.world.accountLabels.set('did:plc:hidden', ['!hide'])
    fake.publishPost('from somebody hidden', {}, 'did:plc:hidden')
    const { key, uri } = fake.publishPost('heard, then hidden')
    await desk.until('the other', () => heard.mentions().length > 0)
    expect(heard.texts()).toEqual(['heard, then hidden'])
    fake.world.posts.get(uri)!.labels.push('!hide')
    await desk.until('its end', () => heard.items.some((i) => i.type === 'delete'), 5000)
    expect(heard.items.find((i) => i.type === 'delete')).toMatchObject({ key })
  })

  it('of an author who asks to be seen by members only are heeded, unless they speak to us', async () => {
    const { fake } = desk
    const heard = await desk.listenLive()
    fake.world.accountLabels.set('did:plc:shy', ['!no-unauthenticated'])
    fake.publishPost('about you, not to you', {}, 'did:plc:shy')
    fake.publishPost('@ourcafe.example to you', namingUs(), 'did:plc:shy')
    await desk.until('the tag', () => heard.mentions().length > 0)
    fake.publish('the next')
    await desk.until('the next', () => heard.texts().includes('the next'))
    expect(new Set(heard.texts())).toEqual(new Set(['@ourcafe.example to you', 'the next']))
  })

  it('that an author put on a post say whether it is for every eye', async () => {
    const { fake } = desk
    const heard = await desk.listenLive()
    const labels = (...values: string[]) => ({
      labels: {
        $type: 'com.atproto.label.defs#selfLabels',
        values: values.map((val) => ({ val })),
      },
    })
    fake.publishPost('a', labels('nudity'))
    fake.publishPost('b', labels('my-own-word'))
    await desk.until('both', () => heard.mentions().length === 2)
    expect(heard.mentions().map(({ sensitive }) => sensitive)).toEqual([true, false])
  })
})

it('a person keeps their place when their handle changes', async () => {
  const { fake } = desk
  const heard = await desk.listenLive()
  fake.publish('before')
  await desk.until('before', () => heard.mentions().length === 1)
  fake.rename(GUEST_DID, 'new-name.example')
  fake.publish('after')
  await desk.until('after', () => heard.mentions().length === 2)
  expect(heard.mentions().map(({ author }) => [author.id, author.handle])).toEqual([
    [GUEST_DID, 'guest.example'],
    [GUEST_DID, 'new-name.example'],
  ])
})

it('an account written with its @ is the same account', async () => {
  const { fake } = desk
  const connector = createBlueskyConnector({
    hosts: [fake.url],
    baseUrl: fake.url,
    handle: '@ourcafe.example',
  })
  const { ctx } = aCtx(desk.clock, new AbortController().signal, desk.secrets)
  const lines = await connector.check(ctx)
  expect(lines).toContainEqual({ level: 'ok', what: 'Bluesky answers as @ourcafe.example.' })
  expect(await connector.accountName?.(ctx)).toBe('@ourcafe.example')
})

it('the doctor tries the stream, the account and what it may read, and posts nothing', async () => {
  const { ctx } = aCtx(desk.clock, new AbortController().signal, desk.secrets)
  const lines = await desk.connector.check(ctx)
  expect(lines.map(({ level, what }) => `${level} ${what}`)).toEqual([
    'ok Bluesky’s stream can be heard.',
    'ok Bluesky answers as @ourcafe.example.',
    'ok The account’s notifications can be read.',
  ])
  desk.fake.revoke()
  desk.secrets['EARSHOT_BLUESKY_REFRESH_TOKEN'] = 'old'
  const [, line] = await desk.connector.check(ctx)
  expect(line).toMatchObject({
    level: 'fail',
    what: expect.stringContaining('EARSHOT_BLUESKY_PASSWORD') as string,
  })
  expect(desk.fake.records.size).toBe(0)
})

it('the doctor tries the stream where nobody answers either, and one instance of it is enough', async () => {
  const { ctx } = aCtx(desk.clock, new AbortController().signal, desk.secrets)
  const dead = 'ws://127.0.0.1:1'
  const checkOf = (hosts: readonly string[]) => createBlueskyConnector({ hosts }).check(ctx)
  const [heard, silent] = await checkOf([dead, desk.fake.url])
  expect([heard?.what, silent?.level]).toEqual(['Bluesky’s stream can be heard.', 'warn'])
  const [unheard] = await checkOf([dead])
  expect(unheard).toMatchObject({
    level: 'fail',
    mend: expect.stringContaining('may reach 127.0.0.1:1.') as string,
  })
})
