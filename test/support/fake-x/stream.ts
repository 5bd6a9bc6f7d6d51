import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../../core/clock.ts'
import { invalid, type Reply } from './answers.ts'
import { type Matchable, type Rule, readRule } from './rule-language.ts'
import { type Asked, faultOfFields, includesOf, shapePost } from './shapes.ts'
import type { FakePost, World } from './world.ts'

const KEEP_ALIVE_MS = 20_000
const MAX_RULES = 1_000
const MAX_RULE = 1_024

interface KeptRule {
  id: string
  value: string
  tag?: string
  fits: (post: Matchable) => boolean
}

interface Connection {
  response: ServerResponse
  query: Asked
  /** Open, but nothing comes any more. */
  frozen: boolean
}

/** The filtered stream: rules that are kept, one connection, a sign of life every 20 s. */
export function createStream(world: World, clock: Clock) {
  const rules = new Map<string, KeptRule>()
  const connections = new Set<Connection>()
  let lastRule = 0
  /** Frames a test sends by hand, and posts held back while the stream is lost. */
  let isMute = false

  world.follow(({ kind, post }) => {
    if (kind === 'created' && !isMute) deliver(post)
  })

  function deliver(post: FakePost): void {
    if (world.hiddenBecause(post) !== null) return
    const matching = [...rules.values()].filter(({ fits }) => fits(matchableOf(world, post)))
    if (matching.length === 0) return
    for (const { response, query, frozen } of connections) {
      if (frozen) continue
      const frame = {
        data: shapePost(world, post, query),
        ...includesOf(world, [post], query),
        matching_rules: matching.map(({ id, tag }) => ({
          id,
          ...(tag === undefined ? {} : { tag }),
        })),
      }
      response.write(`${JSON.stringify(frame)}\r\n`)
    }
  }

  return {
    rules,
    connections,
    deliver,
    /** `GET /2/tweets/search/stream`; the answer stays open. Null where it was taken. */
    open(request: IncomingMessage, response: ServerResponse, query: Asked): Reply | null {
      const fault = faultOfFields(query)
      if (fault !== null) return invalid(fault)
      if (rules.size === 0)
        return {
          status: 409,
          body: {
            title: 'RulesConfigurationMissing',
            detail: 'You must define rules for this stream before connecting.',
            type: 'https://api.twitter.com/2/problems/rule-cap',
          },
        }
      if (connections.size > 0)
        return {
          status: 429,
          body: {
            title: 'ConnectionException',
            detail: 'This stream is currently at the maximum allowed connection limit.',
            connection_issue: 'TooManyConnections',
            type: 'https://api.twitter.com/2/problems/streaming-connection',
          },
        }
      const connection: Connection = { response, query, frozen: false }
      connections.add(connection)
      const closed = new AbortController()
      request.socket.on('close', () => {
        // A dead one still takes its place until X notices, or is told (source: X, Handling disconnections).
        if (!connection.frozen) connections.delete(connection)
        closed.abort()
      })
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        date: new Date(clock.now()).toUTCString(),
      })
      response.flushHeaders()
      void keepAlive(connection, closed.signal)
      return null
    },
    /** `GET` and `POST /2/tweets/search/stream/rules`. */
    listRules: (): Reply => ({
      status: 200,
      body: {
        ...(rules.size > 0
          ? { data: [...rules.values()].map(({ id, value, tag }) => ({ id, value, tag })) }
          : {}),
        meta: { sent: new Date(clock.now()).toISOString(), result_count: rules.size },
      },
    }),
    changeRules(body: unknown): Reply {
      const { add, delete: remove } = body as {
        add?: { value?: unknown; tag?: unknown }[]
        delete?: { ids?: string[] }
      }
      if (Array.isArray(remove?.ids)) {
        const found = remove.ids.filter((id) => rules.delete(id))
        const deleted = found.length
        return {
          status: 200,
          body: { meta: { summary: { deleted, not_deleted: remove.ids.length - deleted } } },
        }
      }
      if (!Array.isArray(add)) return invalid('Either add or delete must be given')
      return addRules(add)
    },
    /** `DELETE /2/connections/all`. */
    closeAll(): Reply {
      for (const { response } of connections) response.socket?.destroy()
      connections.clear()
      return { status: 200, body: { data: { successful_kills: 1, failed_kills: 0 } } }
    },
    /** Cuts every connection, in the middle of a frame. */
    drop(): void {
      for (const { response } of connections) {
        response.write('{"data":{"id":"12')
        response.socket?.destroy()
      }
    },
    /** Connections stay open and say nothing more; new ones are taken. */
    freeze(): void {
      for (const connection of connections) connection.frozen = true
    },
    /** Sends words to every connection as they are. */
    send(text: string): void {
      for (const { response, frozen } of connections) if (!frozen) response.write(text)
    },
    /** Posts are said without the stream telling of them. */
    mute(mute: boolean): void {
      isMute = mute
    },
  }

  function addRules(add: readonly { value?: unknown; tag?: unknown }[]): Reply {
    const errors: object[] = []
    const data: object[] = []
    for (const { value, tag } of add) {
      if (typeof value !== 'string') return invalid('value is missing')
      const rule: Rule = readRule(value, MAX_RULE)
      const twin = [...rules.values()].find((one) => one.value === value && one.tag === tag)
      if (twin !== undefined) {
        errors.push({
          value,
          id: twin.id,
          title: 'DuplicateRule',
          type: problem('duplicate-rules'),
        })
        continue
      }
      if (rules.size >= MAX_RULES) {
        errors.push({ value, title: 'RuleCapExceeded', type: problem('rule-cap') })
        continue
      }
      if ('fault' in rule) {
        errors.push({
          value,
          details: [rule.fault],
          title: 'UnprocessableEntity',
          type: problem('invalid-rules'),
        })
        continue
      }
      lastRule += 1
      const id = String(1_700_000_000_000_000_000n + BigInt(lastRule))
      rules.set(id, { id, value, ...(typeof tag === 'string' ? { tag } : {}), fits: rule.fits })
      data.push({ id, value, tag })
    }
    const summary = { created: data.length, not_created: errors.length }
    const body = {
      ...(data.length > 0 ? { data } : {}),
      meta: { summary },
      ...(errors.length > 0 ? { errors } : {}),
    }
    return { status: data.length > 0 || errors.length === 0 ? 201 : 400, body }
  }

  async function keepAlive(connection: Connection, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(KEEP_ALIVE_MS, signal).catch(() => {})
      if (signal.aborted) return
      if (!connection.frozen) connection.response.write('\r\n')
    }
  }
}

function problem(name: string): string {
  return `https://api.twitter.com/2/problems/${name}`
}

/** A post as rules see it. */
export function matchableOf(world: World, post: FakePost): Matchable {
  const author = world.users.get(post.authorId)
  const quoted = post.quoteOf === undefined ? undefined : world.posts.get(post.quoteOf)
  const text = post.longText ?? post.text
  const urls = (post.links ?? []).map(({ expanded }) => expanded)
  return {
    text,
    ...(quoted === undefined ? {} : { quotedText: quoted.text }),
    username: author?.username ?? '',
    userId: post.authorId,
    lang: post.lang ?? 'en',
    urls,
    mentions: [...text.matchAll(/@(\w+)/g)].map((m) => m[1] ?? ''),
    hashtags: [...text.matchAll(/#([\p{L}\p{N}_]+)/gu)].map((m) => m[1] ?? ''),
    is: {
      retweet: post.repostOf !== undefined,
      reply: post.replyTo !== undefined,
      quote: post.quoteOf !== undefined,
    },
    has: { links: urls.length > 0, media: false },
  }
}
