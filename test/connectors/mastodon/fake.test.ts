import { createRestAPIClient, createStreamingAPIClient } from 'masto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket as Socket } from 'ws'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { type FakeMastodon, startFakeMastodon } from '../../support/fake-mastodon/server.ts'
import { OUR_TOKEN } from '../../support/fake-mastodon/tokens.ts'

let clock: SimulatedClock
let fake: FakeMastodon
beforeEach(async () => {
  clock = createSimulatedClock(Date.UTC(2026, 10, 19, 13, 30))
  fake = await startFakeMastodon(clock)
})
afterEach(() => fake.close())

async function ask(
  path: string,
  options: { token?: string | null; body?: object; key?: string } = {},
) {
  const { token = OUR_TOKEN, body, key } = options
  const answer = await fetch(fake.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as unknown }
}

/** The first frame after asking for a stream; the HTTP status where the socket is refused. */
function firstFrame(path: string, token: string | null, message?: object): Promise<unknown> {
  return new Promise((resolve) => {
    const url = fake.url.replace('http', 'ws') + path
    const socket = token === null ? new Socket(url) : new Socket(url, [token])
    socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode))
    socket.on('error', () => {})
    socket.on('open', () => message && socket.send(JSON.stringify(message)))
    socket.on('message', (data) => resolve(JSON.parse(String(data))))
  })
}

describe('the fake Mastodon', () => {
  it('refuses what the real one refuses, in its words', async () => {
    fake.tokens.grant('reader', ['read:statuses'])
    const long = 'a'.repeat(501)
    const refusals: [number, RegExp, string, Parameters<typeof ask>[1]?][] = [
      [401, /access token is invalid/, '/api/v1/notifications', { token: 'wrong' }],
      [401, /access token is invalid/, '/api/v1/timelines/home', { token: null }],
      [403, /outside the authorized scopes/, '/api/v1/notifications', { token: 'reader' }],
      [403, /outside the authorized scopes/, '/api/v1/statuses', { token: 'reader', body: {} }],
      [404, /Record not found/, '/api/v1/statuses/1'],
      [422, /can't be blank/, '/api/v1/statuses', { body: { status: ' ' } }],
      [422, /limit of 500/, '/api/v1/statuses', { body: { status: long } }],
      [404, /reply to/, '/api/v1/statuses', { body: { status: 'x', in_reply_to_id: '1' } }],
      [422, /Visibility/, '/api/v1/statuses', { body: { status: 'x', visibility: 'secret' } }],
      [404, /Not Found/, '/api/v1/nothing'],
    ]
    for (const [status, says, path, options] of refusals) {
      const answer = await ask(path, options)
      expect([path, answer.status]).toEqual([path, status])
      expect((answer.body as { error: string }).error).toMatch(says)
    }
    expect(fake.world.statuses.size).toBe(0)
  })

  it('shows closed posts only to whom they are for', async () => {
    const mine = fake.world.post('@juniper a word', { visibility: 'direct' }).status
    const other = fake.world.post('not for you', { visibility: 'direct' }).status
    expect((await ask(`/api/v1/statuses/${mine.id}`)).status).toBe(200)
    expect((await ask(`/api/v1/statuses/${other.id}`)).status).toBe(404)
    const many = await ask(`/api/v1/statuses?id[]=${mine.id}&id[]=${other.id}`)
    expect(many.body).toHaveLength(1)
  })

  it('pages by ids: min_id right after, since_id and max_id from the newest, links that lead on', async () => {
    for (let i = 0; i < 50; i++) fake.world.post(`#coffee ${i}`)
    const all = [...fake.world.statuses.keys()]
    const ids = async (query: string) => {
      const { body, headers } = await ask(`/api/v1/timelines/tag/coffee?${query}`)
      return { ids: (body as { id: string }[]).map(({ id }) => id), link: headers.get('link') }
    }
    expect((await ids('')).ids).toEqual(all.slice(-20).reverse())
    expect((await ids('limit=400')).ids).toHaveLength(40)
    const after = await ids(`min_id=${all[9]}&limit=5`)
    expect(after.ids).toEqual(all.slice(10, 15).reverse())
    expect(after.link).toContain(`limit=5&min_id=${all[14]}>; rel="prev"`)
    expect(after.link).toContain(`max_id=${all[10]}>; rel="next"`)
    expect((await ids(`since_id=${all[9]}&limit=5`)).ids).toEqual(all.slice(-5).reverse())
    expect((await ids(`max_id=${all[9]}&limit=5`)).ids).toEqual(all.slice(4, 9).reverse())
    expect((await ids(`min_id=${all.at(-1)}`)).link).toBeNull()
  })

  it('allows 300 questions in five minutes and says how many are left', async () => {
    const first = await ask('/api/v1/timelines/tag/coffee')
    expect(first.headers.get('x-ratelimit-remaining')).toBe('299')
    for (let i = 0; i < 299; i++) await ask('/api/v1/timelines/tag/coffee')
    const last = await ask('/api/v1/timelines/tag/coffee')
    expect([last.status, last.body]).toEqual([429, { error: 'Too many requests' }])
    expect(Date.parse(last.headers.get('x-ratelimit-reset') ?? '')).toBeGreaterThan(clock.now())
    await clock.advance(5 * 60_000)
    expect((await ask('/api/v1/timelines/tag/coffee')).status).toBe(200)
  })

  it('says the same once for the same key, for an hour', async () => {
    const say = () => ask('/api/v1/statuses', { body: { status: 'Hello' }, key: 'k' })
    const first = await say()
    expect((await say()).body).toEqual(first.body)
    await clock.advance(61 * 60_000)
    expect((await say()).body).not.toEqual(first.body)
  })

  it('lets nobody stream without a token, without the right, or something that is no stream', async () => {
    fake.tokens.grant('nothing', ['profile'])
    const path = '/api/v1/streaming'
    expect(await firstFrame(path, null)).toBe(401)
    expect(await firstFrame(path, 'wrong')).toBe(401)
    expect(await firstFrame(`${path}?stream=user`, 'nothing')).toMatchObject({ status: 401 })
    const ask = (message: object) => firstFrame(path, OUR_TOKEN, { type: 'subscribe', ...message })
    expect(await ask({ stream: 'hashtag' })).toMatchObject({ status: 400 })
    expect(await ask({ stream: 'everything' })).toMatchObject({ status: 400 })
  })

  it('is taken for a real one by the library as it comes', async () => {
    const rest = createRestAPIClient({ url: fake.url, accessToken: OUR_TOKEN })
    const instance = await rest.v2.instance.fetch()
    const streaming = createStreamingAPIClient({
      streamingApiUrl: instance.configuration.urls.streaming,
      accessToken: OUR_TOKEN,
    })
    await streaming.prepare()
    const events = streaming.user.subscribe()[Symbol.asyncIterator]()
    const first = events.next()
    // The subscription is on its way; what is said before it arrives is not told, as there.
    while ([...fake.streaming.sessions].every((one) => one.subscriptions.size === 0))
      await new Promise((resolve) => setImmediate(resolve))
    const { status } = fake.world.post('@juniper hello')
    const event = (await first).value as { event: string; payload: { status: { uri: string } } }
    expect([event.event, event.payload.status.uri]).toEqual(['notification', status.uri])
    const pages = await rest.v1.notifications.list({ types: ['mention'] })
    expect(pages.map((one) => one.status?.uri)).toEqual([status.uri])
    streaming.close()
  })
})
