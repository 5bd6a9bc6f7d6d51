import { afterEach, describe, expect, it } from 'vitest'
import { type MastodonDesk, openDesk } from '../../support/fake-mastodon/desk.ts'
import { notificationEntity } from '../../support/fake-mastodon/entities.ts'
import { ALL_SCOPES, OUR_TOKEN } from '../../support/fake-mastodon/tokens.ts'

const MINUTE = 60_000
let desk: MastodonDesk
afterEach(() => desk.close())

describe('listening to a Mastodon server', () => {
  it('fetches hundreds of posts said meanwhile, page by page, each once and in their order', async () => {
    desk = await openDesk()
    desk.world.post('@juniper long ago')
    const first = await desk.listenLive()
    await first.stop()
    const said: string[] = []
    for (let i = 0; i < 250; i++) {
      await desk.clock.advance(1000)
      said.push(`post ${i}`)
      desk.world.post(`@juniper post ${i}`)
    }
    const second = await desk.listenLive(first.cursor)
    expect(second.texts()).toEqual(said)
    const pages = desk.fake.requests.filter(({ url }) => url.searchParams.has('min_id'))
    expect(pages.some(({ url }) => url.searchParams.get('limit') === '40')).toBe(true)
    expect(second.batches.findIndex((batch) => batch.caughtUp)).toBe(second.batches.length - 1)
  })

  it('keeps what was fetched when the server breaks between pages', async () => {
    desk = await openDesk({ hashtags: [] })
    desk.world.post('@juniper long ago')
    const first = await desk.listenLive()
    await first.stop()
    for (let i = 0; i < 100; i++) desk.world.post(`@juniper post ${i}`)
    let pages = 0
    desk.fake.intercept((asked, response) => {
      if (!asked.url.pathname.endsWith('/notifications') || ++pages !== 2) return false
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
      return true
    })
    const second = await desk.listenLive(first.cursor)
    expect(second.errors.map(({ code }) => code)).toEqual(['transient'])
    expect(new Set(second.texts()).size).toBe(100)
    expect(second.batches[0]?.items).toHaveLength(40)
  })

  it('hears a hashtag at once by the stream, and one that took its time to arrive later', async () => {
    desk = await openDesk({ hashtags: ['coffee', 'tea'] })
    desk.world.post('the first #coffee')
    const heard = await desk.listenLive()
    desk.world.post('a fresh #tea')
    await desk.until('the fresh one', () => heard.texts().includes('a fresh #tea'), 10)
    const begun = desk.clock.now()
    await desk.until('a while', () => desk.clock.now() > begun + 20 * MINUTE, 1000)
    desk.world.post('a new #coffee')
    const before = desk.clock.now()
    await desk.until('a look', () => desk.clock.now() > before + 6 * MINUTE, 1000)
    // Its id says ten minutes ago, and no stream tells of it.
    desk.world.post('an old #coffee', { createdAt: before - 10 * MINUTE }, true)
    await desk.until('the new one', () => heard.texts().includes('a new #coffee'))
    await desk.until('the old one', () => heard.texts().includes('an old #coffee'), 1000)
    expect(desk.clock.now() - before).toBeLessThan(35 * MINUTE)
  })

  it('mirrors edits and deletions made while it was away, after a restart too', async () => {
    desk = await openDesk()
    const first = await desk.listenLive()
    const one = desk.world.post('@juniper first words').status
    const two = desk.world.post('@juniper regretted').status
    desk.world.post('@juniper stays')
    await desk.until('all three', () => first.texts().length >= 3)
    await first.stop()
    await desk.clock.advance(20 * MINUTE)
    desk.world.edit(one, '@juniper second thoughts')
    desk.world.remove(two)
    const second = await desk.listenLive(first.cursor, desk.build())
    expect(second.items).toContainEqual({
      type: 'delete',
      key: `mastodon::${two.uri}`,
      reason: 'removed by its author',
    })
    expect(second.texts()).toContain('second thoughts')
    expect(second.texts()).not.toContain('regretted')
  })

  it('does so on servers that give posts one at a time only', async () => {
    desk = await openDesk({}, { api: null, version: '2.7.2 (compatible; Pleroma 2.9.1)' })
    const first = await desk.listenLive()
    const { status } = desk.world.post('@juniper regretted')
    await desk.until('it', () => first.texts().length > 0)
    await first.stop()
    await desk.clock.advance(20 * MINUTE)
    desk.world.remove(status)
    const second = await desk.listenLive(first.cursor, desk.build())
    expect(second.items.map(({ type }) => type)).toContain('delete')
  })

  it('does not take a short answer of the server for a mass deletion', async () => {
    desk = await openDesk()
    const first = await desk.listenLive()
    for (let i = 0; i < 30; i++) desk.world.post(`@juniper post ${i}`)
    await desk.until('all', () => first.texts().length >= 30)
    await first.stop()
    await desk.clock.advance(20 * MINUTE)
    desk.fake.intercept((asked, response) => {
      if (asked.url.pathname !== '/api/v1/statuses') return false
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
      return true
    })
    const second = await desk.listenLive(first.cursor)
    expect(second.items.filter(({ type }) => type === 'delete')).toEqual([])
  })

  it('knows of a post that was deleted before we heard of it', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    const { status, happenings } = desk.world.post('@juniper too late', {}, true)
    const gone = desk.world.remove(status, true)
    for (const happening of [...gone, ...happenings]) desk.fake.streaming.tell(happening)
    await desk.until('something', () => heard.items.length > 0)
    expect(heard.items.map(({ type }) => type)).toEqual(['delete'])
  })

  it('knows so after a restart, too', async () => {
    desk = await openDesk()
    const first = await desk.listenLive()
    const { status, happenings } = desk.world.post('@juniper too late', {}, true)
    for (const happening of desk.world.remove(status, true)) desk.fake.streaming.tell(happening)
    desk.world.post('@juniper in time')
    await desk.until('what came after', () => first.texts().includes('in time'))
    await first.stop()
    const second = await desk.listenLive(first.cursor, desk.build())
    for (const happening of happenings) desk.fake.streaming.tell(happening)
    await desk.until('it', () => second.items.some(({ type }) => type === 'delete'))
    expect(second.texts()).not.toContain('too late')
  })

  it('does not read the same page for ever where the server knows no min_id', async () => {
    desk = await openDesk({ hashtags: [] })
    desk.world.post('@juniper again and again')
    const first = await desk.listenLive()
    await first.stop()
    let pages = 0
    desk.fake.intercept((asked, response) => {
      const { url } = asked
      if (!url.pathname.endsWith('/notifications')) return false
      pages++
      const link = `<${url.href}>; rel="prev"`
      const body = JSON.stringify(desk.world.notifications.map(notificationEntity))
      response.writeHead(200, { 'content-type': 'application/json', link }).end(body)
      return true
    })
    await desk.listenLive(first.cursor)
    expect(pages).toBe(1)
  })

  it('finds out that the stream is deaf, and opens another', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    desk.fake.streaming.mute()
    desk.world.post('@juniper said into the void')
    await desk.until('heard', () => heard.texts().length > 0)
    await desk.until('again', () => heard.errors.length > 0)
    expect(heard.errors[0]).toMatchObject({ code: 'transient', message: /gone silent/ })
    await desk.until('a second stream', () => desk.fake.streaming.upgrades.length > 1)
  })

  it('asks every minute where the server has no stream, and says so in its check', async () => {
    desk = await openDesk({}, { streaming: null })
    const heard = await desk.listenLive()
    desk.world.post('@juniper slowly')
    const before = desk.clock.now()
    await desk.until('heard', () => heard.texts().length > 0)
    expect(desk.clock.now() - before).toBeLessThanOrEqual(MINUTE + 1000)
    expect(await desk.connector.check(desk.ctxOf())).toContainEqual({
      level: 'warn',
      what: expect.stringContaining('no live stream') as string,
    })
  })

  it('goes on asking when the stream cannot be opened', async () => {
    desk = await openDesk()
    desk.fake.streaming.shut()
    const heard = await desk.listenLive()
    desk.world.post('@juniper anyway')
    await desk.until('heard', () => heard.texts().includes('anyway'))
    expect(heard.errors).toEqual([])
  })

  it('understands a server that knows only the older description of itself', async () => {
    desk = await openDesk({}, { hasV2: false, api: null, version: '3.5.19' })
    const heard = await desk.listenLive()
    desk.world.post('@juniper from long ago')
    await desk.until('heard', () => heard.texts().includes('from long ago'), 10)
    expect(desk.fake.streaming.upgrades).toHaveLength(1)
    expect(desk.connector.capabilities().maxReplyChars).toBe(5000 - 32)
    const asked = desk.fake.requests.filter(({ url }) => url.pathname.endsWith('/notifications'))
    expect(asked[0]?.url.searchParams.getAll('types[]')).toEqual(['mention'])
  })

  it('takes the stream only where the token travels in secret', async () => {
    for (const streaming of ['ws://far.example', 'https://u:p@far.example', 'nonsense']) {
      desk = await openDesk({}, { streaming })
      await desk.listenLive()
      expect(desk.dialled).toEqual([])
      if (streaming !== 'nonsense') await desk.close()
    }
  })

  it('hears hashtags without an account, and sends no token then', async () => {
    desk = await openDesk({ hashtags: ['coffee'] })
    const stranger = desk.build({ account: undefined } as never)
    const heard = await desk.listenLive(null, stranger)
    desk.world.post('open #coffee')
    desk.world.post('@juniper not for strangers')
    await desk.until('heard', () => heard.texts().includes('open #coffee'))
    expect(desk.fake.requests.every(({ token }) => token === null)).toBe(true)
    expect(stranger.reply).toBeUndefined()
    expect(stranger.canReply({ ...target(), trigger: 'tag' })).toMatchObject({ openUrl: 'u' })
  })

  it('never writes the token into an address', async () => {
    desk = await openDesk()
    await desk.listenLive()
    const urls = [...desk.fake.requests, ...desk.fake.streaming.upgrades.map((url) => ({ url }))]
    expect(urls.map(({ url }) => url.href).join(' ')).not.toContain(OUR_TOKEN)
  })

  it('says which right is missing for the stream instead of trying for ever', async () => {
    desk = await openDesk()
    desk.fake.tokens.grant(OUR_TOKEN, ['profile', 'read:notifications'])
    const heard = desk.listen()
    await desk.until('the end', () => heard.errors.length > 0)
    expect(heard.errors[0]).toMatchObject({ code: 'forbidden' })
    desk.fake.tokens.grant(OUR_TOKEN, ALL_SCOPES)
  })

  it('stays within what the server allows, with something left for answers', async () => {
    desk = await openDesk(
      { hashtags: Array.from({ length: 20 }, (_, i) => `tag${i}`) },
      { streaming: null },
    )
    const heard = await desk.listenLive()
    const until = desk.clock.now() + 45 * MINUTE
    await desk.until('three quarters of an hour', () => desk.clock.now() >= until, 5000)
    expect(heard.errors).toEqual([])
    const pages = desk.fake.requests.filter(({ url }) => url.searchParams.has('min_id'))
    expect(pages.length).toBeLessThan(900)
  })

  it('waits for the end of the limit when little is left, while the stream goes on', async () => {
    desk = await openDesk()
    const heard = await desk.listenLive()
    const resetAt = desk.clock.now() + 10 * MINUTE
    let looks = 0
    desk.fake.intercept((asked, response) => {
      looks++
      response
        .writeHead(200, {
          'content-type': 'application/json',
          date: new Date(desk.clock.now()).toUTCString(),
          'x-ratelimit-remaining': '3',
          'x-ratelimit-reset': new Date(resetAt).toISOString(),
        })
        .end('[]')
      return asked.method === 'GET'
    })
    await desk.until('a look', () => looks > 0)
    const asked = looks
    desk.world.post('@juniper through the stream')
    await desk.until('heard', () => heard.texts().length > 0)
    await desk.until('the end of the limit', () => desk.clock.now() >= resetAt - 1000, 1000)
    expect(looks - asked).toBeLessThanOrEqual(1)
    expect(desk.health).toContainEqual(expect.objectContaining({ state: 'rate_limited' }))
  })

  it('says what of the home timeline could no longer be fetched', async () => {
    desk = await openDesk({ hashtags: [] })
    desk.world.followed.add(desk.world.guest)
    const first = await desk.listenLive()
    await first.stop()
    await desk.clock.advance(MINUTE)
    for (let i = 0; i < 450; i++) desk.world.post(`chatter ${i}`)
    const second = await desk.listenLive(first.cursor)
    const gaps = second.batches.flatMap(({ gap }) => (gap === undefined ? [] : [gap]))
    expect(gaps).toHaveLength(1)
    expect(gaps[0]!.from).toBeLessThan(gaps[0]!.to)
  })
})

function target() {
  return { key: 'k', nativeId: 'n', url: 'u', trigger: 'keyword', replyRef: {} }
}
