import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Batch, Connector, Ctx, Cursor, ReplyTarget } from '../../../connectors/connector.ts'
import { createXConnector } from '../../../connectors/x/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { silentLogger } from '../../../core/logger.ts'
import type { Mention } from '../../../core/mention.ts'
import { createFakeX, type FakeX } from '../../support/fake-x/server.ts'
import { untilReal } from '../../support/until.ts'

const START = Date.UTC(2026, 2, 2, 9)
const US = { userId: '900', handle: '@harborbeans' }
const OAUTH1 = {
  EARSHOT_X_API_KEY: 'app-key',
  EARSHOT_X_API_SECRET: 'app-secret',
  EARSHOT_X_ACCESS_TOKEN: 'acc-token',
  EARSHOT_X_ACCESS_SECRET: 'acc-secret',
}

let clock: SimulatedClock
let x: FakeX
let connector: Connector
let secrets: Record<string, string>
let spent: number
let cap: number
let stop: AbortController

beforeEach(async () => {
  clock = createSimulatedClock(START)
  x = createFakeX(clock)
  x.addUser({ id: '7', username: 'mara', name: 'Mara', followers: 41 })
  connector = createXConnector({ ...US, baseUrl: await x.start() })
  secrets = { ...OAUTH1 }
  spent = 0
  cap = 1000
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  await x.stop()
})

function createCtx(): Ctx {
  return {
    connectionId: 'x-1',
    fetch,
    connectWs: () => {
      throw new Error('X needs no WebSocket')
    },
    clock,
    random: () => 0.5,
    signal: stop.signal,
    secrets: {
      get: (name) => secrets[name],
      put: async (values) => void Object.assign(secrets, values),
    },
    spend: (usd) => {
      if (spent + usd > cap) return false
      spent += usd
      return true
    },
    log: silentLogger,
    health: () => {},
    allowPrivateAddresses: true,
  }
}

/** Reads until the connector says that nothing older waits. */
async function catchUp(cursor: Cursor | null, using = connector) {
  const batches: Batch[] = []
  for await (const batch of using.listen(cursor, createCtx())) {
    batches.push(batch)
    if (batch.caughtUp) break
  }
  return { batches, cursor: batches.at(-1)!.cursor, mentions: mentionsOf(batches) }
}

function mentionsOf(batches: Batch[]): Mention[] {
  return batches.flatMap((batch) =>
    batch.items.flatMap((item) => (item.type === 'upsert' ? [item.mention] : [])),
  )
}

async function begin(): Promise<Cursor> {
  const { cursor } = await catchUp(null)
  await clock.advance(5_000)
  return cursor
}

function targetOf(mention: Mention): ReplyTarget {
  const { key, nativeId, url, trigger } = mention
  return { key, nativeId, url, trigger, replyRef: mention.replyRef ?? {} }
}

const options = () => ({ idempotencyKey: 'k', pressedAt: clock.now() })
const code = (code: string) => expect.objectContaining({ name: 'NetworkError', code })

