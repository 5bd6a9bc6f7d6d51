import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { isObject, type JsonObject, parseJson, textOf } from './json.ts'
import type { Answer, Unanswered } from './words.ts'
import type { Workspace } from './workspace.ts'

/** Sockets one app may hold at a time (node-slack-sdk #1654). */
const MOST_SOCKETS = 10

/** How Slack may turn a new connection away. */
export type SocketRefusal =
  | 'invalid_auth'
  | '503'
  | 'too_many_websockets'
  | 'upgrade_503'
  | 'no_hello'

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled'

interface Envelope {
  readonly envelope_id: string
  readonly type: 'events_api' | 'interactive' | 'slash_commands'
  readonly payload: JsonObject
  readonly accepts_response_payload: boolean
  readonly retry_attempt?: number
  readonly retry_reason?: string
}

export interface SocketHub {
  readonly connections: number
  /** Connections made since the start. */
  readonly opened: number
  /** The refusal that hits this `apps.connections.open`, spending one of it. */
  refusalOfOpen(): 'invalid_auth' | '503' | null
  /** A path with a ticket that is good for one connection. */
  ticket(): string
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  send(envelope: Envelope): Promise<Answer>
  refuse(how: SocketRefusal, times: number): void
  accept(): void
  /** Cuts every connection without a close frame. */
  dropAll(): void
  /** Sends raw frames, as they are, to every connection. */
  sendRaw(...frames: (string | Buffer)[]): void
  disconnect(reason: DisconnectReason): void
  /** The connections stay open and go silent both ways. */
  halfOpen(): void
  stop(): void
}

interface Connection {
  readonly socket: WebSocket
  silent: boolean
}

interface Waiting {
  readonly connection: Connection
  readonly envelope: Envelope
  readonly sentAt: number
  settle(answer: Answer): void
}

const unanswered = (why: Unanswered, via: Answer['via']): Answer => ({
  acked: false,
  ackMs: null,
  payload: undefined,
  via,
  why,
  status: null,
})

