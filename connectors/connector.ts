import type { Clock } from '../core/clock.ts'
import type { Consent } from '../core/consent.ts'
import type { Health } from '../core/health.ts'
import type { Logger } from '../core/logger.ts'
import type { Engagement, Mention } from '../core/mention.ts'
import type { Network } from '../core/network.ts'
import type { Policy } from '../core/policy.ts'
import type { WantedQuery } from '../core/query-tree.ts'

/** Where fetching resumes: versioned JSON, opaque to everybody but its connector. */
export type Cursor = { readonly v: number; readonly [key: string]: unknown }

/** One thing that happened at a network. */
export type Item =
  | { type: 'upsert'; mention: Mention }
  | { type: 'delete'; key: string; reason: string }
  | { type: 'author_delete'; network: Network; authorId: string; reason: string }
  | { type: 'metrics'; key: string; metrics: Engagement }
  /** A member joins the advocates, leaves them, or asks to be forgotten. */
  | { type: 'consent'; consent: Consent }
  /** Could not be understood: kept aside with the reason, and the cursor moves on. */
  | { type: 'poison'; raw: string; reason: string }

/** What could not be fetched, epoch ms; shown to people, never silent. */
export interface Gap {
  from: number
  to: number
  why: string
}

/** Items in the network's order; storing them and moving to `cursor` is one transaction of the runner. */
export interface Batch {
  items: readonly Item[]
  cursor: Cursor
  /** Nothing older is known to be waiting. */
  caughtUp: boolean
  gap?: Gap
  /** What was fetched after all: gaps that begin within it are no gaps any more. */
  filled?: { from: number; to: number }
  /** Money this batch cost, US dollars. */
  costUsd?: number
}

/** One line of the doctor: what was found and the mend. */
export interface Diagnosis {
  level: 'ok' | 'warn' | 'fail'
  what: string
  mend?: string
}

export interface Capabilities {
  policy: Policy
  /** Oldest post it can fetch, ms before now; null for no limit; false for no backfill. */
  backfill: false | { maxAgeMs: number | null }
  edits: boolean
  maxReplyChars: number | null
}

export interface Secrets {
  /** Undefined where it is not set. */
  get(name: string): string | undefined
  /** All or nothing, on disk before it resolves: rotated refresh tokens. */
  put(values: Readonly<Record<string, string>>): Promise<void>
  /** Reads anew what another process of the desk may have put there; true where something of ours is new. */
  reload?(): Promise<boolean>
}

/** A login through the browser: somebody opens a link, says yes, and brings back the address they end at. */
export interface BrowserLogin {
  /** The link to open; what is needed later is kept among the secrets. */
  begin(ctx: Ctx): Promise<string>
  /** Takes the address; throws a NetworkError where it is not the answer to our last link. */
  finish(address: string, ctx: Ctx): Promise<void>
}

/** Everything a connector may touch of the world. */
export interface Ctx {
  connectionId: string
  fetch: typeof fetch
  connectWs: (url: string, protocols?: string[]) => WebSocket
  clock: Clock
  random(): number
  signal: AbortSignal
  secrets: Secrets
  /** False when the month's cap would be passed: then throw a NetworkError('billing'). */
  spend(usd: number): boolean
  /** This month's money of the connection, US dollars; a cap of null is none. Absent where nobody counts. */
  budget?(): { capUsd: number | null; spentUsd: number }
  log: Logger
  /** Own finding about the connection, shown at once. */
  health(health: Health): void
  /** Where the last batch was stored; lets a connector that pushes wait (back-pressure). */
  allowPrivateAddresses: boolean
  /** What arrived at /hooks/<connection>; absent where nobody takes requests for us. */
  deliveries?: Deliveries
  /** The queries of all brands as they are now, for networks that can search. */
  queries?(): Promise<readonly WantedQuery[]>
  /** Posts of this connection that stand here, newest first, from below the number `below` (null: the newest), for sweeps. */
  stored?(below: number | null, limit: number): Promise<readonly StoredPost[]>
}

/** A post as it stands in the store. */
export interface StoredPost {
  id: number
  key: string
  nativeId: string
  revision: string
  /** When the network saw it, epoch ms. */
  observedAt: number
  replyRef: Readonly<Record<string, string>>
}

/** One request that was found genuine and stored before it was acknowledged. */
export interface Delivery {
  /** Grows with every delivery: a cursor. */
  seq: number
  /** What the sender calls it. */
  kind: string
  body: string
  receivedAt: number
}

export interface Deliveries {
  /** The deliveries after `seq`, oldest first. */
  read(after: number, limit: number): Promise<Delivery[]>
  /** All up to `seq` are stored as posts: their content is forgotten. */
  finish(upTo: number): Promise<void>
}