describe('reading mentions', () => {
  test('a post that was there before we began is not fetched, the next one is', async () => {
    x.addPost({ text: '@harborbeans long ago', authorId: '7', id: x.newId(START - 60_000) })
    const cursor = await begin()
    const post = x.addPost({ text: '@harborbeans the &soup & <b>', authorId: '7' })
    const { mentions } = await catchUp(cursor)
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
    const cursor = await begin()
    for (let i = 0; i < 250; i++) x.addPost({ text: `@harborbeans no ${i}`, authorId: '7' })
    const batches: Batch[] = []
    for await (const batch of connector.listen(cursor, createCtx())) {
      batches.push(batch)
      if (batch.caughtUp) break
      x.addPost({ text: '@harborbeans in between', authorId: '7' })
    }
    expect(batches).toHaveLength(3)
    const later = await catchUp(batches.at(-1)!.cursor)
    const ids = mentionsOf([...batches, ...later.batches]).map((mention) => mention.nativeId)
    expect(new Set(ids).size).toBe(252)
    expect(ids).toHaveLength(252)
  })

  test('the cursor stands still until the last page, so a stop between pages loses nothing', async () => {
    const cursor = await begin()
    for (let i = 0; i < 150; i++) x.addPost({ text: `@harborbeans no ${i}`, authorId: '7' })
    let first: Batch | null = null
    for await (const batch of connector.listen(cursor, createCtx())) {
      first = batch
      break
    }
    expect(first?.caughtUp).toBe(false)
    const again = await catchUp(first!.cursor)
    expect(again.mentions).toHaveLength(150)
  })

  test('an edit has the key of the first version and a new revision', async () => {
    const cursor = await begin()
    const post = x.addPost({ text: '@harborbeans the soop', authorId: '7' })
    const first = await catchUp(cursor)
    await clock.advance(60_000)
    const edit = x.editPost(post.id, '@harborbeans the soup')
    const second = await catchUp(first.cursor)
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
    const cursor = await begin()
    const long = `@harborbeans ${'word '.repeat(200)}end`
    x.addPost({ text: '@harborbeans word …', longText: long, authorId: '7' })
    x.addPost({
      text: '@harborbeans see https://t.co/a1',
      authorId: '7',
      links: [{ short: 'https://t.co/a1', expanded: 'https://harbor.example/menu' }],
    })
    const { mentions } = await catchUp(cursor)
    expect(mentions[0]!.text).toBe(long)
    expect(mentions[1]!.text).toBe('@harborbeans see https://harbor.example/menu')
    expect(mentions[1]!.links).toEqual(['https://harbor.example/menu'])
  })

  test('a quote of us and an answer to us are told apart from a tag', async () => {
    const ours = x.addPost({ text: 'New blend', authorId: x.us.id })
    const cursor = await begin()
    x.addPost({ text: 'look', authorId: '7', quoteOf: ours.id })
    x.addPost({ text: '@harborbeans yes', authorId: '7', replyTo: ours.id })
    const { mentions } = await catchUp(cursor)
    expect(mentions.map(({ kind, trigger }) => [kind, trigger])).toEqual([
      ['quote', 'quote_of_us'],
      ['reply', 'reply_to_us'],
    ])
    expect(mentions[1]!.parents).toMatchObject({ replyTo: ours.id, replyToText: 'New blend' })
  })

  test('more mentions than X shows leave a gap that is told', async () => {
    const cursor = await begin()
    for (let i = 0; i < 803; i++) x.addPost({ text: `@harborbeans ${i}`, authorId: '7' })
    await clock.advance(1000)
    const { batches, mentions } = await catchUp(cursor)
    expect(mentions).toHaveLength(800)
    expect(batches.at(-1)!.gap?.why).toContain('newest 800')
  })

  test('a post that makes no sense is put aside and the others come through', async () => {
    const cursor = await begin()
    const body = JSON.stringify({
      data: [{ id: 'x' }, null, { id: x.newId(), text: '@harborbeans fine', author_id: null }],
      meta: { result_count: 3 },
    })
    x.failNext(/mentions/, { kind: 'answer', status: 200, body })
    const { batches, mentions } = await catchUp(cursor)
    expect(batches[0]!.items.map((item) => item.type)).toEqual(['upsert', 'poison', 'poison'])
    expect(mentions[0]!.author).toMatchObject({ id: null, handle: null, followers: null })
  })

  test('the past can be fetched, and taken up again in the middle', async () => {
    for (let i = 0; i < 230; i++)
      x.addPost({ text: `@harborbeans ${i}`, authorId: '7', id: x.newId(START - 1000 * (i + 1)) })
    const first: Batch[] = []
    for await (const batch of connector.backfill!({ since: START - 3_600_000 }, createCtx())) {
      first.push(batch)
      if (first.length === 1) break
    }
    const rest: Batch[] = []
    for await (const batch of connector.backfill!({ cursor: first[0]!.cursor }, createCtx()))
      rest.push(batch)
    expect(mentionsOf([...first, ...rest])).toHaveLength(230)
    expect(rest.at(-1)!.caughtUp).toBe(true)
  })
})

