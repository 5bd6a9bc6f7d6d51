import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, Item } from '../../../connectors/connector.ts'
import {
  createWebhookConnector,
  type WebhookConfig,
} from '../../../connectors/webhook/connector.ts'
import { readPath, valueAt } from '../../../connectors/webhook/fields.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { createLogger } from '../../../core/logger.ts'
import { readDeliveries } from '../../../db/deliveries.ts'
import { until } from '../../support/demo-desk.ts'
import { openHookDesk } from '../../support/hook-desk.ts'
import { createWebhookSender } from '../../support/webhook-sender.ts'

const NOW = Date.UTC(2026, 10, 19, 13, 30)
const SECRET = 'a secret of thirty-two characters'
const POST = { id: '1', text: 'The soup was cold.' }

let clock: SimulatedClock
let desk: Awaited<ReturnType<typeof openHookDesk>>
let sender: ReturnType<typeof createWebhookSender>
let connector: ReturnType<typeof createWebhookConnector>
let lines: string[]

async function open(config: WebhookConfig = {}, secrets = { EARSHOT_WEBHOOK_SECRET: SECRET }) {
  connector = createWebhookConnector(config)
  const log = createLogger((line) => lines.push(line), 'debug')
  desk = await openHookDesk(clock, connector, secrets, { log })
  sender = createWebhookSender(desk.url, clock, SECRET)
}

beforeEach(() => {
  clock = createSimulatedClock(NOW)
  lines = []
})
afterEach(() => desk.close())

const kept = () => readDeliveries(desk.db.kysely, 'door', 0, 100)

/** What listening gives of what was kept so far. */
async function heard(): Promise<Item[]> {
  const abort = new AbortController()
  const batches: Batch[] = []
  for await (const batch of connector.listen(null, desk.createCtx(abort.signal))) {
    batches.push(batch)
    if (batch.caughtUp) abort.abort()
  }
  return batches.flatMap(({ items }) => items)
}

describe('a signature', () => {
  it('lets a genuine request in, once', async () => {
    await open()
    expect(await sender.send(POST, { key: 'k1' })).toMatchObject({
      status: 202,
      answer: { accepted: 1 },
    })
    await clock.advance(60_000)
    expect(await sender.send(POST, { key: 'k1' })).toMatchObject({
      status: 202,
      answer: { repeat: true },
    })
    expect(await kept()).toHaveLength(1)
  })

  it.each([
    ['tampered', { tampered: JSON.stringify({ ...POST, text: 'The soup was hot.' }) }],
    ['re-serialised', { tampered: JSON.stringify(POST, null, 1) }],
    ['older than five minutes', { skewS: -301 }],
    ['dated ahead', { skewS: 301 }],
    ['signed with another secret', { secret: 'another secret of thirty-two chars' }],
    ['without a signature', { headers: { 'x-earshot-signature': '' } }],
    ['with half a signature', { headers: { 'x-earshot-signature': `sha256=${'ab'.repeat(16)}` } }],
    [
      'with a timestamp that was not signed',
      { headers: { 'x-earshot-timestamp': String(NOW / 1000 + 1) } },
    ],
    ['with a time that is none', { headers: { 'x-earshot-timestamp': 'now' } }],
  ])('refuses a request that is %s', async (_, options) => {
    await open()
    const { status, answer } = await sender.send(POST, options)
    expect(status).toBe(401)
    expect(String(answer['error'])).not.toBe('')
    expect(await kept()).toEqual([])
  })

  it('holds for five minutes either way', async () => {
    await open()
    for (const skewS of [-299, 299]) expect((await sender.send(POST, { skewS })).status).toBe(202)
  })

  it('is not asked of an empty or short secret: the door stays shut', async () => {
    for (const secret of ['', 'short']) {
      await open({}, { EARSHOT_WEBHOOK_SECRET: secret })
      expect((await sender.send(POST, { secret: secret || 'x' })).status).toBe(503)
      if (secret === '') await desk.close()
    }
    const [finding] = await connector.check(desk.createCtx(new AbortController().signal))
    expect(finding).toMatchObject({ level: 'fail' })
  })

  it('belongs to its connection where that has a secret of its own', async () => {
    const own = 'a secret of the door and no other'
    await open({}, { EARSHOT_WEBHOOK_SECRET: SECRET, EARSHOT_WEBHOOK_SECRET_DOOR: own } as never)
    expect((await sender.send(POST)).status).toBe(401)
    expect((await sender.send(POST, { secret: own })).status).toBe(202)
  })
})

