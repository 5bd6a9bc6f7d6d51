import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, Item } from '../../../connectors/connector.ts'
import { createXConnector } from '../../../connectors/x/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { createFakeX, type FakeX } from '../../support/fake-x/server.ts'
import { openHookDesk } from '../../support/hook-desk.ts'
import { createUntil } from '../../support/until.ts'

const SECRET = 'client-secret-of-the-app'
const secrets = {
  EARSHOT_X_ACCESS_TOKEN: 'user-token',
  EARSHOT_X_BEARER_TOKEN: 'app-bearer',
  EARSHOT_X_CLIENT_SECRET: SECRET,
}
let clock: SimulatedClock
let x: FakeX
let desk: Awaited<ReturnType<typeof openHookDesk>>
let stop: AbortController

beforeEach(async () => {
  clock = createSimulatedClock(Date.UTC(2026, 10, 19, 13, 30))
  x = createFakeX(clock)
  x.addUser({ id: '7', username: 'mara', name: 'Mara', followers: 41 })
  stop = new AbortController()
  const baseUrl = await x.start()
  // The address is known only when the desk is open: the connector is told of it below.
  const connector = createXConnector({
    userId: '900',
    handle: 'harborbeans',
    baseUrl,
    webhookUrl: 'http://127.0.0.1:9/hooks/door',
  })
  desk = await openHookDesk(clock, connector, secrets)
})
afterEach(async () => {
  stop.abort()
  await desk.close()
  await x.stop()
})

const post = (body: string, headers: Record<string, string>) =>
  fetch(desk.url, { method: 'POST', body, headers })

async function send(event: unknown, secret = SECRET): Promise<number> {
  const { body, headers } = x.activity.sign(event, secret)
  return (await post(body, headers)).status
}

/** What was stored at the door, as posts. */
async function hear(): Promise<Item[]> {
  const connector = createXConnector({
    userId: '900',
    handle: 'harborbeans',
    baseUrl: x.baseUrl(),
    webhookUrl: desk.url,
  })
  const batches: Batch[] = []
  for await (const batch of connector.listen(
    { v: 1, startTime: clock.now() },
    desk.createCtx(stop.signal),
  )) {
    batches.push(batch)
    if (batches.length > 1) break
    if (batches.length === 1 && (await stillWaiting()) === 0) break
  }
  return batches.flatMap(({ items }) => [...items])
}

async function stillWaiting(): Promise<number> {
  const rows = await desk.db.kysely
    .selectFrom('delivery')
    .select('seq')
    .where('done_at', 'is', null)
    .execute()
  return rows.length
}

const eventsOf = (text: string, more: object = {}) => {
  const said = x.addPost({ text, authorId: '7', ...more })
  return x.activity.eventsOf(said)
}