/** Slack's end of Socket Mode: tickets, hello, envelopes to one random connection, acks. */
export function createSocketHub(workspace: Workspace): SocketHub {
  const { settings } = workspace
  const server = new WebSocketServer({ noServer: true })
  const tickets = new Set<string>()
  const connections = new Set<Connection>()
  /** Nothing is told to these any more, but nobody has hung up. */
  const dead = new Set<WebSocket>()
  const waiting = new Map<string, Waiting>()
  const sent = new Map<string, { times: number; acks: number }>()
  const refusals: { how: SocketRefusal; left: number }[] = []
  let opened = 0

  const pings = setInterval(() => {
    for (const { socket, silent } of connections) if (!silent) socket.ping()
  }, settings.pingMs)
  pings.unref()

  const spend = (...hows: SocketRefusal[]): SocketRefusal | null => {
    const first = refusals[0]
    if (first === undefined || !hows.includes(first.how)) return null
    first.left--
    if (first.left <= 0) refusals.shift()
    return first.how
  }

  const say = (connection: Connection, message: JsonObject) => {
    if (!connection.silent) connection.socket.send(JSON.stringify(message))
  }

  const welcome = (socket: WebSocket) => {
    const connection: Connection = { socket, silent: false }
    socket.on('error', () => socket.terminate())
    if (spend('too_many_websockets') !== null || connections.size >= MOST_SOCKETS) {
      workspace.warnings.push(`a socket was refused: ${connections.size} are open`)
      say(connection, { type: 'disconnect', reason: 'too_many_websockets', debug_info: DEBUG })
      socket.close(1008, 'too_many_websockets')
      return
    }
    // The connection stands, pings are answered, and nothing is ever said.
    if (spend('no_hello') !== null) return void dead.add(socket)
    connections.add(connection)
    opened++
    socket.on('message', (data) => receive(connection, String(data)))
    socket.on('close', () => forget(connection))
    say(connection, {
      type: 'hello',
      num_connections: connections.size,
      debug_info: DEBUG,
      connection_info: { app_id: workspace.appId },
    })
    workspace.changed()
  }

  const forget = (connection: Connection) => {
    connections.delete(connection)
    for (const entry of waiting.values()) {
      if (entry.connection === connection) entry.settle(unanswered('connection_dropped', 'socket'))
    }
    workspace.changed()
  }

  const receive = (connection: Connection, text: string) => {
    if (connection.silent) return
    const message = parseJson(text)
    const id = isObject(message) ? textOf(message['envelope_id']) : ''
    const record = sent.get(id)
    if (!isObject(message) || record === undefined) {
      workspace.violations.push('the app sent something that is no ack of an envelope')
      return
    }
    record.acks++
    if (record.acks > record.times) workspace.violations.push(`envelope ${id} was acked twice`)
    const entry = waiting.get(id)
    if (entry === undefined) return
    const payload = message['payload']
    const isEmpty =
      payload === undefined || (isObject(payload) && Object.keys(payload).length === 0)
    if (!isEmpty && !entry.envelope.accepts_response_payload) {
      workspace.violations.push(`an ack of ${entry.envelope.type} carried a payload Slack ignores`)
    }
    const ackMs = performance.now() - entry.sentAt
    entry.settle({
      acked: true,
      ackMs,
      payload: isEmpty ? undefined : payload,
      via: 'socket',
      why: null,
      status: null,
    })
  }

  const choose = (): Connection | undefined => {
    const all = [...connections].filter(({ socket }) => socket.readyState === socket.OPEN)
    return all[Math.floor(settings.random() * all.length)]
  }

  return {
    get connections() {
      return connections.size
    },
    get opened() {
      return opened
    },
    refusalOfOpen: () => spend('invalid_auth', '503') as 'invalid_auth' | '503' | null,
    ticket() {
      const ticket = workspace.mintId('ticket')
      tickets.add(ticket)
      return `/link/?ticket=${ticket}&app_id=${workspace.appId}`
    },
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://slack')
      const isKnown = tickets.delete(url.searchParams.get('ticket') ?? '')
      if (!isKnown || url.pathname !== '/link/' || spend('upgrade_503') !== null) {
        socket.end(`HTTP/1.1 ${isKnown ? 503 : 401} Refused\r\nConnection: close\r\n\r\n`)
        return
      }
      server.handleUpgrade(request, socket, head, welcome)
    },
    send(envelope) {
      const connection = choose()
      if (connection === undefined) return Promise.resolve(unanswered('no_connection', 'none'))
      const id = envelope.envelope_id
      const record = sent.get(id) ?? { times: 0, acks: 0 }
      record.times++
      sent.set(id, record)
      return new Promise((resolve) => {
        const settle = (answer: Answer) => {
          clearTimeout(timer)
          waiting.delete(id)
          resolve(answer)
        }
        const timer = setTimeout(() => {
          settle(unanswered('no_answer_in_time', 'socket'))
          // Slack's end gives a dead connection up, too: nothing more is told to it.
          if (!connection.silent) return
          dead.add(connection.socket)
          forget(connection)
        }, settings.ackTimeoutMs)
        waiting.set(id, { connection, envelope, sentAt: performance.now(), settle })
        say(connection, { ...envelope })
      })
    },
    refuse: (how, times) => void refusals.push({ how, left: times }),
    accept: () => void refusals.splice(0),
    dropAll: () => {
      for (const { socket } of connections) socket.terminate()
      for (const socket of dead) socket.terminate()
      dead.clear()
    },
    sendRaw(...frames) {
      for (const { socket } of connections) for (const frame of frames) socket.send(frame)
    },
    disconnect(reason) {
      for (const connection of connections) {
        say(connection, { type: 'disconnect', reason, debug_info: DEBUG })
        if (reason !== 'warning') connection.socket.close(1000)
      }
    },
    halfOpen() {
      for (const connection of connections) {
        connection.silent = true
        connection.socket.pause()
      }
    },
    stop() {
      clearInterval(pings)
      for (const entry of waiting.values()) entry.settle(unanswered('connection_dropped', 'socket'))
      for (const { socket } of connections) socket.terminate()
      for (const socket of dead) socket.terminate()
      server.close()
    },
  }
}

const DEBUG = { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 }
