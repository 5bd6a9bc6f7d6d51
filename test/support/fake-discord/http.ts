import type { IncomingMessage } from 'node:http'
import {
  type FakeAuthor,
  type FakeChannel,
  type FakeMessage,
  FORUM,
  shapeChannel,
  THREAD,
  type World,
} from './world.ts'

type Answer = [status: number, body: unknown, headers?: Record<string, string>]
type Body = Record<string, unknown>

/** Says something in a channel, as Discord itself would. */
export type Say = (
  content: string,
  options: { channelId: string; author?: FakeAuthor; replyTo?: string },
) => FakeMessage

export interface Told {
  /** What somebody who wrote a command was shown, by the token of their command. */
  readonly answers: Map<string, string>
  /** Commands of the app, by name. */
  readonly commands: Map<string, Body>
}

const SEND_LIMIT = 50
const UNKNOWN_MESSAGE: Answer = [404, { message: 'Unknown Message', code: 10008 }]

/** Discord's HTTP interface v10, as far as a bot that listens and answers needs it. */
export function createHttp(world: World, told: Told, wsUrl: () => string, say: Say) {
  const { bot, guild, settings, channels, now } = world
  const nonces = new Map<string, FakeMessage>()
  const windows = new Map<string, { second: number; used: number }>()

  function answer(route: string, url: URL, request: IncomingMessage, body: Body): Answer {
    const interaction = answerInteraction(route, body)
    if (interaction) return interaction
    if (route === 'GET /gateway') return [200, { url: wsUrl() }]
    if (request.headers.authorization !== `Bot ${settings.token}`)
      return [401, { message: '401: Unauthorized', code: 0 }]
    const limited = overLimit(route)
    if (limited) return limited
    if (route === 'GET /gateway/bot')
      return [
        200,
        {
          url: wsUrl(),
          shards: 1,
          session_start_limit: {
            total: 1000,
            remaining: settings.loginsLeft,
            reset_after: 3_600_000,
            max_concurrency: 1,
          },
        },
      ]
    if (route === 'GET /users/@me') return [200, { ...bot, discriminator: '0', avatar: null }]
    if (route === 'GET /users/@me/guilds') return [200, [{ id: guild.id, name: guild.name }]]
    if (route === 'GET /applications/@me')
      return [200, { id: '901', flags: settings.messageContent ? 1 << 19 : 0 }]
    const threads = [...channels.values()].filter((channel) => channel.type === THREAD)
    if (route === `GET /guilds/${guild.id}/threads/active`)
      return [
        200,
        {
          threads: threads.filter((t) => !t.archivedAt).map((t) => shapeChannel(world, t)),
          members: [],
        },
      ]
    if (route === 'POST /applications/901/commands') {
      if (!/^[-_a-z0-9]{1,32}$/.test(String(body['name'])) || !body['description'])
        return [400, { message: 'Invalid Form Body', code: 50035 }]
      told.commands.set(String(body['name']), body)
      return [200, { ...body, id: '902', application_id: '901', version: '1' }]
    }
    const [, id, rest] = /^\w+ \/channels\/(\d+)\/(.+)$/.exec(route) ?? []
    const channel = channels.get(id ?? '')
    if (!channel) return [404, { message: 'Unknown Channel', code: 10003 }]
    if (channel.hidden) return [403, { message: 'Missing Access', code: 50001 }]
    if (rest === 'threads/archived/public')
      return [
        200,
        {
          threads: threads
            .filter((t) => t.parentId === id && t.archivedAt)
            .map((t) => shapeChannel(world, t)),
          members: [],
          has_more: false,
        },
      ]
    const [, one] = /^messages\/(\d+)$/.exec(rest ?? '') ?? []
    if (one !== undefined) {
      const message = channel.messages.find((m) => m.id === one)
      return message ? [200, message] : UNKNOWN_MESSAGE
    }
    if (channel.type === FORUM)
      return [400, { message: 'Cannot execute action on this channel type', code: 50024 }]
    if (rest !== 'messages') return [404, { message: '404: Not Found', code: 0 }]
    return request.method === 'POST' ? post(channel, body) : list(channel, url.searchParams)
  }

  /** A command is answered with its own token, without the bot's; within three seconds at first. */
  function answerInteraction(route: string, body: Body): Answer | null {
    const [, token] = /^POST \/interactions\/\d+\/([\w-]+)\/callback$/.exec(route) ?? []
    if (token !== undefined) {
      if (told.answers.has(token))
        return [400, { message: 'Interaction has already been acknowledged.', code: 40060 }]
      const data = (body['data'] ?? {}) as { flags?: number; content?: string }
      if (data.flags !== 64)
        return [400, { message: 'A test wants answers only they see', code: 1 }]
      told.answers.set(token, data.content ?? '…')
      return [204, null]
    }
    const [, later] = /^PATCH \/webhooks\/901\/([\w-]+)\/messages\/@original$/.exec(route) ?? []
    if (later === undefined) return null
    if (!told.answers.has(later)) return [404, { message: 'Unknown Webhook', code: 10015 }]
    told.answers.set(later, String(body['content']))
    return [200, { id: '1', content: body['content'] }]
  }

  function overLimit(route: string): Answer | null {
    const second = Math.floor(now() / 1000)
    const window = windows.get(route)
    const used = window?.second === second ? window.used + 1 : 1
    windows.set(route, { second, used })
    if (used <= SEND_LIMIT) return null
    const headers = {
      'retry-after': '1',
      'x-ratelimit-limit': String(SEND_LIMIT),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset-after': '1.0',
      'x-ratelimit-scope': 'user',
    }
    return [
      429,
      { message: 'You are being rate limited.', retry_after: 1.0, global: false },
      headers,
    ]
  }

  function list(channel: FakeChannel, query: URLSearchParams): Answer {
    const limit = Number(query.get('limit') ?? '50')
    if (!(limit >= 1 && limit <= 100)) return [400, { message: 'Invalid Form Body', code: 50035 }]
    const after = BigInt(query.get('after') ?? '0')
    const found = channel.messages
      .filter((message) => BigInt(message.id) > after)
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
      .slice(0, limit)
    return [200, found.reverse()]
  }

  function post(channel: FakeChannel, body: Body): Answer {
    const content = String(body['content'] ?? '').trim()
    if (content === '') return [400, { message: 'Cannot send an empty message', code: 50006 }]
    if ([...content].length > 2000)
      return [
        400,
        {
          message: 'Invalid Form Body',
          code: 50035,
          errors: {
            content: {
              _errors: [
                { code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be 2000 or fewer in length.' },
              ],
            },
          },
        },
      ]
    const nonce = body['enforce_nonce'] === true ? String(body['nonce']) : null
    if (nonce !== null && nonce.length > 25)
      return [400, { message: 'Invalid Form Body', code: 50035 }]
    const twin = nonce === null ? undefined : nonces.get(nonce)
    if (twin) return [200, twin]
    const reference = body['message_reference'] as
      | { message_id: string; fail_if_not_exists?: boolean }
      | undefined
    const parent = channel.messages.find((message) => message.id === reference?.message_id)
    if (reference && !parent && reference.fail_if_not_exists !== false)
      return [
        400,
        {
          message: 'Invalid Form Body',
          code: 50035,
          errors: {
            message_reference: {
              _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }],
            },
          },
        },
      ]
    const message = say(content, {
      channelId: channel.id,
      author: bot,
      ...(parent ? { replyTo: parent.id } : {}),
    })
    if (nonce !== null) nonces.set(nonce, message)
    return [200, message]
  }

  return { answer }
}
