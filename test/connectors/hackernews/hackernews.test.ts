import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import type { Ctx } from '../../../connectors/connector.ts'
import { createHackerNewsConnector } from '../../../connectors/hackernews/connector.ts'
import type { SimulatedClock } from '../../../core/clock.ts'
import { silentLogger } from '../../../core/logger.ts'
import { connectorContract } from '../../contract/connector-contract.ts'

interface Answer {
  status: number
  body: string
  headers?: Record<string, string>
}

connectorContract('Hacker News', {
  supports: {
    edits: false,
    deletes: false,
    duplicates: false,
    outOfOrder: false,
    malformed: true,
    oversize: true,
    rateLimits: ['seconds', 'date', 'missing', 'garbage'],
    drop: true,
    halfOpen: false,
    gaps: true,
    revoke: false,
  },
  stepMs: 5_000,
  async startFake(clock) {
    const hits: object[] = []
    const faults: (Answer | 'cut')[] = []
    const say = (comment_text: string) => {
      const objectID = String(4000 + hits.length)
      hits.unshift({ objectID, author: 'mara', comment_text, created_at_i: seconds(clock) })
      return `hackernews::${objectID}`
    }
    const server = createServer((request, response) => {
      const fault = faults.shift()
      if (fault === 'cut') return void request.socket.destroy()
      const { status, body, headers } = fault ?? { status: 200, body: search(request.url, hits) }
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    })
    return {
      connector: createHackerNewsConnector({ query: 'acme', baseUrl: await listen(server) }),
      fake: {
        publish: say,
        sendMalformed: () => {
          hits.unshift({ objectID: 'x', created_at_i: seconds(clock) })
        },
        sendOversize: () => void say('soup '.repeat(200_000)),
        rateLimit: (form) => {
          const date = new Date(clock.now() + 30_000).toUTCString()
          const after = { seconds: '30', date, garbage: 'soon' }[form as 'seconds']
          const headers = after === undefined ? {} : { 'retry-after': after }
          faults.push({ status: 429, body: '{}', headers })
        },
        drop: () => void faults.push('cut'),
        loseWindow: () => {
          for (let i = 0; i < 1000; i++) say(`one of many ${i}`)
        },
        close: () => {
          server.closeAllConnections()
          server.close()
        },
      },
      createCtx: (signal): Ctx => ({
        connectionId: 'hn-1',
        fetch,
        connectWs: () => {
          throw new Error('not needed')
        },
        clock,
        random: () => 0.5,
        signal,
        secrets: { get: () => undefined, put: async () => {} },
        spend: () => true,
        log: silentLogger,
        health: () => {},
        allowPrivateAddresses: true,
      }),
    }
  },
})

test('the example in the documentation is the connector itself, and shorter than 150 lines', () => {
  const source = readFileSync('connectors/hackernews/connector.ts', 'utf8')
  const page = readFileSync('docs/connectors.md', 'utf8')
  expect(page).toContain(`\`\`\`ts\n${source}\`\`\``)
  expect(source.split('\n').length).toBeLessThan(151)
})

function seconds(clock: SimulatedClock): number {
  return Math.floor(clock.now() / 1000)
}

/** The newest thousand that match, as Algolia pages them; refuses what it refuses. */
function search(path: string | undefined, hits: readonly object[]): string {
  const { searchParams } = new URL(path ?? '/', 'http://127.0.0.1')
  const since = Number(/^created_at_i>(\d+)$/.exec(searchParams.get('numericFilters') ?? '')?.[1])
  const size = Number(searchParams.get('hitsPerPage'))
  const from = Number(searchParams.get('page')) * size
  const found = hits.filter((hit) => Number(Reflect.get(hit, 'created_at_i')) > since)
  return JSON.stringify({ hits: found.slice(0, 1000).slice(from, from + size) })
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
