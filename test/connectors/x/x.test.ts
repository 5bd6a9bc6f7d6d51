import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Batch, Cursor } from '../../../connectors/connector.ts'
import { createXConnector } from '../../../connectors/x/connector.ts'
import { type Looking, mentionsOf, openLooking, START } from '../../support/fake-x/looking.ts'
import { untilReal } from '../../support/until.ts'

let look: Looking
let clock: Looking['clock']
let x: Looking['x']
let connector: Looking['connector']

beforeEach(async () => {
  look = await openLooking()
  ;({ clock, x, connector } = look)
})
afterEach(() => look.close())

const code = (code: string) => expect.objectContaining({ name: 'NetworkError', code })

describe('reading mentions', () => {
  test('a post that was there before we began is not fetched, the next one is', async () => {
    x.addPost({ text: '@harborbeans long ago', authorId: '7', id: x.newId(START - 60_000) })
    const cursor = await look.begin()
    const post = x.addPost({ text: '@harborbeans the &soup & <b>', authorId: '7' })
    const { mentions } = await look.catchUp(cursor)
    expect(mentions).toHaveLength(1)
    expect(mentions[0]).toMatchObject({
      key: `x::${post.id}`,
      text: '@harborbeans the &soup & <b>',
      trigger: 'tag',
      lang: 'en',
      url: `https://x.com/i/status/${post.id}`,
      author: { id: '7', handle: 'mara', followers: 41, isSelf: false },
      metrics: { likes: 3, views: 50 },
      mentionedHandles: ['harborbeans'],
    })
  })

  test('250 posts come over three pages, none lost and none twice, though more arrive between pages', async () => {
    const cursor = await look.begin()
    for (let i = 0; i < 250; i++) x.addPost({ text: `@harborbeans no ${i}`, authorId: '7' })
    const batches: Batch[] = []
    for await (const batch of connector.listen(cursor, look.ctxOf())) {
      batches.push(batch)
      if (batch.caughtUp) break
      x.addPost({ text: '@harborbeans in between', authorId: '7' })
    }
    expect(batches).toHaveLength(3)
    const later = await look.catchUp(batches.at(-1)!.cursor)
    const ids = mentionsOf([...batches, ...later.batches]).map((mention) => mention.nativeId)
    expect(new Set(ids).size).toBe(252)
    expect(ids).toHaveLength(252)
  })

  test('the cursor stands still until the last page, so a stop between pages loses nothing', async () => {
    const cursor = await look.begin()
    for (let i = 0; i < 150; i++) x.addPost({ text: `@harborbeans no ${i}`, authorId: '7' })
    let first: Batch | null = null
    for await (const batch of connector.listen(cursor, look.ctxOf())) {
      first = batch
      break
    }
    expect(first?.caughtUp).toBe(false)
    const again = await look.catchUp(first!.cursor)
    expect(again.mentions).toHaveLength(150)
  })

  test('an edit has the key of the first version and a new revision', async () => {
    const cursor = await look.begin()
    const post = x.addPost({ text: '@harborbeans the soop', authorId: '7' })
    const first = await look.catchUp(cursor)
    await clock.advance(60_000)
    const edit = x.editPost(post.id, '@harborbeans the soup')
    const second = await look.catchUp(first.cursor)
    expect(second.mentions[0]).toMatchObject({
      key: first.mentions[0]!.key,
      revision: edit.id,
      text: '@harborbeans the soup',
      createdAt: clock.now() - 60_000,
      editedAt: clock.now(),
    })
    expect(first.mentions[0]!.revision).toBe(post.id)
  })

  test('a long post comes whole and shortened links come at full length', async () => {
    const cursor = await look.begin()
    const long = `@harborbeans ${'word '.repeat(200)}end`
    x.addPost({ text: '@harborbeans word …', longText: long, authorId: '7' })
    x.addPost({
      text: '@harborbeans see https://t.co/a1',
      authorId: '7',
      links: [{ short: 'https://t.co/a1', expanded: 'https://harbor.example/menu' }],
    })
    const { mentions } = await look.catchUp(cursor)
    expect(mentions[0]!.text).toBe(long)
    expect(mentions[1]!.text).toBe('@harborbeans see https://harbor.example/menu')
    expect(mentions[1]!.links).toEqual(['https://harbor.example/menu'])
  })

  test('a quote of us and an answer to us are told apart from a tag', async () => {
    const ours = x.addPost({ text: 'New blend', authorId: x.us.id })
    const cursor = await look.begin()
    x.addPost({ text: 'look', authorId: '7', quoteOf: ours.id })
    x.addPost({ text: '@harborbeans yes', authorId: '7', replyTo: ours.id })
    const { mentions } = await look.catchUp(cursor)
    expect(mentions.map(({ kind, trigger }) => [kind, trigger])).toEqual([
      ['quote', 'quote_of_us'],
      ['reply', 'reply_to_us'],
    ])
    expect(mentions[1]!.parents).toMatchObject({ replyTo: ours.id, replyToText: 'New blend' })
  })

  test('more mentions than X shows leave a gap that is told', async () => {
    const cursor = await look.begin()
    for (let i = 0; i < 803; i++) x.addPost({ text: `@harborbeans ${i}`, authorId: '7' })
    await clock.advance(1000)
    const { batches, mentions } = await look.catchUp(cursor)
    expect(mentions).toHaveLength(800)
    expect(batches.at(-1)!.gap?.why).toContain('newest 800')
  })

  test('a post that makes no sense is put aside and the others come through', async () => {
    const cursor = await look.begin()
    const body = JSON.stringify({
      data: [{ id: 'x' }, null, { id: x.newId(), text: '@harborbeans fine', author_id: null }],
      meta: { result_count: 3 },
    })
    x.failNext(/mentions/, { kind: 'answer', status: 200, body })
    const { batches, mentions } = await look.catchUp(cursor)
    expect(batches[0]!.items.map((item) => item.type)).toEqual(['upsert', 'poison', 'poison'])
    expect(mentions[0]!.author).toMatchObject({ id: null, handle: null, followers: null })
  })

  test('the past can be fetched, and taken up again in the middle', async () => {
    for (let i = 0; i < 230; i++)
      x.addPost({ text: `@harborbeans ${i}`, authorId: '7', id: x.newId(START - 1000 * (i + 1)) })
    const first: Batch[] = []
    for await (const batch of connector.backfill!({ since: START - 3_600_000 }, look.ctxOf())) {
      first.push(batch)
      if (first.length === 1) break
    }
    const rest: Batch[] = []
    for await (const batch of connector.backfill!({ cursor: first[0]!.cursor }, look.ctxOf()))
      rest.push(batch)
    expect(mentionsOf([...first, ...rest])).toHaveLength(230)
    expect(rest.at(-1)!.caughtUp).toBe(true)
  })
})