describe('when X is in trouble', () => {
  const problem = (status: number, body: object, headers?: Record<string, string>) =>
    ({ kind: 'answer', status, body: JSON.stringify(body), headers }) as never

  test('a 429 names the moment X names, also when our clock is ten minutes off', async () => {
    const cursor = await begin()
    const theirs = clock.now() + 600_000
    const headers = {
      'x-rate-limit-limit': '300',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(theirs / 1000 + 90),
      date: new Date(theirs).toUTCString(),
    }
    x.failNext(/mentions/, problem(429, { title: 'Too Many Requests' }, headers))
    await expect(catchUp(cursor)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAt: clock.now() + 90_000,
    })
  })

  test.each([
    ['no time at all', undefined, 15 * 60_000],
    ['a time that is past', START / 1000 - 100, 1000],
    ['a time in a month', START / 1000 + 30 * 86_400, 86_400_000],
  ])('a 429 with %s waits within bounds', async (_name, reset, wait) => {
    const cursor = await begin()
    const headers = { 'x-rate-limit-limit': '300', 'x-rate-limit-reset': String(reset ?? '') }
    x.failNext(/mentions/, problem(429, { title: 'Too Many Requests' }, headers))
    await expect(catchUp(cursor)).rejects.toMatchObject({
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
    const cursor = await begin()
    x.failNext(/mentions/, problem(status, body))
    await expect(catchUp(cursor)).rejects.toMatchObject({ code: expected })
  })

  test('a web page, an empty answer, half an answer and a cut line are all worth a second try', async () => {
    const cursor = await begin()
    const html = { 'content-type': 'text/html' }
    x.failNext(/mentions/, { kind: 'answer', status: 502, body: '<html>', headers: html })
    x.failNext(/mentions/, { kind: 'answer', status: 200, body: '<html>', headers: html })
    x.failNext(/mentions/, { kind: 'answer', status: 200, body: '' })
    x.failNext(/mentions/, { kind: 'truncate' })
    x.failNext(/mentions/, { kind: 'cut' })
    for (let i = 0; i < 5; i++) await expect(catchUp(cursor)).rejects.toEqual(code('transient'))
    x.addPost({ text: '@harborbeans still here', authorId: '7' })
    expect((await catchUp(cursor)).mentions).toHaveLength(1)
  })

  test('a line that stays silent is given up after 30 seconds', async () => {
    const cursor = await begin()
    x.failNext(/mentions/, { kind: 'silence' })
    const seen = x.requests.length
    const outcome = expect(catchUp(cursor)).rejects.toEqual(code('transient'))
    await untilReal('the request', () => x.requests.length > seen)
    await clock.advance(30_000)
    await outcome
  })
})

describe('money', () => {
  test('reading stops before the month’s limit would be passed', async () => {
    const cursor = await begin()
    cap = spent + 0.3
    await expect(
      (async () => {
        let at: Cursor = cursor
        while (true) {
          for (let i = 0; i < 70; i++) x.addPost({ text: `@harborbeans ${i}`, authorId: '7' })
          at = (await catchUp(at)).cursor
        }
      })(),
    ).rejects.toEqual(code('billing'))
    expect(spent).toBeLessThanOrEqual(cap)
  })

  test('what a batch cost is told, and an empty look costs nothing', async () => {
    const cursor = await begin()
    const before = spent
    expect((await catchUp(cursor)).batches[0]!.costUsd).toBe(0)
    expect(spent).toBeCloseTo(before)
    x.addPost({ text: '@harborbeans hi', authorId: '7' })
    expect((await catchUp(cursor)).batches[0]!.costUsd).toBeCloseTo(0.011)
    expect(spent).toBeCloseTo(before + 0.011)
  })

  test('an answer with a link costs twenty times as much, one that X refuses nothing', async () => {
    const target = await tagged()
    const before = spent
    await connector.reply!(target, 'See harbor.example.com', options(), createCtx())
    expect(spent - before).toBeCloseTo(0.2)
    await expect(
      connector.reply!(target, 'See harbor.example.com', options(), createCtx()),
    ).rejects.toEqual(code('refused'))
    expect(spent - before).toBeCloseTo(0.2)
  })
})

describe('keys', () => {
  test('keys that X does not know are a case for a new login', async () => {
    secrets['EARSHOT_X_ACCESS_SECRET'] = 'wrong'
    await expect(catchUp(null)).rejects.toEqual(code('auth'))
    expect(await connector.check(createCtx())).toEqual([
      expect.objectContaining({ level: 'fail', mend: expect.stringContaining('setup x') }),
    ])
  })

  test('an expired token is renewed once for many calls and stored before it is used', async () => {
    secrets = {
      EARSHOT_X_CLIENT_ID: 'c',
      EARSHOT_X_ACCESS_TOKEN: 'stale',
      EARSHOT_X_REFRESH_TOKEN: 'refresh-1',
    }
    const found = await Promise.all(Array.from({ length: 20 }, () => connector.check(createCtx())))
    expect(new Set(found.map((lines) => lines[0]!.level))).toEqual(new Set(['ok']))
    expect(x.requests.filter(({ path }) => path === '/2/oauth2/token')).toHaveLength(1)
    expect(secrets['EARSHOT_X_REFRESH_TOKEN']).toBe(x.tokens.refresh)
  })

  test('keys of another account are found out before anything is read', async () => {
    const wrong = createXConnector({ userId: '901', handle: 'other', baseUrl: x.baseUrl() })
    expect(await wrong.check(createCtx())).toEqual([
      expect.objectContaining({
        level: 'fail',
        what: expect.stringContaining('@harborbeans (900)'),
      }),
    ])
    expect(await connector.accountName!(createCtx())).toBe('@harborbeans')
  })

  test('a refresh token that is spent asks for a new login', async () => {
    secrets = {
      EARSHOT_X_CLIENT_ID: 'c',
      EARSHOT_X_ACCESS_TOKEN: 'stale',
      EARSHOT_X_REFRESH_TOKEN: 'spent',
    }
    await expect(catchUp(null)).rejects.toEqual(code('auth'))
  })
})

async function tagged(): Promise<ReplyTarget> {
  const cursor = await begin()
  x.addPost({ text: '@harborbeans cold soup', authorId: '7' })
  return targetOf((await catchUp(cursor)).mentions[0]!)
}

describe('answering', () => {
  const ourReplies = () => [...x.posts.values()].filter((post) => post.authorId === x.us.id)

  test('a post that tags us is answered below it', async () => {
    const target = await tagged()
    expect(connector.canReply(target)).toBe(true)
    const receipt = await connector.reply!(target, 'We are sorry', options(), createCtx())
    expect(x.posts.get(receipt.nativeId)).toMatchObject({ replyTo: target.nativeId })
    expect(receipt).toMatchObject({
      url: `https://x.com/i/status/${receipt.nativeId}`,
      costUsd: 0.01,
    })
  })

  test('a post that does not tag us can only be opened in X, and nothing is sent', async () => {
    const target: ReplyTarget = {
      key: 'x::5',
      nativeId: '5',
      url: 'https://x.com/i/status/5',
      trigger: 'keyword',
      replyRef: { postId: '5', tagged: 'no' },
    }
    expect(connector.canReply(target)).toMatchObject({ openUrl: 'https://x.com/i/status/5' })
    await expect(connector.reply!(target, 'Hi', options(), createCtx())).rejects.toEqual(
      code('refused'),
    )
    expect(ourReplies()).toHaveLength(0)
  })

  test('a post that is gone cannot be answered', async () => {
    const target = await tagged()
    x.posts.delete(target.nativeId)
    await expect(connector.reply!(target, 'Hi', options(), createCtx())).rejects.toEqual(
      code('gone'),
    )
  })

  test.each(['done_then_cut', 'truncate', 'cut'] as const)(
    'an answer whose outcome is unknown (%s) is ambiguous, and looking tells the truth',
    async (kind) => {
      const target = await tagged()
      const pressed = options()
      x.failNext(/POST .2.tweets/, { kind })
      const text = 'We are sorry & will call'
      await expect(connector.reply!(target, text, pressed, createCtx())).rejects.toEqual(
        code('ambiguous'),
      )
      const found = await connector.findReply!(target, text, pressed, createCtx())
      expect(found?.nativeId).toBe(ourReplies()[0]?.id)
      expect(ourReplies()).toHaveLength(kind === 'cut' ? 0 : 1)
    },
  )

  test('an answer that was never sent, because nobody listens, may be tried again', async () => {
    const target = await tagged()
    const fresh = createXConnector({ ...US, baseUrl: 'http://127.0.0.1:9' })
    await expect(fresh.reply!(target, 'Hi', options(), createCtx())).rejects.toEqual(
      code('transient'),
    )
  })

  test('an older answer with the same words, or one with other words, is not it', async () => {
    const target = await tagged()
    await connector.reply!(target, 'We are sorry', options(), createCtx())
    await clock.advance(60_000)
    const find = (text: string) => connector.findReply!(target, text, options(), createCtx())
    expect(await find('We are sorry')).toBeNull()
    expect(await find('Something else')).toBeNull()
  })
})
