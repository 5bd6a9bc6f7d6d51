import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Batch, Cursor } from '../../../connectors/connector.ts'
import { createFeedsConnector } from '../../../connectors/feeds/connector.ts'
import { unwrapLink } from '../../../connectors/feeds/entry-mention.ts'
import { readFeed } from '../../../connectors/feeds/read-feed.ts'
import { plainText } from '../../../connectors/plain-text.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { startFakeFeeds } from '../../support/fake-feeds.ts'

const NOW = Date.UTC(2026, 10, 19, 13, 30)

describe('a feed is read politely', () => {
  let fake: Awaited<ReturnType<typeof startFakeFeeds>>
  let clock: SimulatedClock
  beforeEach(async () => {
    clock = createSimulatedClock(NOW)
    fake = await startFakeFeeds(clock)
  })
  afterEach(() => fake.close())

  /** One look; the next one may begin at once. */
  async function look(urls: readonly string[], cursor: Cursor | null = null): Promise<Batch> {
    const connector = createFeedsConnector({ urls, everyMs: 0 })
    const abort = new AbortController()
    for await (const batch of connector.listen(cursor, aCtx(clock, abort.signal).ctx)) return batch
    throw new Error('no batch')
  }
  const texts = (batch: Batch) =>
    batch.items.flatMap((item) => (item.type === 'upsert' ? [item.mention.text] : []))

  it('asks only for what has changed', async () => {
    fake.publish('one')
    const first = await look([fake.feedUrl])
    const second = await look([fake.feedUrl], first.cursor)
    expect(texts(first)).toEqual(['one'])
    expect(second.items).toEqual([])
    expect(fake.requests[0]?.headers['if-none-match']).toBeUndefined()
    expect(fake.requests[1]?.headers['if-none-match']).toMatch(/^"\w+"$/)
  })

  it('follows a feed that moved, remembers the new address only when it moved for good', async () => {
    fake.publish('one')
    fake.setPage('/for-good', 301, { location: '/feed.xml' })
    fake.setPage('/for-now', 302, { location: '/feed.xml' })
    const urls = [`${fake.url}/for-good`, `${fake.url}/for-now`]
    const first = await look(urls)
    fake.requests.length = 0
    const again = await look(urls, first.cursor)
    expect(fake.requests.map(({ path }) => path)).toEqual(['/feed.xml', '/for-now', '/feed.xml'])
    expect(again.items).toEqual([])
  })

  it('stops asking for a feed that is gone, and stops when none is left, until it is started anew', async () => {
    const url = `${fake.url}/gone`
    fake.setPage('/gone', 410, {})
    const { cursor } = await look([url, fake.feedUrl])
    const connector = createFeedsConnector({ urls: [url] })
    const { ctx } = aCtx(clock, new AbortController().signal)
    const batches = connector.listen(null, ctx)[Symbol.asyncIterator]()
    await expect(batches.next(), 'it never looks well').rejects.toMatchObject({ code: 'fatal' })
    fake.setPage('/gone', 301, { location: '/feed.xml' })
    fake.publish('back again')
    expect(texts(await look([url], cursor))).toEqual(['back again'])
  })

  it('hears the others in their own time while one of them is told to wait', async () => {
    fake.setPage('/busy', 429, { 'retry-after': '90' })
    const urls = [`${fake.url}/busy`, fake.feedUrl]
    const { ctx } = aCtx(clock, new AbortController().signal)
    const connector = createFeedsConnector({ urls, everyMs: 60_000 })
    const batches = connector.listen(null, ctx)[Symbol.asyncIterator]()
    const next = async (afterMs: number) => {
      const batch = batches.next()
      await clock.advance(afterMs)
      return texts((await batch).value as Batch)
    }
    fake.publish('one')
    expect(await next(0)).toEqual(['one'])
    fake.publish('two')
    expect(await next(60_000)).toEqual(['two'])
    expect(await next(30_000), 'only the busy one is asked').toEqual([])
    fake.publish('three')
    expect(await next(30_000)).toEqual(['three'])
    expect(fake.requests.filter(({ path }) => path === '/busy')).toHaveLength(2)
  })

  it('goes on with the feeds that answer when one does not', async () => {
    fake.publish('one')
    fake.setPage('/broken', 502, {}, '<html>')
    fake.setPage('/page', 200, {}, '<html>not a feed</html>')
    const batch = await look([`${fake.url}/broken`, `${fake.url}/page`, fake.feedUrl])
    expect(texts(batch)).toEqual(['one'])
    await expect(look([`${fake.url}/page`])).rejects.toMatchObject({ code: 'transient' })
  })

  it('does not read entities of its own making nor five megabytes', async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><rss version="2.0"><channel><title>&a;</title></channel></rss>'
    fake.setPage('/bomb', 200, {}, bomb)
    fake.setPage('/big', 200, {}, 'x'.repeat(5_100_000))
    await expect(look([`${fake.url}/bomb`])).rejects.toMatchObject({ code: 'refused' })
    await expect(look([`${fake.url}/big`])).rejects.toMatchObject({ code: 'refused' })
  })

  it('believes no date after now', async () => {
    const item = '<item><title>Soon</title><pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate></item>'
    fake.setPage(
      '/x',
      200,
      {},
      `<rss version="2.0"><channel><title>t</title>${item}</channel></rss>`,
    )
    const batch = await look([`${fake.url}/x`])
    expect(batch.items[0]).toMatchObject({ mention: { createdAt: NOW } })
  })
})

describe('every kind of feed says the same', () => {
  it('reads Atom, among it alerts that mark the words found', () => {
    const { entries } = readFeed(
      '<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>Alert</title><updated>2026-11-19T10:00:00Z</updated>' +
        '<entry><id>tag:1</id><title type="html">&lt;b&gt;Juniper&lt;/b&gt; opens</title>' +
        '<link href="https://www.google.com/url?rct=j&amp;url=https://news.example/a&amp;ct=ga"/>' +
        '<published>2026-11-19T10:00:00Z</published><updated>2026-11-19T10:00:00Z</updated>' +
        '<content type="html">A &lt;b&gt;new&lt;/b&gt; café</content><author><name>Ada</name></author></entry></feed>',
    )
    const [entry] = entries
    expect(plainText(entry?.title ?? '')).toBe('Juniper opens')
    expect(plainText(entry?.html ?? '')).toBe('A new café')
    expect(unwrapLink(entry?.link ?? '')).toBe('https://news.example/a')
    expect(entry).toMatchObject({ id: 'tag:1', author: 'Ada' })
    expect(Date.parse(entry?.published ?? '')).toBe(Date.UTC(2026, 10, 19, 10))
  })

  it('reads JSON Feed', () => {
    const { entries } = readFeed(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Blog',
        items: [
          {
            id: '1',
            url: 'https://b.example/1',
            content_text: 'Hello',
            date_published: '2026-11-19T10:00:00Z',
            authors: [{ name: 'Ada' }],
          },
        ],
      }),
    )
    expect(entries[0]).toMatchObject({
      id: '1',
      html: 'Hello',
      author: 'Ada',
      link: 'https://b.example/1',
    })
    expect(Date.parse(entries[0]?.published ?? '')).toBe(Date.UTC(2026, 10, 19, 10))
  })

  it('hands on no link that runs', () => {
    expect(unwrapLink('javascript:alert(1)')).toBeNull()
    expect(unwrapLink('https://www.google.com/url?url=javascript:alert(1)')).toBeNull()
    expect(plainText('a<script>alert(1)</script> &lt;b&gt; 1 < 2 &#x1F642;')).toBe('a <b> 1 < 2 🙂')
  })
})