describe('when X is in trouble', () => {
  const problem = (status: number, body: object, headers?: Record<string, string>) =>
    ({ kind: 'answer', status, body: JSON.stringify(body), headers }) as never

  test('a 429 names the moment X names, also when our clock is ten minutes off', async () => {
    const cursor = await look.begin()
    const theirs = clock.now() + 600_000
    const headers = {
      'x-rate-limit-limit': '300',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(theirs / 1000 + 90),
      date: new Date(theirs).toUTCString(),
    }
    x.failNext(/mentions/, problem(429, { title: 'Too Many Requests' }, headers))
    await expect(look.catchUp(cursor)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAt: clock.now() + 90_000,
    })
  })

  test.each([
    ['no time at all', undefined, 15 * 60_000],
    ['a time that is past', START / 1000 - 100, 1000],
    ['a time in a month', START / 1000 + 30 * 86_400, 86_400_000],
  ])('a 429 with %s waits within bounds', async (_name, reset, wait) => {
    const cursor = await look.begin()
    const headers = { 'x-rate-limit-limit': '300', 'x-rate-limit-reset': String(reset ?? '') }
    x.failNext(/mentions/, problem(429, { title: 'Too Many Requests' }, headers))
    await expect(look.catchUp(cursor)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAt: clock.now() + wait,
    })
  })

  test.each([
    [402, { title: 'CreditsDepleted' }, 'billing'],
    [429, { title: 'UsageCapExceeded', type: 'https://x/usage-capped' }, 'billing'],
    [403, { title: 'SpendCapReached', detail: 'Monthly spend cap reached' }, 'billing'],
    [403, { title: 'Client Forbidden', type: 'client-forbidden' }, 'forbidden'],
    [401, { title: 'Unauthorized' }, 'auth'],
    [503, { title: 'Service Unavailable' }, 'transient'],
  ])('a %i %o while reading means %s', async (status, body, expected) => {
    const cursor = await look.begin()
    x.failNext(/mentions/, problem(status, body))
    await expect(look.catchUp(cursor)).rejects.toMatchObject({ code: expected })
  })

  test('a web page, an empty answer, half an answer and a cut line are all worth a second try', async () => {
    const cursor = await look.begin()
    const html = { 'content-type': 'text/html' }
    x.failNext(/mentions/, { kind: 'answer', status: 502, body: '<html>', headers: html })
    x.failNext(/mentions/, { kind: 'answer', status: 200, body: '<html>', headers: html })
    x.failNext(/mentions/, { kind: 'answer', status: 200, body: '' })
    x.failNext(/mentions/, { kind: 'truncate' })
    x.failNext(/mentions/, { kind: 'cut' })
    for (let i = 0; i < 5; i++)
      await expect(look.catchUp(cursor)).rejects.toEqual(code('transient'))
    x.addPost({ text: '@harborbeans still here', authorId: '7' })
    expect((await look.catchUp(cursor)).mentions).toHaveLength(1)
  })

  test('a line that stays silent is given up after 30 seconds', async () => {
    const cursor = await look.begin()
    x.failNext(/mentions/, { kind: 'silence' })
    const seen = x.requests.length
    const outcome = expect(look.catchUp(cursor)).rejects.toEqual(code('transient'))
    await untilReal('the request', () => x.requests.length > seen)
    await clock.advance(30_000)
    await outcome
  })
})

