import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../core/clock.ts'

interface Hit {
  objectID: string
  created_at_i: number
  author?: string
  comment_text?: string
}

/** What the next search gets in place of its finds. */
type Fault = { status: number; body: string; headers?: Record<string, string> } | 'cut'

/** Hacker News on loopback: the public search over whatever was said, the newest thousand, by pages. */
export async function startFakeHackerNews(clock: Clock) {
  const hits: Hit[] = []
  const faults: Fault[] = []
  const server = createServer((request, response) => {
    const fault = faults.shift()
    if (fault === 'cut') return void request.socket.destroy()
    const { status, body, headers } = fault ?? { status: 200, body: search(request.url, hits) }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const seconds = () => Math.floor(clock.now() / 1000)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** A comment; its key. */
    say(comment_text: string, author = 'mara'): string {
      const objectID = String(4000 + hits.length)
      hits.unshift({ objectID, author, comment_text, created_at_i: seconds() })
      return `hackernews::${objectID}`
    },
    sendMalformed: () => void hits.unshift({ objectID: 'x', created_at_i: seconds() }),
    failNext: (fault: Fault) => void faults.push(fault),
    close(): void {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The newest thousand that match, as Algolia pages them; refuses what it refuses. */
function search(path: string | undefined, hits: readonly Hit[]): string {
  const { searchParams } = new URL(path ?? '/', 'http://127.0.0.1')
  const filter = /^created_at_i(>=?)(\d+)$/.exec(searchParams.get('numericFilters') ?? '')
  const since = Number(filter?.[2]) + (filter?.[1] === '>' ? 1 : 0)
  const size = Number(searchParams.get('hitsPerPage'))
  const from = Number(searchParams.get('page')) * size
  const found = hits.filter((hit) => hit.created_at_i >= since)
  return JSON.stringify({ hits: found.slice(0, 1000).slice(from, from + size) })
}
