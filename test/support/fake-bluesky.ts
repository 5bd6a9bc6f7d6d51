import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { Clock } from '../../core/clock.ts'

export const OUR_DID = 'did:plc:ourcafe'
export const GUEST_DID = 'did:plc:guest'
const HANDLES: Record<string, string> = { 'guest.example': GUEST_DID, 'ourcafe.example': OUR_DID }
const POSTS = 'app.bsky.feed.post'

interface StreamRow {
  timeUs: number
  frame: string
}

type Json = Record<string, unknown>

/** Bluesky on loopback: one Jetstream instance (v1 wire), the public view and the server of one account. */
export async function startFakeBluesky(clock: Clock) {
  const log: StreamRow[] = []
  const posts = new Map<string, { did: string; rkey: string; record: Json; cid: string }>()
  const records = new Map<string, { uri: string; cid: string; value: Json }>()
  const requests: { path: string; body: Json }[] = []
  const open = new Set<WebSocket>()
  const muted = new Set<WebSocket>()
  const subscriptions: URL[] = []
  let windowStart = 0
  let serial = 0
  let lastUs = 0
  let access = 'access-1'
  let refresh = 'refresh-1'
  let issued = 1
  let nextAnswer: ((response: ServerResponse, path: string) => boolean) | null = null

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  const streams = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '', 'http://fake')
    const cursor = url.searchParams.get('cursor')
    const wrong =
      url.pathname !== '/subscribe' ||
      (cursor !== null && !/^\d+$/.test(cursor)) ||
      url.searchParams
        .getAll('wantedCollections')
        .some((name) => !/^[a-z]+(\.[a-zA-Z*]+)+$/.test(name))
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  function nextUs(): number {
    lastUs = Math.max(lastUs + 1, clock.now() * 1000)
    return lastUs
  }

  function keep(event: Json, timeUs = nextUs()): StreamRow {
    const row = { timeUs, frame: JSON.stringify({ ...event, time_us: timeUs }) }
    log.push(row)
    log.sort((a, b) => a.timeUs - b.timeUs)
    return row
  }

  function deliver(frame: string): void {
    for (const ws of open) if (!muted.has(ws)) ws.send(frame)
  }

  function commit(did: string, operation: string, rkey: string, more: Json = {}): Json {
    return {
      did,
      kind: 'commit',
      commit: { rev: `r${serial}`, operation, collection: POSTS, rkey, ...more },
    }
  }

  function newPost(text: string, more: Json = {}, did = GUEST_DID) {
    const rkey = `3k${String(++serial).padStart(11, 'a')}`
    const record = {
      $type: POSTS,
      text,
      createdAt: new Date(clock.now()).toISOString(),
      langs: ['en'],
      ...more,
    }
    const cid = `bafy${serial}`
    const uri = `at://${did}/${POSTS}/${rkey}`
    posts.set(uri, { did, rkey, record, cid })
    return { key: `bluesky::${uri}`, uri, event: commit(did, 'create', rkey, { cid, record }) }
  }

  function known(key: string) {
    const post = posts.get(key.replace('bluesky::', ''))
    if (post === undefined) throw new Error(`no post ${key}`)
    return post
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake')
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const text = Buffer.concat(parts).toString('utf8')
    const body = (text === '' ? {} : JSON.parse(text)) as Json
    const path = url.pathname.replace('/xrpc/', '')
    requests.push({ path, body })
    const refuse = (status: number, error: string) =>
      json(response, status, { error, message: error })
    if (nextAnswer?.(response, path) === true) return
    const token = request.headers.authorization?.replace('Bearer ', '')
    if (path === 'app.bsky.actor.getProfiles') return profiles(url, response)
    if (path === 'com.atproto.identity.resolveHandle') {
      const did = HANDLES[url.searchParams.get('handle') ?? '']
      return did === undefined ? refuse(400, 'InvalidRequest') : json(response, 200, { did })
    }
    if (path === 'com.atproto.server.createSession') {
      if (body['password'] !== 'app-password') return refuse(401, 'AuthenticationRequired')
      return session(response)
    }
    if (path === 'com.atproto.server.refreshSession') {
      if (token !== refresh) return refuse(400, 'ExpiredToken')
      return session(response)
    }
    if (token === undefined) return refuse(401, 'AuthMissing')
    if (token !== access) return refuse(400, 'ExpiredToken')
    if (path === 'app.bsky.feed.getPosts') {
      const uris = url.searchParams.getAll('uris')
      return json(response, 200, {
        posts: uris.filter((uri) => posts.has(uri)).map((uri) => ({ uri })),
      })
    }
    if (path === 'com.atproto.repo.getRecord') {
      const record = records.get(url.searchParams.get('rkey') ?? '')
      return record === undefined ? refuse(400, 'RecordNotFound') : json(response, 200, record)
    }
    if (path === 'com.atproto.repo.createRecord') return create(body, response)
    refuse(501, 'MethodNotImplemented')
  }

  function create(body: Json, response: ServerResponse): void {
    const refuse = (error: string) => json(response, 400, { error, message: error })
    const { repo, collection, rkey } = body as Record<string, string>
    const record = body['record'] as {
      text: string
      createdAt?: string
      reply?: Record<string, { uri?: string; cid?: string }>
    }
    if (repo !== OUR_DID || collection !== POSTS) return refuse('InvalidRequest')
    if (rkey === undefined || !/^[234567abcdefghij][234567a-z]{12}$/.test(rkey))
      return refuse('InvalidRequest')
    if (records.has(rkey)) return refuse('InvalidRequest')
    if ([...new Intl.Segmenter().segment(record.text)].length > 300) return refuse('InvalidRecord')
    if (record.createdAt === undefined) return refuse('InvalidRecord')
    for (const ref of Object.values(record.reply ?? {})) {
      if (ref.uri === undefined || ref.cid === undefined) return refuse('InvalidRecord')
    }
    const uri = `at://${OUR_DID}/${POSTS}/${rkey}`
    records.set(rkey, { uri, cid: `bafyown${records.size}`, value: record })
    json(response, 200, { uri, cid: 'bafyown' })
  }

  function session(response: ServerResponse): void {
    issued++
    access = `access-${issued}`
    refresh = `refresh-${issued}`
    json(response, 200, {
      accessJwt: access,
      refreshJwt: refresh,
      did: OUR_DID,
      handle: 'ourcafe.example',
    })
  }

  function profiles(url: URL, response: ServerResponse): void {
    const actors = url.searchParams.getAll('actors')
    if (actors.length === 0 || actors.length > 25)
      return json(response, 400, { error: 'InvalidRequest' })
    json(response, 200, {
      profiles: actors.map((did) => ({
        did,
        handle: 'guest.example',
        displayName: 'A Guest',
        followersCount: 12,
      })),
    })
  }

  return {
    url: `http://127.0.0.1:${port}`,
    log,
    records,
    requests,
    subscriptions,
    /** Whether a token still holds is the server's to say. */
    expireAccess: () => {
      access = `access-${++issued}`
    },
    /** Takes over the next requests while it answers true. */
    intercept: (take: ((response: ServerResponse, path: string) => boolean) | null) => {
      nextAnswer = take
    },
    sendFrame: (event: Json) => deliver(keep(event).frame),
    publishPost(text: string, more: Json = {}, did = GUEST_DID) {
      const post = newPost(text, more, did)
      deliver(keep(post.event).frame)
      return post
    },
    publish(text: string): string {
      return this.publishPost(text).key
    },
    edit(key: string, text: string): void {
      const { did, rkey, record } = known(key)
      const cid = `bafyedit${++serial}`
      deliver(keep(commit(did, 'update', rkey, { cid, record: { ...record, text } })).frame)
    },
    remove(key: string): void {
      const { did, rkey } = known(key)
      posts.delete(key.replace('bluesky::', ''))
      deliver(keep(commit(did, 'delete', rkey)).frame)
    },
    duplicate(key: string): void {
      const { did, rkey, record, cid } = known(key)
      deliver(keep(commit(did, 'create', rkey, { cid, record })).frame)
    },
    publishSwapped(first: string, second: string): [string, string] {
      const older = newPost(first)
      const newer = newPost(second)
      const frames = [keep(older.event).frame, keep(newer.event).frame]
      for (const frame of frames.toReversed()) deliver(frame)
      return [older.key, newer.key]
    },
    sendMalformed(): void {
      deliver('{"did":')
      deliver(keep(commit(GUEST_DID, 'create', 'broken', { cid: 'c', record: null })).frame)
      deliver(keep({ did: GUEST_DID, kind: 'commit', commit: null }).frame)
    },
    sendOversize(): void {
      this.publishPost('a'.repeat(900_000))
      this.publishPost('b'.repeat(1_100_000))
    },
    drop(): void {
      for (const ws of open) ws.terminate()
    },
    halfOpen(): void {
      for (const ws of open) muted.add(ws)
    },
    loseWindow(): void {
      windowStart = nextUs()
      keep({ did: GUEST_DID, kind: 'identity' }, windowStart + 1_000_000)
      lastUs = windowStart + 1_000_000
    },
    async close(): Promise<void> {
      for (const ws of open) ws.terminate()
      streams.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