describe('money', () => {
  test('reading stops before the month’s limit would be passed', async () => {
    const cursor = await look.begin()
    look.purse.capUsd = look.purse.spentUsd + 0.3
    await expect(
      (async () => {
        let at: Cursor = cursor
        while (true) {
          for (let i = 0; i < 70; i++) x.addPost({ text: `@harborbeans ${i}`, authorId: '7' })
          at = (await look.catchUp(at)).cursor
        }
      })(),
    ).rejects.toEqual(code('billing'))
    expect(look.purse.spentUsd).toBeLessThanOrEqual(look.purse.capUsd)
  })

  test('what a batch cost is told, and an empty look costs nothing', async () => {
    const cursor = await look.begin()
    const before = look.purse.spentUsd
    expect((await look.catchUp(cursor)).batches[0]!.costUsd).toBe(0)
    expect(look.purse.spentUsd).toBeCloseTo(before)
    x.addPost({ text: '@harborbeans hi', authorId: '7' })
    expect((await look.catchUp(cursor)).batches[0]!.costUsd).toBeCloseTo(0.011)
    expect(look.purse.spentUsd).toBeCloseTo(before + 0.011)
  })
})

describe('keys', () => {
  test('keys that X does not know are a case for a new login', async () => {
    look.secrets['EARSHOT_X_ACCESS_SECRET'] = 'wrong'
    await expect(look.catchUp(null)).rejects.toEqual(code('auth'))
    expect(await connector.check(look.ctxOf())).toEqual([
      { level: 'fail', what: expect.stringMatching(/^(?!.*setup x.*setup x).*earshot setup x/) },
    ])
  })

  test('an expired token is renewed once for many calls and stored before it is used', async () => {
    look.replaceKeys({
      EARSHOT_X_CLIENT_ID: 'c',
      EARSHOT_X_ACCESS_TOKEN: 'stale',
      EARSHOT_X_REFRESH_TOKEN: 'refresh-1',
    })
    const found = await Promise.all(Array.from({ length: 20 }, () => connector.check(look.ctxOf())))
    expect(new Set(found.map((lines) => lines[0]!.level))).toEqual(new Set(['ok']))
    expect(x.requests.filter(({ path }) => path === '/2/oauth2/token')).toHaveLength(1)
    expect(look.secrets['EARSHOT_X_REFRESH_TOKEN']).toBe(x.tokens.refresh)
  })

  test('keys of another account are found out before anything is read', async () => {
    const wrong = createXConnector({ userId: '901', handle: 'other', baseUrl: x.baseUrl() })
    expect(await wrong.check(look.ctxOf())).toEqual([
      expect.objectContaining({
        level: 'fail',
        what: expect.stringContaining('@harborbeans (900)'),
      }),
    ])
    expect(await connector.accountName!(look.ctxOf())).toBe('@harborbeans')
  })

  test('a refresh token that is spent asks for a new login', async () => {
    look.replaceKeys({
      EARSHOT_X_CLIENT_ID: 'c',
      EARSHOT_X_ACCESS_TOKEN: 'stale',
      EARSHOT_X_REFRESH_TOKEN: 'spent',
    })
    await expect(look.catchUp(null)).rejects.toEqual(code('auth'))
  })
})
