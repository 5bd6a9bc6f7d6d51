import type { Clock } from '../../../core/clock.ts'

export const OUR_DID = 'did:plc:ourcafe'
export const GUEST_DID = 'did:plc:guest'
export const POSTS = 'app.bsky.feed.post'

export type Json = Record<string, unknown>

export interface FakePost {
  did: string
  rkey: string
  uri: string
  record: Json
  cid: string
  counts: { likeCount: number; repostCount: number; replyCount: number; quoteCount: number }
  labels: string[]
}

export interface FakeNotification {
  reason: string
  uri: string
  indexedAt: number
}

/** Everything that is on the fake network. */
export interface World {
  posts: Map<string, FakePost>
  /** Newest last. */
  notifications: FakeNotification[]
  handles: Map<string, string>
  /** Labels of accounts, the profile's own among them. */
  accountLabels: Map<string, string[]>
  /** Accounts that have blocked ours. */
  blockers: Set<string>
  now(): number
  nextSerial(): number
  post(text: string, more?: Json, did?: string): FakePost
}

/** An empty network with our account and a guest. */
export function createWorld(clock: Clock): World {
  let serial = 0
  const world: World = {
    posts: new Map(),
    notifications: [],
    handles: new Map([
      [GUEST_DID, 'guest.example'],
      [OUR_DID, 'ourcafe.example'],
    ]),
    accountLabels: new Map(),
    blockers: new Set(),
    now: () => clock.now(),
    nextSerial: () => ++serial,
    post(text, more = {}, did = GUEST_DID) {
      const rkey = `3k${String(++serial).padStart(11, 'a')}`
      const uri = `at://${did}/${POSTS}/${rkey}`
      const post: FakePost = {
        did,
        rkey,
        uri,
        cid: `bafy${serial}`,
        record: {
          $type: POSTS,
          text,
          createdAt: new Date(clock.now()).toISOString(),
          langs: ['en'],
          ...more,
        },
        counts: { likeCount: 0, repostCount: 0, replyCount: 0, quoteCount: 0 },
        labels: [],
      }
      world.posts.set(uri, post)
      const reason = reasonOf(post)
      if (reason !== null) world.notifications.push({ reason, uri, indexedAt: clock.now() })
      return post
    },
  }
  return world
}

/** Why our account is told of a post; null where it is not. */
function reasonOf({ did, record }: FakePost): string | null {
  if (did === OUR_DID) return null
  const text = JSON.stringify(record['reply'] ?? {})
  if (text.includes(`at://${OUR_DID}/`)) return 'reply'
  if (JSON.stringify(record['facets'] ?? {}).includes(`"${OUR_DID}"`)) return 'mention'
  return JSON.stringify(record['embed'] ?? {}).includes(`at://${OUR_DID}/`) ? 'quote' : null
}

/** The range and feature that name our account at the beginning of a text. */
export function namingUs(words = '@ourcafe.example'): Json {
  return {
    facets: [
      {
        index: { byteStart: 0, byteEnd: Buffer.byteLength(words) },
        features: [{ $type: 'app.bsky.richtext.facet#mention', did: OUR_DID }],
      },
    ],
  }
}

/** A label as the network shows it. */
export function labelsOf(uri: string, values: readonly string[]): Json[] {
  const src = 'did:plc:moderation'
  return values.map((val) => ({ src, uri, val, cts: '2026-11-01T00:00:00.000Z' }))
}
