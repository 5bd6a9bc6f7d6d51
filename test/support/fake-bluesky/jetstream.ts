import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { type FakePost, type Json, POSTS, type World } from './world.ts'

interface StreamRow {
  timeUs: number
  frame: string
}

export interface Jetstream {
  readonly log: StreamRow[]
  readonly subscriptions: URL[]
  /** Puts an event into the log; `deliver` sends what is in there. */
  keep(event: Json, timeUs?: number): StreamRow
  deliver(frame: string): void
  drop(): void
  halfOpen(): void
  loseWindow(did: string): void
  close(): void
}

/** One instance of the stream (v1 wire): replays from a cursor, clamps it silently, tells the rest live. */
export function createJetstream(server: Server, world: World): Jetstream {
  const log: StreamRow[] = []
  const open = new Set<WebSocket>()
  const muted = new Set<WebSocket>()
  const subscriptions: URL[] = []
  const streams = new WebSocketServer({ noServer: true })
  let windowStart = 0
  let lastUs = 0

  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '', 'http://fake')
    const cursor = url.searchParams.get('cursor')
    const collections = url.searchParams.getAll('wantedCollections')
    const wrong =
      url.pathname !== '/subscribe' ||
      (cursor !== null && !/^\d+$/.test(cursor)) ||
      collections.some((name) => !/^[a-z]+(\.[a-zA-Z*]+)+$/.test(name))
    if (wrong) {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
      return
    }
    subscriptions.push(url)
    streams.handleUpgrade(request, socket, head, (ws) => {
      open.add(ws)
      ws.on('close', () => open.delete(ws))
      if (cursor === null) return
      // A cursor older than the window is moved to its start without a word, as the real one does.
      const from = Math.max(Number(cursor), windowStart)
      for (const row of log) if (row.timeUs >= from) ws.send(row.frame)
    })
  })

  const nextUs = () => {
    lastUs = Math.max(lastUs + 1, world.now() * 1000)
    return lastUs
  }
  const jetstream: Jetstream = {
    log,
    subscriptions,
    keep(event, timeUs = nextUs()) {
      const row = { timeUs, frame: JSON.stringify({ ...event, time_us: timeUs }) }
      log.push(row)
      log.sort((a, b) => a.timeUs - b.timeUs)
      return row
    },
    deliver(frame) {
      for (const ws of open) if (!muted.has(ws)) ws.send(frame)
    },
    drop() {
      for (const ws of open) ws.terminate()
    },
    halfOpen() {
      for (const ws of open) muted.add(ws)
    },
    loseWindow(did) {
      windowStart = nextUs()
      jetstream.keep({ did, kind: 'identity' }, windowStart + 1_000_000)
      lastUs = windowStart + 1_000_000
    },
    close() {
      for (const ws of open) ws.terminate()
      streams.close()
    },
  }
  return jetstream
}

/** What the stream says of a post. */
export function commitOf(
  { did, rkey, cid, record }: FakePost,
  operation: 'create' | 'update' | 'delete',
): Json {
  const more = operation === 'delete' ? {} : { cid, record }
  const commit = { rev: `r${rkey}`, operation, collection: POSTS, rkey, ...more }
  return { did, kind: 'commit', commit }
}
