import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Json, labelsOf, OUR_DID, POSTS, type World } from './world.ts'

export type Take = (response: ServerResponse, path: string) => boolean

export interface Xrpc {
  readonly records: Map<string, { uri: string; cid: string; value: Json }>
  readonly requests: { path: string; body: Json; token: string | null }[]
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  expireAccess(): void
  /** The password and every token are worth nothing any more. */
  revoke(): void
  intercept(take: Take | null): void
}

const MOST = 25

/** The public view and the server of one account: logins that rotate, reading, and one collection to write. */
export function createXrpc(world: World): Xrpc {
  const records: Xrpc['records'] = new Map()
  const requests: Xrpc['requests'] = []
  let password: string | null = 'app-password'
  let issued = 1
  let access = 'access-1'
  let refresh = 'refresh-1'
  let nextAnswer: Take | null = null

  function session(response: ServerResponse): void {
    issued++
    access = `access-${issued}`
    refresh = `refresh-${issued}`
    const tokens = { accessJwt: access, refreshJwt: refresh }
    json(response, 200, { ...tokens, did: OUR_DID, handle: 'ourcafe.example' })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake')
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const text = Buffer.concat(parts).toString('utf8')
    const body = (text === '' ? {} : JSON.parse(text)) as Json
    const path = url.pathname.replace('/xrpc/', '')
    const token = request.headers.authorization?.replace('Bearer ', '') ?? null
    requests.push({ path, body, token })
    const refuse = (status: number, error: string) =>
      json(response, status, { error, message: error })
    if (nextAnswer?.(response, path) === true) return
    if (path === 'app.bsky.actor.getProfiles') return profiles(world, url, response)
    // Open to everybody; whoever comes with a token must come with a good one.
    const isBadToken = token !== null && token !== access
    if (path === 'app.bsky.feed.getPosts' && !isBadToken) return posts(world, url, response)
    if (path === 'com.atproto.identity.resolveHandle') {
      const asked = url.searchParams.get('handle')
      const did = [...world.handles].find(([, handle]) => handle === asked)?.[0]
      return did === undefined ? refuse(400, 'InvalidRequest') : json(response, 200, { did })
    }
    if (path === 'com.atproto.server.createSession')
      return body['password'] === password && body['identifier'] === world.handles.get(OUR_DID)
        ? session(response)
        : refuse(401, 'AuthenticationRequired')
    if (path === 'com.atproto.server.refreshSession')
      return token === refresh && password !== null
        ? session(response)
        : refuse(400, 'ExpiredToken')
    if (token === null) return refuse(401, 'AuthMissing')
    if (isBadToken) return refuse(400, 'ExpiredToken')
    if (path === 'app.bsky.notification.listNotifications')
      return notifications(world, url, response)
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

  return {
    records,
    requests,
    handle,
    expireAccess: () => {
      access = `access-${++issued}`
    },
    revoke: () => {
      password = null
      access = `access-${++issued}`
    },
    intercept: (take) => {
      nextAnswer = take
    },
  }
}

function authorOf(world: World, did: string): Json {
  return {
    did,
    handle: world.handles.get(did) ?? 'guest.example',
    displayName: 'A Guest',
    labels: labelsOf(did, world.accountLabels.get(did) ?? []),
    ...(world.blockers.has(did) ? { viewer: { blockedBy: true } } : {}),
  }
}

function profiles(world: World, url: URL, response: ServerResponse): void {
  const actors = url.searchParams.getAll('actors')
  if (actors.length === 0 || actors.length > MOST)
    return json(response, 400, { error: 'InvalidRequest' })
  const found = actors.map((did) => ({ ...authorOf(world, did), followersCount: 12 }))
  json(response, 200, { profiles: found })
}

function posts(world: World, url: URL, response: ServerResponse): void {
  const uris = url.searchParams.getAll('uris')
  if (uris.length === 0 || uris.length > MOST)
    return json(response, 400, { error: 'InvalidRequest' })
  const found = uris.flatMap((uri) => {
    const post = world.posts.get(uri)
    if (post === undefined) return []
    const { did, cid, record, counts, labels } = post
    const author = authorOf(world, did)
    return [{ uri, cid, author, record, ...counts, labels: labelsOf(uri, labels) }]
  })
  json(response, 200, { posts: found })
}

/** Newest first; a cursor is the time of the last one shown. */
function notifications(world: World, url: URL, response: ServerResponse): void {
  const limit = Number(url.searchParams.get('limit') ?? 50)
  const cursor = url.searchParams.get('cursor')
  const reasons = url.searchParams.getAll('reasons')
  if (!(limit >= 1 && limit <= 100)) return json(response, 400, { error: 'InvalidRequest' })
  const all = world.notifications
    .filter(({ reason }) => reasons.length === 0 || reasons.includes(reason))
    .filter(({ uri }) => world.posts.has(uri))
    .toReversed()
  const start = cursor === null ? 0 : Number(cursor)
  const shown = all.slice(start, start + limit).map(({ reason, uri, indexedAt }) => {
    const { did, cid, record, labels } = world.posts.get(uri) ?? {}
    return {
      uri,
      cid,
      author: authorOf(world, did ?? ''),
      reason,
      record,
      isRead: false,
      indexedAt: new Date(indexedAt).toISOString(),
      labels: labelsOf(uri, labels ?? []),
    }
  })
  const end = start + limit
  json(response, 200, {
    notifications: shown,
    ...(end < all.length ? { cursor: String(end) } : {}),
  })
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
