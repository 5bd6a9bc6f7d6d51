import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../core/clock.ts'
import type { RateLimitForm } from '../contract/connector-harness.ts'

interface Entry {
  guid: string
  title: string
  at: number
  body: string
}

const RETRY: Partial<Record<RateLimitForm, (now: number) => string>> = {
  seconds: () => '7',
  date: (now) => new Date(now + 7_000).toUTCString(),
  garbage: () => 'soon',
  past_reset: (now) => new Date(now - 60_000).toUTCString(),
  far_reset: () => String(30 * 86_400),
}

/** One RSS feed on loopback at /feed.xml that answers conditional requests; more pages can be set. */
export async function startFakeFeeds(clock: Clock) {
  const pages = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
  const requests: { path: string; headers: IncomingMessage['headers'] }[] = []
  let entries: Entry[] = []
  let serial = 0
  let limit: RateLimitForm | null = null
  let cut = false
  let junk = ''

  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    requests.push({ path, headers: request.headers })
    const page = pages.get(path)
    if (page !== undefined) return page(request, response)
    if (path !== '/feed.xml') return response.writeHead(404).end()
    if (limit !== null) {
      const value = RETRY[limit]?.(clock.now())
      limit = null
      return response.writeHead(429, value === undefined ? {} : { 'retry-after': value }).end()
    }
    const xml = render(entries, junk)
    if (cut) {
      cut = false
      response.writeHead(200, { 'content-length': xml.length + 100 }).write(xml.slice(0, 60))
      return setImmediate(() => response.destroy())
    }
    const etag = `"${createHash('sha256').update(xml).digest('hex').slice(0, 12)}"`
    if (request.headers['if-none-match'] === etag) return response.writeHead(304).end()
    response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(xml)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const key = (guid: string) => `feed:127.0.0.1:${port}:${guid}`
  const add = (body: string): Entry => {
    const entry = { guid: `post-${++serial}`, title: 'News', at: clock.now(), body }
    entries.unshift(entry)
    return entry
  }

  return {
    url: `http://127.0.0.1:${port}`,
    feedUrl: `http://127.0.0.1:${port}/feed.xml`,
    requests,
    setPage(path: string, status: number, headers: Record<string, string>, body = ''): void {
      pages.set(path, (_request, response) => {
        response.writeHead(status, headers).end(body)
      })
    },
    publish: (text: string): string => key(add(text).guid),
    edit(edited: string, text: string): void {
      entries = entries.map((entry) =>
        key(entry.guid) === edited ? { ...entry, body: text } : entry,
      )
    },
    /** The entry goes, and for a while the feed says so. */
    remove(known: string): void {
      const gone = entries.find(({ guid }) => key(guid) === known)
      entries = entries.filter((entry) => entry !== gone)
      if (gone !== undefined)
        junk += `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="${gone.guid}" when="${new Date(clock.now()).toISOString()}"/>`
    },
    duplicate(known: string): void {
      const entry = entries.find(({ guid }) => key(guid) === known)
      if (entry !== undefined) entries.unshift(entry)
    },
    publishSwapped(first: string, second: string): [string, string] {
      const older = add(first)
      const newer = add(second)
      entries = [older, newer, ...entries.slice(2)]
      return [key(older.guid), key(newer.guid)]
    },
    sendMalformed(): void {
      junk += '<item><guid>empty</guid></item>'
    },
    sendOversize(): void {
      add('word '.repeat(200_000))
    },
    rateLimit(form: RateLimitForm): void {
      limit = form
    },
    drop(): void {
      cut = true
    },
    loseWindow(): void {
      entries = []
      add('what the feed holds now')
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function render(entries: readonly Entry[], junk: string): string {
  const items = entries.map(
    ({ guid, title, at, body }) =>
      `<item><guid isPermaLink="false">${guid}</guid><title>${title}</title>` +
      `<link>https://blog.example/${guid}</link><pubDate>${new Date(at).toUTCString()}</pubDate>` +
      `<description><![CDATA[<p>${body}</p>]]></description></item>`,
  )
  return (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Blog</title><link>https://blog.example</link>' +
    `<description>All about coffee</description><language>en</language>${junk}${items.join('')}</channel></rss>`
  )
}
