import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BlueskyConfig } from '../../../connectors/bluesky/connector.ts'
import { createBlueskyConnector } from '../../../connectors/bluesky/connector.ts'
import type { Batch, Cursor, Item } from '../../../connectors/connector.ts'
import { createSimulatedClock } from '../../../core/clock.ts'
import type { Mention } from '../../../core/mention.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeBluesky } from '../../support/fake-bluesky/fake-bluesky.ts'
import { GUEST_DID, OUR_DID } from '../../support/fake-bluesky/world.ts'

const NOW = Date.UTC(2026, 10, 19, 13, 30)

describe('the stream of Bluesky', () => {
  const clock = createSimulatedClock(NOW)
  let fake: Awaited<ReturnType<typeof startFakeBluesky>>
  let abort: AbortController
  beforeEach(async () => {
    abort = new AbortController()
    fake = await startFakeBluesky(clock)
  })
  afterEach(async () => {
    abort.abort()
    await fake.close()
  })

  /** Lets the clock run until stopped. */
  function startTime() {
    const stopped = new AbortController()
    const run = (async () => {
      while (!stopped.signal.aborted) await clock.advance(50)
    })()
    return {
      stop: () => {
        stopped.abort()
        return run
      },
    }
  }

  /** The present, and then whatever `say` makes the network say, until `enough`. */
  async function hear(
    say: () => void,
    enough: (items: readonly Item[]) => boolean,
    more: Partial<BlueskyConfig> = {},
  ): Promise<{ items: Item[]; last: Batch }> {
    const connector = createBlueskyConnector({
      hosts: [fake.url],
      appView: fake.url,
      ourDids: [OUR_DID],
      ...more,
    })
    const items: Item[] = []
    const batches = connector.listen(null, aCtx(clock, abort.signal).ctx)[Symbol.asyncIterator]()
    await batches.next()
    say()
    const time = startTime()
    try {
      for (;;) {
        const { value, done } = await batches.next()
        if (done === true) throw new Error('the stream ended')
        items.push(...value.items)
        if (enough(items)) return { items, last: value }
      }
    } finally {
      await time.stop()
      await batches.return?.(undefined)
    }
  }
  const mentions = (items: readonly Item[]) =>
    items.flatMap((item): Mention[] => (item.type === 'upsert' ? [item.mention] : []))

  it('tells a tag by the account that is meant, not by the words, and reads ranges in bytes', async () => {
    const text = '☕️ @ourcafe.example war gut → blog.example/x…'
    const bytes = (words: string) => Buffer.byteLength(text.slice(0, text.indexOf(words)))
    const facet = (words: string, feature: object) => ({
      index: { byteStart: bytes(words), byteEnd: bytes(words) + Buffer.byteLength(words) },
      features: [feature],
    })
    const { items } = await hear(
      () =>
        fake.publishPost(text, {
          facets: [
            facet('@ourcafe.example', { $type: 'app.bsky.richtext.facet#mention', did: OUR_DID }),
            facet('blog.example/x…', {
              $type: 'app.bsky.richtext.facet#link',
              uri: 'https://blog.example/x/y',
            }),
            {
              index: { byteStart: 5, byteEnd: 9_999 },
              features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'no' }],
            },
          ],
        }),
      (items) => items.length > 0,
    )
    expect(mentions(items)[0]).toMatchObject({
      trigger: 'tag',
      mentionedHandles: ['ourcafe.example'],
      links: ['https://blog.example/x/y'],
      hashtags: [],
    })
  })

  it('knows answers to us, quotes of us and our own posts', async () => {
    const ours = { uri: `at://${OUR_DID}/app.bsky.feed.post/1`, cid: 'c' }
    const { items } = await hear(
      () => {
        fake.publishPost('answer', { reply: { root: ours, parent: ours } })
        fake.publishPost('quote', { embed: { $type: 'app.bsky.embed.record', record: ours } })
        fake.publishPost('we say', {}, OUR_DID)
      },
      (items) => items.length === 3,
    )
    expect(mentions(items).map((m) => [m.kind, m.trigger, m.author.isSelf])).toEqual([
      ['reply', 'reply_to_us', false],
      ['quote', 'quote_of_us', false],
      ['post', 'keyword', true],
    ])
    expect(mentions(items)[0]?.replyRef).toMatchObject({ rootUri: ours.uri, rootCid: 'c' })
  })

  it('passes on that an account is gone, but not that it rests', async () => {
    const account = (did: string, status: string) =>
      fake.sendFrame({ did, kind: 'account', account: { active: false, did, status } })
    const { items } = await hear(
      () => {
        account('did:plc:a', 'deactivated')
        account('did:plc:b', 'deleted')
        account('did:plc:c', 'takendown')
      },
      (items) => items.length === 2,
    )
    expect(items).toMatchObject([
      { type: 'author_delete', authorId: 'did:plc:b' },
      { type: 'author_delete', authorId: 'did:plc:c' },
    ])
  })

  it('looks up the authors of what is wanted only, 25 at a time', async () => {
    const { items } = await hear(
      () => {
        for (let i = 0; i < 60; i++)
          fake.publishPost(i < 30 ? 'coffee' : 'tea', {}, `did:plc:n${i}`)
      },
      (items) => items.length === 30,
      { wanted: (mention) => mention.text === 'coffee' },
    )
    expect(
      mentions(items).every(
        (m) => m.author.handle === 'guest.example' && m.author.followers === 12,
      ),
    ).toBe(true)
    const asked = fake.requests.filter(({ path }) => path.endsWith('getProfiles'))
    expect(asked.length).toBeGreaterThanOrEqual(2)
    expect(asked.length).toBeLessThan(30)
  })

  it('goes on without profiles when they do not come', async () => {
    fake.intercept((response) => {
      response.writeHead(500).end()
      return true
    })
    const { items } = await hear(
      () => fake.publishPost('coffee'),
      (items) => items.length === 1,
      { wanted: () => true },
    )
    expect(mentions(items)[0]?.author).toMatchObject({
      id: GUEST_DID,
      handle: null,
      followers: null,
    })
  })

  it('finds out by its handle who we are, before anybody has logged in', async () => {
    const { items } = await hear(
      () => fake.publishPost('we say', {}, OUR_DID),
      (items) => items.length === 1,
      { ourDids: [], handle: 'ourcafe.example', baseUrl: fake.url },
    )
    expect(mentions(items)[0]?.author.isSelf).toBe(true)
  })

  it('does not believe a time after the network saw the post', async () => {
    const { items } = await hear(
      () => fake.publishPost('soon', { createdAt: '2100-01-01T00:00:00Z' }),
      (items) => items.length === 1,
    )
    const [mention] = mentions(items)
    expect(mention?.createdAt).toBe(mention?.observedAt)
  })

  it('asks again for five seconds, and goes to the next instance when one does not answer', async () => {
    const { last } = await hear(
      () => fake.publishPost('one'),
      (items) => items.length === 1,
    )
    const closed = 'http://127.0.0.1:1'
    const connector = createBlueskyConnector({ hosts: [closed, fake.url], appView: fake.url })
    const next = () =>
      connector.listen(last.cursor, aCtx(clock, abort.signal).ctx)[Symbol.asyncIterator]()
    await expect(next().next()).rejects.toMatchObject({ code: 'transient' })
    fake.subscriptions.length = 0
    const batches = next()
    const first = batches.next()
    const time = startTime()
    expect((await first).value).toMatchObject({ caughtUp: true, cursor: last.cursor })
    await time.stop()
    await batches.return?.(undefined)
    const cursor: Cursor & { timeUs?: number } = last.cursor
    expect(Number(fake.subscriptions[0]?.searchParams.get('cursor'))).toBe(
      (cursor.timeUs ?? 0) - 5_000_000,
    )
  })
})
