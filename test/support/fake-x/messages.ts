import { forbidden, invalid, type Reply } from './answers.ts'
import type { Caller } from './auth.ts'
import { escapeSigns } from './shapes.ts'
import type { World } from './world.ts'

/** Whose direct messages stand at X: ours and theirs. */
export interface FakeMessage {
  id: string
  conversationWith: string
  senderId: string
  text: string
  at: number
}

const MAX_CHARS = 10_000
const LINK = /(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:\/[^\s]*)?/gi
const WITH = /^\/2\/dm_conversations\/with\/(\d+)\/(messages|dm_events)$/

/** Direct messages: only with the right for them, and only to whoever takes them from us (source: X, manage direct messages). */
export function createMessages(
  world: World,
  now: () => number,
  mayMessage: (caller: Exclude<Caller, null>) => boolean,
) {
  const sent: FakeMessage[] = []
  /** Who takes no messages from strangers. */
  const closed = new Set<string>()

  function create(to: string, { text }: { text?: string }): Reply {
    if (!text) return invalid('The `text` field can not be empty.')
    if (text.length > MAX_CHARS) return invalid('The text of your message is too long.')
    if (closed.has(to) || !world.users.has(to))
      return forbidden('You do not have permission to DM one or more participants.')
    const message = {
      id: world.newId(),
      conversationWith: to,
      senderId: world.us.id,
      text,
      at: now(),
    }
    sent.push(message)
    return {
      status: 201,
      body: {
        data: { dm_conversation_id: [to, world.us.id].sort().join('-'), dm_event_id: message.id },
      },
    }
  }

  function list(fits: (message: FakeMessage) => boolean, query: URLSearchParams): Reply {
    const most = Number(query.get('max_results') ?? 100)
    if (most < 1 || most > 100) return invalid('`max_results` is not between 1 and 100.')
    const fields = new Set((query.get('dm_event.fields') ?? '').split(','))
    const found = sent.filter(fits).reverse().slice(0, most)
    const data = found.map(({ id, text, senderId, at }) => ({
      id,
      ...shorten(id, text, fields),
      event_type: 'MessageCreate',
      ...(fields.has('sender_id') && { sender_id: senderId }),
      ...(fields.has('created_at') && { created_at: new Date(at).toISOString() }),
    }))
    const meta = { result_count: data.length }
    return { status: 200, body: data.length > 0 ? { data, meta } : { meta } }
  }

  return {
    sent,
    closed,
    /** Null where the question is about something else. */
    answer(
      {
        method,
        path,
        query,
        body,
      }: { method: string; path: string; query: URLSearchParams; body: string },
      caller: Exclude<Caller, null>,
    ): Reply | null {
      const [, to, what] = WITH.exec(path) ?? []
      if (to === undefined && path !== '/2/dm_events') return null
      if (!mayMessage(caller)) return caller === 'user1' ? NO_PERMISSION : forbidden('Forbidden')
      if (method === 'POST' && what === 'messages') return create(to ?? '', JSON.parse(body))
      if (method === 'GET' && what === 'dm_events')
        return list(({ conversationWith }) => conversationWith === to, query)
      return method === 'GET' && to === undefined ? list(() => true, query) : null
    },
  }
}

/** X puts a short link in place of each in the words; where it leads is told to whoever asks for it. */
function shorten(id: string, text: string, fields: ReadonlySet<string>) {
  const urls: { url: string; expanded_url: string }[] = []
  const short = text.replaceAll(LINK, (link) => {
    const url = `https://t.co/${id}${urls.length}`
    urls.push({ url, expanded_url: /^https?:/.test(link) ? link : `http://${link}` })
    return url
  })
  return {
    text: escapeSigns(short),
    ...(fields.has('entities') && urls.length > 0 && { entities: { urls } }),
  }
}

const NO_PERMISSION = forbidden(
  'Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.',
  'https://api.twitter.com/2/problems/oauth1-permissions',
)