describe('events of X', () => {
  it('are taken when they are signed, and become posts with what X says they are to us', async () => {
    const ours = x.addPost({ text: 'New blend', authorId: '900' })
    const events = [
      ...eventsOf('hello @harborbeans'),
      ...eventsOf('I disagree', { replyTo: ours.id }),
      ...eventsOf('look at this', { quoteOf: ours.id }),
    ]
    for (const event of events) expect(await send(event)).toBe(200)
    const heard = await hear()
    const triggers = heard.flatMap((item) => (item.type === 'upsert' ? [item.mention.trigger] : []))
    expect(triggers).toEqual(expect.arrayContaining(['tag', 'reply_to_us', 'quote_of_us']))
    const first = heard.find((i) => i.type === 'upsert' && i.mention.text === 'hello @harborbeans')
    expect(first).toMatchObject({ mention: { author: { handle: 'mara' }, kind: 'post' } })
  })

  it.each(['x-twitter-webhooks-signature-oauth2', 'x-twitter-webhooks-signature'])(
    'a forged, tampered or unsigned one is refused (%s)',
    async (header) => {
      const { body } = x.activity.sign(eventsOf('hello @harborbeans')[0])
      const mac = (secret: string, of: string) =>
        `sha256=${createHmac('sha256', secret).update(of).digest('base64')}`
      const json = { 'content-type': 'application/json' }
      for (const signature of [
        mac('another secret', body),
        mac(SECRET, `${body} `),
        mac(SECRET, body).slice(0, -2),
        createHmac('sha256', SECRET).update(body).digest('hex'),
        'sha256=',
        '',
      ])
        expect((await post(body, { ...json, [header]: signature })).status).toBe(401)
      expect((await post(body, json)).status).toBe(401)
      const tampered = body.replace('hello', 'hullo')
      expect((await post(tampered, { ...json, [header]: mac(SECRET, body) })).status).toBe(401)
      expect(await stillWaiting()).toBe(0)
    },
  )

  it('a repeat is known by its number, also when its counts have changed', async () => {
    const [event] = eventsOf('hello @harborbeans')
    expect(await send(event)).toBe(200)
    expect(await send(event)).toBe(200)
    expect(await send({ data: { ...event!.data, tag: 'again' } })).toBe(200)
    expect(await stillWaiting()).toBe(1)
  })

  it('an old one is no more than what stands here already, one of the far future is set aside', async () => {
    const [old] = eventsOf('old @harborbeans')
    const { id } = old!.data['payload'] as { id: string }
    await clock.advance(90 * 86_400_000)
    expect(await send(old)).toBe(200)
    const future = x.newId(clock.now() + 400 * 86_400_000)
    expect(await send(eventsOf('future @harborbeans', { id: future })[0])).toBe(200)
    x.deletePost(future)
    x.deletePost(id)
    const heard = await hear()
    expect(heard.filter(({ type }) => type === 'poison')).toEqual([
      expect.objectContaining({ reason: 'The post is from the future.' }),
    ])
    // The same key, revision and times as ever: stored again it changes nothing.
    expect(heard.flatMap((i) => (i.type === 'upsert' ? [i.mention] : []))).toEqual([
      expect.objectContaining({
        key: `x::${id}`,
        revision: id,
        createdAt: clock.now() - 90 * 86_400_000,
        editedAt: null,
      }),
    ])
  })

  it('of other accounts and other kinds are answered and forgotten', async () => {
    const [event] = eventsOf('hello @harborbeans')
    expect(await send({ data: { ...event!.data, filter: { user_id: '901' } } })).toBe(200)
    expect(await send({ data: { ...event!.data, event_type: 'like.create' } })).toBe(200)
    expect(await send({ hello: 'world' })).toBe(400)
    expect(await stillWaiting()).toBe(0)
  })
})

describe('the proof that the address is ours', () => {
  const ask = (token: string) => fetch(`${desk.url}?crc_token=${encodeURIComponent(token)}`)

  it('is the token of X, signed', async () => {
    const answer = await ask('MDNiYjI4')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      response_token: `sha256=${createHmac('sha256', SECRET).update('MDNiYjI4').digest('base64')}`,
    })
  })

  it('signs nothing that could be sent back to us as an event', async () => {
    const [event] = eventsOf('hello @harborbeans')
    for (const token of [JSON.stringify(event), '{}', '', ' ', '[]', '"a"', 'x'.repeat(201)])
      expect((await ask(token)).status).toBe(400)
  })

  it('X is told the address and the three kinds once, and they are kept', async () => {
    await hear()
    const subscribed = () => [...x.activity.subscriptions.values()].map((one) => one.event_type)
    const hookIds = [...x.activity.webhooks.keys()]
    const connector = createXConnector({
      userId: '900',
      handle: 'harborbeans',
      baseUrl: x.baseUrl(),
      webhookUrl: desk.url,
    })
    const listen = async (holds: () => boolean) => {
      const abort = new AbortController()
      const seen: Batch[] = []
      const run = (async () => {
        for await (const batch of connector.listen(
          { v: 1, startTime: clock.now() },
          desk.createCtx(abort.signal),
        ))
          seen.push(batch)
      })()
      await createUntil(clock)('X being told', holds)
      abort.abort()
      await run.catch(() => {})
    }
    await listen(() => subscribed().length === 3)
    expect(subscribed()).toEqual(['post.mention.create', 'post.reply.create', 'post.quote.create'])
    const [hook] = x.activity.webhooks.values()
    expect(hook).toMatchObject({ url: desk.url, valid: true })
    const doctor = async () => (await connector.check(desk.createCtx(stop.signal))).at(-1)
    expect(await doctor()).toMatchObject({ level: 'ok', what: `X sends events to ${desk.url}.` })
    hook!.valid = false
    expect(await doctor()).toMatchObject({ level: 'warn' })
    x.activity.webhooks.clear()
    expect(await doctor()).toMatchObject({
      level: 'warn',
      what: expect.stringContaining('not know'),
    })
    x.activity.webhooks.set(hook!.id, hook!)
    await listen(() => hook?.valid === true)
    expect(hook?.valid).toBe(true)
    expect(subscribed()).toHaveLength(3)
    expect(x.activity.webhooks.size).toBe(Math.max(1, hookIds.length))
  })
})
