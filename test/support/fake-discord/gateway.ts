import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { type FakeMessage, parse, shapeGuild, type World } from './world.ts'

interface Session {
  id: string
  intents: number
  sent: { s: number; t: string; d: unknown }[]
  socket: WebSocket | null
}

const MESSAGE_CONTENT = 1 << 15
const KNOWN_INTENTS = (1 << 26) - 1
/** Events that only come with an intent of their own. */
const NEEDS: Readonly<Record<string, number>> = {
  MESSAGE_REACTION_ADD: 1 << 10,
  MESSAGE_REACTION_REMOVE: 1 << 10,
}

export interface FakeGateway {
  readonly sessions: Map<string, Session>
  dispatch(t: string, d: unknown): void
  cut(resumable: boolean): void
  close(code: number): void
  freeze(): void
  stop(): void
}

/** Discord's end of the gateway: identify, heartbeats, events by intent, and resuming from a sequence. */
export function createGateway(server: Server, world: World, wsUrl: () => string): FakeGateway {
  const { bot, guild, settings } = world
  const sessions = new Map<string, Session>()
  const frozen = new WeakSet<WebSocket>()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', greet)

  function dispatchTo(session: Session, t: string, d: unknown): void {
    const need = NEEDS[t]
    if (need !== undefined && !(session.intents & need)) return
    const event = { op: 0, s: session.sent.length + 1, t, d: veil(session, d) }
    session.sent.push(event)
    if (session.socket && !frozen.has(session.socket)) session.socket.send(JSON.stringify(event))
  }

  /** Without the intent only own messages and those that name the bot keep their text. */
  function veil(session: Session, d: unknown): unknown {
    const message = d as Partial<FakeMessage>
    if (typeof message?.content !== 'string' || session.intents & MESSAGE_CONTENT) return d
    if (message.author?.id === bot.id || message.mentions?.some(({ id }) => id === bot.id)) return d
    return { ...message, content: '', attachments: [], embeds: [] }
  }

  function greet(socket: WebSocket): void {
    const send = (payload: object) => {
      if (!frozen.has(socket)) socket.send(JSON.stringify(payload))
    }
    let session: Session | null = null
    send({ op: 10, s: null, t: null, d: { heartbeat_interval: settings.heartbeatMs } })
    socket.on('message', (data) => {
      const frame = parse(String(data))
      if (frame === null) return socket.close(4002)
      if (frame.op === 1) return send({ op: 11 })
      if (frame.op === 2) {
        if (session) return socket.close(4005)
        session = identify(socket, frame.d)
      } else if (frame.op === 6) session = resume(socket, frame.d, send)
      else if (!session) socket.close(4003)
      else if (![3, 4, 8].includes(frame.op)) socket.close(4001)
    })
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = null
    })
  }

  function identify(socket: WebSocket, d: { token: string; intents: number }): Session | null {
    if (d.token !== settings.token) return (socket.close(4004, 'Authentication failed.'), null)
    if (d.intents & ~KNOWN_INTENTS) return (socket.close(4013, 'Invalid intent(s).'), null)
    if (d.intents & MESSAGE_CONTENT && !settings.messageContent)
      return (socket.close(4014, 'Disallowed intent(s).'), null)
    settings.loginsLeft--
    const session: Session = { id: `s${world.newId()}`, intents: d.intents, sent: [], socket }
    sessions.set(session.id, session)
    dispatchTo(session, 'READY', {
      v: 10,
      user: { ...bot, discriminator: '0', avatar: null },
      guilds: [{ id: guild.id, unavailable: true }],
      session_id: session.id,
      resume_gateway_url: wsUrl(),
      shard: [0, 1],
      application: { id: '901', flags: 0 },
    })
    settings.beforeGuilds()
    if (guild.available) dispatchTo(session, 'GUILD_CREATE', shapeGuild(world))
    return session
  }

  function resume(
    socket: WebSocket,
    d: { token: string; session_id: string; seq: number },
    send: (payload: object) => void,
  ): Session | null {
    const session = sessions.get(d.session_id)
    if (d.token !== settings.token) return (socket.close(4004), null)
    if (!session) return (send({ op: 9, d: false, s: null, t: null }), null)
    session.socket = socket
    for (const event of session.sent.filter(({ s }) => s > d.seq)) send({ op: 0, ...event })
    dispatchTo(session, 'RESUMED', {})
    return session
  }

  return {
    sessions,
    dispatch(t, d) {
      for (const session of sessions.values()) dispatchTo(session, t, d)
    },
    cut(resumable) {
      if (!resumable) sessions.clear()
      for (const socket of sockets.clients) socket.terminate()
    },
    close(code) {
      for (const socket of sockets.clients) socket.close(code)
    },
    freeze() {
      for (const socket of sockets.clients) frozen.add(socket)
    },
    stop() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}