describe('the door', () => {
  it('does not take another body under a key that was used', async () => {
    await open()
    await sender.send(POST, { key: 'k1' })
    expect((await sender.send({ ...POST, text: 'Other.' }, { key: 'k1' })).status).toBe(409)
  })

  it('tells which field is wrong, sets it aside, and takes the mended body under the same key', async () => {
    await open({ fields: { text: 'review.body', rating: 'review.stars' } })
    const bad = await sender.send({ review: { body: 'Cold.', stars: 'six' } }, { key: 'k1' })
    expect(bad).toMatchObject({ status: 422, answer: { field: 'rating', path: 'review.stars' } })
    expect(String(bad.answer['error'])).toMatch(/^rating: found/)
    const list = [{ review: { body: 'Cold.' } }, { review: {} }]
    expect((await sender.send(list)).answer).toMatchObject({ field: 'text', post: 1 })
    expect((await sender.send({ review: { body: 'Cold.', stars: 2 } }, { key: 'k1' })).status).toBe(
      202,
    )
    expect((await heard()).map(({ type }) => type)).toEqual(['poison', 'poison', 'upsert'])
  })

  it('takes at most a megabyte, JSON, UTF-8, by POST', async () => {
    await open()
    expect((await sender.send({ text: 'x'.repeat(1_000_001) })).status).toBe(413)
    expect(
      (await sender.send('text=1', { headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(415)
    expect((await sender.send('{')).status).toBe(422)
    expect((await fetch(desk.url)).status).toBe(405)
    const elsewhere = await fetch(desk.url.replace('door', 'other'), { method: 'POST' })
    expect(elsewhere.status).toBe(404)
  })

  it('takes nothing of a body that breaks off, and makes no fault of ours of it', async () => {
    await open()
    const { hostname, port, pathname } = new URL(desk.url)
    const socket = connect(Number(port), hostname)
    const head = `POST ${pathname} HTTP/1.1\r\nhost: door\r\ncontent-length: 99\r\n\r\n{"id":`
    await new Promise<void>((sent) => void socket.write(head, () => sent()))
    socket.destroy()
    await until(() => lines.join('').includes('a body broke off'))
    expect(lines.join('')).not.toContain('"level":50')
    expect((await sender.send(POST)).status).toBe(202)
    expect(await kept()).toHaveLength(1)
  })

  it('takes so many a minute and says when there is room again; strangers use up none of it', async () => {
    await open({ perMinute: 3 })
    for (let i = 0; i < 5; i++)
      await sender.send(POST, { secret: 'a stranger with a wrong secret' })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await sender.send({ ...POST, id: i })).status)
    expect(statuses).toEqual([202, 202, 202, 429])
    const refused = await sender.send({ ...POST, id: 9 })
    await clock.advance(Number(refused.headers.get('retry-after')) * 1000)
    expect((await sender.send({ ...POST, id: 9 })).status).toBe(202)
  })

  it('says 503 and not 2xx when it cannot store', async () => {
    await open()
    await desk.db.kysely.schema.dropTable('delivery').execute()
    const { status, headers } = await sender.send(POST)
    expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  })
})

describe('what it hears', () => {
  it('reads every field by its path', async () => {
    await open({
      source: 'google_business',
      handle: '@juniper',
      list: 'data.items',
      fields: {
        id: 'n',
        text: "content['the text']",
        author_name: 'people[0].name',
        created_at: 'at',
        rating: 'stars',
        rating_max: 'of',
        url: 'link',
        lang: 'lang',
      },
    })
    const item = {
      n: 12,
      content: { 'the text': 'Lovely.' },
      people: [{ name: 'Nadia' }],
      at: 1_795_000_000,
      stars: '4,5',
      of: 10,
      link: 'https://g.example/12',
      lang: 'en_GB',
    }
    await sender.send({ data: { items: [item] } })
    expect(await heard()).toMatchObject([
      {
        type: 'upsert',
        mention: {
          key: 'google_business:door:12',
          network: 'google_business',
          kind: 'review',
          trigger: 'review',
          text: 'Lovely.',
          rating: { value: 4.5, max: 10 },
          author: { id: 'Nadia', name: 'Nadia', followers: null, verified: null },
          mentionedHandles: ['@juniper'],
          lang: 'en-GB',
          createdAt: 1_795_000_000_000,
        },
      },
    ])
  })

  it('keeps the last digits of long numbers and knows a post without an id by its words', async () => {
    await open()
    await sender.send('{"id":1234567890123456789,"text":"a"}')
    await sender.send({ text: 'no id' })
    await clock.advance(1000)
    await sender.send({ text: 'no id' })
    const keys = (await heard()).map((item) => item.type === 'upsert' && item.mention.key)
    expect(keys[0]).toBe('webhook:door:1234567890123456789')
    expect(keys[1]).toMatch(/^webhook:door:hash-/)
    expect(keys[2]).toBe(keys[1])
  })

  it('follows paths into what is there only', () => {
    expect(readPath('$.a[0].b')).toEqual(['a', '0', 'b'])
    expect(readPath('a[x]')).toBeNull()
    expect(valueAt({ a: [{ b: 1 }] }, 'a[0].b')).toBe(1)
    expect(valueAt({ a: 'text' }, 'a.length')).toBeUndefined()
    expect(valueAt({}, 'constructor.name')).toBeUndefined()
  })
})
