import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../../core/clock.ts'
import { commitOf, createJetstream } from './jetstream.ts'
import { createWorld, type FakePost, GUEST_DID, type Json, POSTS } from './world.ts'
import { createXrpc } from './xrpc.ts'

/** Bluesky on loopback: one Jetstream instance (v1 wire), the public view and the server of one account. */
export async function startFakeBluesky(clock: Clock) {
  const world = createWorld(clock)
  const xrpc = createXrpc(world)
  const server = createServer((request, response) => {
    xrpc.handle(request, response).catch(() => response.destroy())
  })
  const stream = createJetstream(server, world)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const tell = (event: Json) => stream.deliver(stream.keep(event).frame)
  const keyOf = ({ uri }: FakePost) => `bluesky::${uri}`
  function known(key: string): FakePost {
    const post = world.posts.get(key.replace('bluesky::', ''))
    if (post === undefined) throw new Error(`no post ${key}`)
    return post
  }

  return {
    url: `http://127.0.0.1:${port}`,
    world,
    log: stream.log,
    subscriptions: stream.subscriptions,
    records: xrpc.records,
    requests: xrpc.requests,
    /** Whether a token still holds is the server's to say. */
    expireAccess: xrpc.expireAccess,
    revoke: xrpc.revoke,
    /** Takes over the next requests while it answers true. */
    intercept: xrpc.intercept,
    /** A frame as it is, without a place in the log. */
    sendRaw: stream.deliver,
    sendFrame: tell,
    /** `quiet`: the stream does not tell of it. */
    publishPost(text: string, more: Json = {}, did = GUEST_DID, quiet = false) {
      const post = world.post(text, more, did)
      const event = commitOf(post, 'create')
      if (!quiet) tell(event)
      return { key: keyOf(post), uri: post.uri, event }
    },
    publish(text: string): string {
      return this.publishPost(text).key
    },
    edit(key: string, text: string): void {
      const post = known(key)
      post.cid = `bafyedit${world.nextSerial()}`
      post.record = { ...post.record, text }
      tell(commitOf(post, 'update'))
    },
    remove(key: string): void {
      const post = known(key)
      world.posts.delete(post.uri)
      tell(commitOf(post, 'delete'))
    },
    duplicate(key: string): void {
      tell(commitOf(known(key), 'create'))
    },
    publishSwapped(first: string, second: string): [string, string] {
      const posts = [world.post(first), world.post(second)] as const
      const frames = posts.map((post) => stream.keep(commitOf(post, 'create')).frame)
      for (const frame of frames.toReversed()) stream.deliver(frame)
      return [keyOf(posts[0]), keyOf(posts[1])]
    },
    sendMalformed(): void {
      const commit = { rev: 'r', operation: 'create', collection: POSTS, rkey: 'broken' }
      stream.deliver('{"did":')
      tell({ did: GUEST_DID, kind: 'commit', commit: { ...commit, cid: 'c', record: null } })
      tell({ did: GUEST_DID, kind: 'commit', commit: null })
    },
    sendOversize(): void {
      this.publishPost('a'.repeat(900_000))
      this.publishPost('b'.repeat(1_100_000))
    },
    /** An account has another handle from now on. */
    rename(did: string, handle: string): void {
      world.handles.set(did, handle)
      tell({ did, kind: 'identity', identity: { did, handle, seq: 1 } })
    },
    drop: stream.drop,
    halfOpen: stream.halfOpen,
    loseWindow: () => stream.loseWindow(GUEST_DID),
    async close(): Promise<void> {
      stream.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
