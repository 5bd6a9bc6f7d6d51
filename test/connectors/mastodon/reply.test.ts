import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplyTarget } from '../../../connectors/connector.ts'
import { createMastodonConnector } from '../../../connectors/mastodon/connector.ts'
import { countChars } from '../../../connectors/mastodon/reply.ts'
import { type MastodonDesk, openDesk } from '../../support/fake-mastodon/desk.ts'
import { OUR_TOKEN } from '../../support/fake-mastodon/tokens.ts'
import { DOMAIN, type Draft, type FakeStatus } from '../../support/fake-mastodon/world.ts'

let desk: MastodonDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

/** A post as it was heard and stored. */
async function heardPost(
  text: string,
  draft: Draft = {},
): Promise<ReplyTarget & { status: FakeStatus }> {
  const heard = await desk.listenLive()
  const { status } = desk.world.post(text, draft)
  await desk.until('the post', () =>
    heard.mentions().some(({ nativeId }) => nativeId === status.uri),
  )
  const { key, nativeId, url, trigger, replyRef = {} } = heard.mentions().at(-1)!
  await heard.stop()
  return { key, nativeId, url, trigger, replyRef, status }
}

const press = (n = 1) => ({ idempotencyKey: `press-${n}`, pressedAt: desk.clock.now() })
const reply = (to: ReplyTarget, text: string, options = press()) =>
  desk.connector.reply!(to, text, options, desk.ctxOf())
const find = (to: ReplyTarget, text: string, options = press()) =>
  desk.connector.findReply!(to, text, options, desk.ctxOf())
const ours = () =>
  [...desk.world.statuses.values()].filter(({ account }) => account === desk.world.us)

