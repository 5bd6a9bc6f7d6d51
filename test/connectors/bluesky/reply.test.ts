import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlueskyConnector } from '../../../connectors/bluesky/connector.ts'
import { countGraphemes } from '../../../connectors/bluesky/reply.ts'
import type { ReplyTarget } from '../../../connectors/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeBluesky } from '../../support/fake-bluesky/fake-bluesky.ts'
import { GUEST_DID, OUR_DID } from '../../support/fake-bluesky/world.ts'

const NOW = Date.UTC(2026, 10, 19, 13, 30)
const PRESS = { idempotencyKey: 'press-1', pressedAt: NOW }

describe('an answer on Bluesky', () => {
  let fake: Awaited<ReturnType<typeof startFakeBluesky>>
  let abort: AbortController

  beforeEach(async () => {
    abort = new AbortController()
    fake = await startFakeBluesky(createSimulatedClock(NOW))
  })
  afterEach(() => fake.close())

  function desk(secrets: Record<string, string> = { EARSHOT_BLUESKY_PASSWORD: 'app-password' }) {
    const connector = createBlueskyConnector({
      hosts: [fake.url],
      baseUrl: fake.url,
      appView: fake.url,
      handle: 'ourcafe.example',
    })
    const world = aCtx(createSimulatedClock(NOW), abort.signal, secrets)
    const { reply, findReply } = connector
    if (reply === undefined || findReply === undefined) throw new Error('an account is configured')
    return {
      ...world,
      connector,
      reply: (to: ReplyTarget, text: string, press = PRESS) => reply(to, text, press, world.ctx),
      find: (to: ReplyTarget, press = PRESS) => findReply(to, 'Sorry', press, world.ctx),
    }
  }

  function target(): ReplyTarget {
    const { key, uri } = fake.publishPost('The flat white was cold.')
    const replyRef = { uri, cid: 'bafy1', rootUri: 'at://root', rootCid: 'bafy0' }
    return { key, nativeId: uri, url: null, trigger: 'keyword', replyRef }
  }

  it('stands below the post and its thread, with links, tags and names counted in bytes', async () => {
    const text =
      'Entschuldigung 🙏 @guest.example, siehe https://cafe.example/x. #kaffee @nobody.example'
    const receipt = await desk().reply(target(), text)
    const [made] = [...fake.records.values()]
    expect(receipt.nativeId).toBe(made?.uri)
    const record = made?.value as {
      reply: unknown
      facets: { index: { byteStart: number; byteEnd: number }; features: object[] }[]
    }
    expect(record.reply).toEqual({
      root: { uri: 'at://root', cid: 'bafy0' },
      parent: { uri: expect.stringContaining(GUEST_DID) as string, cid: 'bafy1' },
    })
    const bytes = Buffer.from(text)
    const marked = record.facets.map(({ index }) =>
      bytes.subarray(index.byteStart, index.byteEnd).toString(),
    )
    expect(marked).toEqual(['@guest.example', 'https://cafe.example/x', '#kaffee'])
  })

  it('is posted once for one press, however often it is tried', async () => {
    const to = target()
    const { reply } = desk()
    const first = await reply(to, 'Sorry')
    expect(await reply(to, 'Sorry')).toEqual(first)
    expect(await desk().reply(to, 'Sorry')).toEqual(first)
    expect(fake.records.size).toBe(1)
    await reply(to, 'Sorry again', { idempotencyKey: 'press-2', pressedAt: NOW })
    expect(fake.records.size).toBe(2)
  })

  it('is found again when the connection broke after it arrived, and not when it did not', async () => {
    const to = target()
    const { reply, find } = desk()
    expect(await find(to)).toBeNull()
    fake.intercept((response, path) => {
      if (path !== 'com.atproto.repo.createRecord') return false
      response.destroy()
      return true
    })
    await expect(reply(to, 'Sorry')).rejects.toMatchObject({ code: 'ambiguous' })
    expect(await find(to)).toBeNull()
    fake.intercept(null)
    const receipt = await reply(to, 'Sorry')
    expect(await find(to)).toEqual(receipt)
    expect(await find(target())).toBeNull()
  })

  it('renews a token that has run out once for twenty calls, and stores it before it is used', async () => {
    const to = target()
    const { reply, puts, ctx, secrets } = desk()
    await reply(to, 'Sorry')
    fake.expireAccess()
    const put = ctx.secrets.put
    ctx.secrets.put = async (values) => {
      const callsBefore = fake.requests.length
      await new Promise((resolve) => setImmediate(resolve))
      await put(values)
      const used = fake.requests.slice(callsBefore).map(({ path }) => path)
      expect(used.filter((path) => path.includes('createRecord'))).toEqual([])
    }
    const presses = Array.from({ length: 20 }, (_, i) => ({
      idempotencyKey: `p${i}`,
      pressedAt: NOW + i,
    }))
    await Promise.all(presses.map((press) => reply(to, 'Sorry', press)))
    expect(fake.records.size).toBe(21)
    expect(puts).toHaveLength(2)
    expect(fake.requests.filter(({ path }) => path.endsWith('createSession'))).toHaveLength(1)
    expect(secrets['EARSHOT_BLUESKY_DID']).toBe(OUR_DID)
  })

  it('asks for a new app password in words when the old one no longer holds', async () => {
    await expect(
      desk({ EARSHOT_BLUESKY_PASSWORD: 'revoked' }).reply(target(), 'x'),
    ).rejects.toMatchObject({
      code: 'auth',
    })
    await expect(desk({}).reply(target(), 'x')).rejects.toThrow(/EARSHOT_BLUESKY_PASSWORD/)
  })

  it('never stands under an account that the settings no longer name', async () => {
    const secrets = { EARSHOT_BLUESKY_PASSWORD: 'app-password' }
    await desk(secrets).reply(target(), 'Sorry')
    const other = createBlueskyConnector({ baseUrl: fake.url, handle: 'other.example' })
    const { ctx } = aCtx(createSimulatedClock(NOW), abort.signal, secrets)
    await other.check(ctx)
    const logins = fake.requests.filter(({ path }) => path.endsWith('createSession'))
    expect(logins.map(({ body }) => body['identifier'])).toEqual([
      'ourcafe.example',
      'other.example',
    ])
  })

  it('does not answer a post that is gone, nor one too long for the network', async () => {
    const to = target()
    fake.remove(to.key)
    await expect(desk().reply(to, 'Sorry')).rejects.toMatchObject({ code: 'gone' })
    await expect(desk().reply(target(), 'a'.repeat(301))).rejects.toMatchObject({ code: 'refused' })
    expect(fake.records.size).toBe(0)
  })

  it('says when it may ask again', async () => {
    fake.intercept((response) => {
      response.writeHead(429, { 'ratelimit-reset': String(NOW / 1000 + 90) }).end()
      return true
    })
    await expect(desk().reply(target(), 'x')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAt: NOW + 90_000,
    })
  })

  it('counts what a reader sees as one sign', () => {
    expect(countGraphemes('👩‍👩‍👧‍👦é🇩🇪')).toBe(3)
  })

  it('without an account says so and offers the page', () => {
    const connector = createBlueskyConnector({})
    expect(connector.canReply({ ...target(), url: 'https://bsky.example' })).toMatchObject({
      openUrl: 'https://bsky.example',
    })
    expect(connector.reply).toBeUndefined()
  })
})
