import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../../core/clock.ts'
import { createLimits } from './limits.ts'
import { type Asked, createRoutes, type Make } from './routes.ts'
import { attachStreaming } from './streaming.ts'
import { createTokens, tokenOf } from './tokens.ts'
import { createWorld } from './world.ts'

type Takeover = (asked: Asked, response: ServerResponse) => boolean

const PAGING = ['page', 'min_id', 'max_id', 'since_id']

/** A Mastodon server on loopback: its interface over HTTP, its streams over a WebSocket, one account of ours. */
export async function startFakeMastodon(clock: Clock, made: Partial<Make> = {}) {
  const tokens = createTokens()
  const limits = createLimits(clock)
  const requests: Asked[] = []
  let takeover: Takeover | null = null
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  const streaming = attachStreaming(server, tokens)
  const world = createWorld(clock, streaming.tell)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const make: Make = {
    version: '4.5.2',
    api: 7,
    hasV2: true,
    streaming: `ws://127.0.0.1:${port}`,
    isClosed: false,
    ...made,
  }
  const route = createRoutes(world, tokens, make, clock)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const text = Buffer.concat(parts).toString('utf8')
    const asked: Asked = {
      method: request.method ?? 'GET',
      url: new URL(request.url ?? '', url),
      token: tokenOf(request, new URL(request.url ?? '', url)),
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      headers: request.headers,
    }
    requests.push(asked)
    if (takeover?.(asked, response) === true) return
    const isPaging = PAGING.some((name) => asked.url.searchParams.has(name))
    const { headers, tooMany } = limits.count(asked.token ?? 'stranger', isPaging)
    const given = tooMany ? { status: 429, body: { error: 'Too many requests' } } : route(asked)
    response
      .writeHead(given.status, {
        'content-type': 'application/json; charset=utf-8',
        date: new Date(clock.now()).toUTCString(),
        ...headers,
        ...('link' in given && given.link !== undefined && { link: given.link }),
      })
      .end(JSON.stringify(given.body))
  }

  return {
    url,
    make,
    world,
    tokens,
    limits,
    requests,
    streaming,
    /** Takes over the requests for which it answers true. */
    intercept: (take: Takeover | null) => {
      takeover = take
    },
    async close(): Promise<void> {
      streaming.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type FakeMastodon = Awaited<ReturnType<typeof startFakeMastodon>>