describe('an answer on Mastodon', () => {
  it('stands below the post, names its author, and is as open as the post, never more', async () => {
    for (const visibility of ['public', 'unlisted']) {
      const to = await heardPost('@juniper it was cold', { visibility, spoilerText: 'food' })
      const receipt = await reply(to, 'We are sorry.', press(visibility.length))
      const made = ours().at(-1)!
      expect(made).toMatchObject({
        text: '@nadia@guests.example We are sorry.',
        visibility,
        spoilerText: 'food',
        uri: receipt.nativeId,
      })
      expect(made.inReplyTo).toBe(to.status)
    }
  })

  it('stays on its server below a post that does', async () => {
    const to = await heardPost('@juniper it was cold', { visibility: 'local' })
    let asked: unknown
    desk.fake.intercept(({ method, body }, response) => {
      if (method !== 'POST') return false
      asked = body['visibility']
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"uri":"u"}')
      return true
    })
    await reply(to, 'Sorry')
    expect(asked).toBe('local')
  })

  it('does not name the author twice', async () => {
    const to = await heardPost('@juniper it was cold')
    await reply(to, 'We are sorry, @nadia@guests.example.')
    expect(ours()[0]?.text).toBe('We are sorry, @nadia@guests.example.')
  })

  it('is posted once for one press, however often it is tried', async () => {
    const to = await heardPost('@juniper it was cold')
    const first = await reply(to, 'Sorry')
    expect(await reply(to, 'Sorry')).toEqual(first)
    expect(await reply(to, 'Sorry')).toEqual(first)
    expect(ours()).toHaveLength(1)
    await reply(to, 'Sorry', press(2))
    expect(ours()).toHaveLength(2)
  })

  it('is found again when the connection broke after it arrived, and not when it did not', async () => {
    const to = await heardPost('@juniper it was cold')
    const text = 'Sorry! See https://cafe.example/a/page/with/a/long/name & come back <3'
    const options = press()
    let arrives = false
    desk.fake.intercept((asked, response) => {
      if (asked.method !== 'POST') return false
      if (arrives)
        desk.world.post(String(asked.body['status']), { by: desk.world.us, inReplyTo: to.status })
      response.destroy()
      return true
    })
    await expect(reply(to, text, options)).rejects.toMatchObject({ code: 'ambiguous' })
    expect(await find(to, text, options)).toBeNull()
    arrives = true
    await expect(reply(to, text, options)).rejects.toMatchObject({ code: 'ambiguous' })
    expect((await find(to, text, options))?.nativeId).toBe(ours()[0]?.uri)
    expect(await find(to, 'another text', options)).toBeNull()
    await desk.clock.advance(600_000)
    expect(await find(to, text, press(3))).toBeNull()
  })

  it('is ambiguous, too, when the server breaks or mumbles after taking it', async () => {
    const to = await heardPost('@juniper it was cold')
    for (const [status, body] of [
      [502, '<h1>Bad gateway</h1>'],
      [200, '<h1>Welcome</h1>'],
      [200, '{}'],
    ] as const) {
      desk.fake.intercept((asked, response) => {
        if (asked.method !== 'POST') return false
        response.writeHead(status, { 'content-type': 'text/html' }).end(body)
        return true
      })
      await expect(reply(to, 'Sorry')).rejects.toMatchObject({ code: 'ambiguous' })
    }
  })

  it('goes to nobody whose post is gone, nor to one who did not name us', async () => {
    const to = await heardPost('@juniper it was cold')
    desk.world.remove(to.status)
    await expect(reply(to, 'Sorry')).rejects.toMatchObject({ code: 'gone' })
    const found = await heardPost('#coffee in the rain')
    expect(desk.connector.canReply(found)).toMatchObject({ openUrl: found.url })
    expect(desk.connector.canReply(to)).toBe(true)
    const elsewhere = createMastodonConnector({ server: 'other.example', account: 'juniper' })
    expect(elsewhere.canReply(to)).toMatchObject({
      no: expect.stringContaining('other.example') as string,
    })
  })

  it('is refused by us before it is too long for the server, which counts links as 23 and names by half', async () => {
    const to = await heardPost('@juniper it was cold')
    expect(
      countChars('https://cafe.example/a/very/long/way/indeed 👩‍👩‍👧‍👦 @nadia@guests.example', 23),
    ).toBe(23 + 1 + 1 + 1 + 6)
    const max = desk.connector.capabilities().maxReplyChars!
    expect(max).toBe(468)
    await reply(to, 'a'.repeat(max))
    await expect(reply(to, 'a'.repeat(500), press(2))).rejects.toMatchObject({ code: 'refused' })
    expect(ours()).toHaveLength(1)
  })

  it('asks for a new login when the token no longer holds: one check, one notice, however many answers wait', async () => {
    const to = await heardPost('@juniper it was cold')
    desk.fake.tokens.revoke(OUR_TOKEN)
    const before = desk.fake.requests.length
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => reply(to, 'Sorry', press(i))),
    )
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'auth' } })
    expect(desk.health.filter(({ state }) => state === 'needs_login')).toHaveLength(1)
    const storm = desk.fake.requests.length - before
    expect(storm).toBeLessThanOrEqual(21)
    await expect(reply(to, 'Sorry')).rejects.toMatchObject({ code: 'auth' })
    expect(desk.fake.requests.length - before).toBe(storm)
    // A new token mends it without a restart.
    desk.secrets['EARSHOT_MASTODON_TOKEN'] = 'a-new-one'
    desk.fake.tokens.grant('a-new-one', ['profile', 'write:statuses'])
    await reply(to, 'Sorry')
    expect(ours()).toHaveLength(1)
  })

  it('survives a single 401 of a server that hiccups', async () => {
    const to = await heardPost('@juniper it was cold')
    let refusals = 0
    desk.fake.intercept((asked, response) => {
      if (asked.method !== 'POST' || refusals > 0) return false
      refusals++
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"hm"}')
      return true
    })
    await reply(to, 'Sorry')
    expect(ours()).toHaveLength(1)
  })

  it('never stands under an account that the settings do not name', async () => {
    const to = await heardPost('@juniper it was cold')
    const wrong = desk.build({ account: '@somebody' })
    await expect(wrong.reply!(to, 'Sorry', press(), desk.ctxOf())).rejects.toMatchObject({
      code: 'fatal',
      message: expect.stringContaining(`@juniper@${DOMAIN}`) as string,
    })
    expect(ours()).toHaveLength(0)
  })

  it('says when it may ask again, by the clock of the server', async () => {
    const to = await heardPost('@juniper it was cold')
    const theirs = Math.floor(desk.clock.now() / 1000) * 1000 + 3_600_000
    desk.fake.intercept((asked, response) => {
      if (asked.method !== 'POST') return false
      response
        .writeHead(429, {
          date: new Date(theirs).toUTCString(),
          'x-ratelimit-reset': new Date(theirs + 90_000).toISOString(),
        })
        .end('slow down')
      return true
    })
    await expect(reply(to, 'Sorry')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAt: desk.clock.now() + 90_000,
    })
  })
})
