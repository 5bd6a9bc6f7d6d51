import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../core/clock.ts'

interface Hit {
  objectID: string
  created_at_i: number
  author?: string
  comment_text?: string
}

interface Answer {
  status: number
  body: string
  headers?: Record<string, string>
}

/** No search shows more. */
const REACH = 1000

/** What the next search gets in place of its finds. */
type Fault = Answer | 'cut'

/** Hacker News on loopback: the public search over whatever was said, the newest thousand, by pages, and the items themselves. */
export async function startFakeHackerNews(clock: Clock) {
  const hits: Hit[] = []
  let serial = 4000
  const gone = new Map<string, 'deleted' | 'dead'>()
  const faults: Fault[] = []
  const server = createServer((request, response) => {
    const fault = faults.shift()
    if (fault === 'cut') return void request.socket.destroy()
    const { status, body, headers }: Answer = fault ?? answer(request.url ?? '/')
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  function answer(path: string): Answer {
    const [, id] = /^\/v0\/item\/(\d+)\.json$/.exec(path) ?? []
    return id === undefined ? search(path, hits) : { status: 200, body: item(id) }
  }
  /** Of what is gone only the number and the time are left; what never was is null. */
  function item(id: string): string {
    const mark = gone.get(id)
    const known = hits.find(({ objectID }) => objectID === id)
    if (known === undefined && mark === undefined) return 'null'
    const { author: by, comment_text: text, created_at_i: time } = known ?? {}
    return JSON.stringify({
      id: Number(id),
      type: 'comment',
      time,
      ...(mark ? { [mark]: true } : { by, text }),
    })
  }
  const seconds = () => Math.floor(clock.now() / 1000)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hits: hits as readonly Hit[],
    /** A comment; its key. */
    say(comment_text: string, author = 'mara'): string {
      const objectID = String(++serial)
      hits.unshift({ objectID, author, comment_text, created_at_i: seconds() })
      return `hackernews::${objectID}`
    },
    /** Its author takes it back, or moderators kill it; the search still finds it for a while. */
    remove(key: string, how: 'deleted' | 'dead' = 'deleted'): void {
      gone.set(key.split('::')[1] ?? '', how)
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
function search(path: string, hits: readonly Hit[]): Answer {
  const { pathname, searchParams } = new URL(path, 'http://127.0.0.1')
  const filter = /^created_at_i(>=?)(\d+)$/.exec(searchParams.get('numericFilters') ?? '')
  const size = Number(searchParams.get('hitsPerPage') ?? 20)
  if (pathname !== '/api/v1/search_by_date') return { status: 404, body: '{}' }
  if (filter === null || !(size >= 1 && size <= REACH))
    return { status: 400, body: '{"status":400,"error":"Bad Request"}' }
  const since = Number(filter[2]) + (filter[1] === '>' ? 1 : 0)
  const from = Number(searchParams.get('page')) * size
  const found = hits.filter((hit) => hit.created_at_i >= since)
  const page = found.slice(0, REACH).slice(from, from + size)
  return { status: 200, body: JSON.stringify({ hits: page }) }
}