/** A request at /hooks/<connection>, its body as it was sent. */
export interface HookRequest {
  /** Null where it is missing. */
  header(name: string): string | null
  body: Uint8Array
}

/** What to answer, and what is stored first. Nothing of a request that is not proven genuine is stored. */
export interface HookVerdict {
  status: number
  answer: Readonly<Record<string, unknown>>
  keep?: {
    /** The same for every repeat of one delivery. */
    key: string
    /** Tells a repeat from another delivery under the same key. */
    digest: string
    kind: string
    body: string
  }
}

export interface ReplyReceipt {
  nativeId: string
  url: string | null
  costUsd?: number
}

/**
 * A network: posts in, answers out. It carries, it does not decide: no matching, no storing, no retries
 * across batches. It throws NetworkError; the runner (pipeline/run-connection.ts) owns cursor, backoff,
 * health and gaps.
 */
export interface Connector {
  readonly network: Network
  capabilities(): Capabilities
  /** Token, scopes, intents, quota: what `earshot doctor` prints. */
  check(ctx: Ctx): Promise<Diagnosis[]>
  /**
   * Batches from `cursor` (null: from now on) until the signal aborts or the connection breaks. The first
   * batches catch up; `caughtUp` turns true when they have. Pulling the next batch means that the last one
   * is stored. The same cursor always gives the same items or more, but for deliveries said to be finished.
   */
  listen(cursor: Cursor | null, ctx: Ctx): AsyncIterable<Batch>
  /** The past, as far as the network allows. Same rules as listen; ends by itself. */
  backfill?(from: { since: number } | { cursor: Cursor }, ctx: Ctx): AsyncIterable<Batch>
  /** Judges a request at /hooks/<connection>; `listen` reads from `ctx.deliveries` what was kept of it. */
  webhook?(request: HookRequest, ctx: Ctx): HookVerdict
  /** Answers a GET at /hooks/<connection> by which the network asks whether the address is ours. */
  challenge?(params: URLSearchParams, ctx: Ctx): Pick<HookVerdict, 'status' | 'answer'>
  /** Present where the account logs in through the browser. */
  readonly login?: BrowserLogin
  /** Genuine requests taken a minute; 600 unless told. */
  readonly hooksPerMinute?: number
  /** True, or why not and where a person can answer by hand. */
  canReply(mention: ReplyTarget): true | { no: string; openUrl: string | null }
  /** When the network stops taking an answer to this post, epoch ms; null or absent where it never does. */
  replyUntil?(mention: ReplyTarget & { postedAt: number }): number | null
  /** Sends a text that a person pressed. Ambiguous failures throw NetworkError('ambiguous'). */
  reply?(to: ReplyTarget, text: string, options: ReplyOptions, ctx: Ctx): Promise<ReplyReceipt>
  /** After an ambiguous reply: our own answer with this text below that post, if it arrived. */
  findReply?(
    to: ReplyTarget,
    text: string,
    options: ReplyOptions,
    ctx: Ctx,
  ): Promise<ReplyReceipt | null>
  /** Answers to the author alone; absent where there are none, and `policy.mayDm` has to allow them as well. */
  readonly direct?: DirectMessages
  /** Length as the network counts it. */
  countReply?(text: string): number
  /** What this text costs above the usual answer, US dollars, and why; null where there is nothing to know. */
  replyCost?(text: string): { usd: number; why: string } | null
  /** The account that answers, as people see it ("@acme"). */
  accountName?(ctx: Ctx): Promise<string>
}

/** Answers by direct message, to somebody who wrote to us and agreed to a message. */
export interface DirectMessages {
  maxChars: number
  /** True, or why not. */
  can(to: ReplyTarget): true | { no: string }
  /** As `reply`: a text that a person pressed. */
  send(to: ReplyTarget, text: string, options: ReplyOptions, ctx: Ctx): Promise<ReplyReceipt>
  /** As `findReply`: our own message with this text, if it arrived. */
  find(to: ReplyTarget, text: string, options: ReplyOptions, ctx: Ctx): Promise<ReplyReceipt | null>
}

/** The post to answer, as stored. */
export interface ReplyTarget {
  key: string
  nativeId: string
  url: string | null
  trigger: string
  replyRef: Readonly<Record<string, string>>
  /** Who wrote it, as the network calls them; null where that is not known. */
  authorId?: string | null
}

export interface ReplyOptions {
  /** The same for every attempt of one press. */
  idempotencyKey: string
  /** When staff pressed, epoch ms: own replies older than this are not it. */
  pressedAt: number
}
