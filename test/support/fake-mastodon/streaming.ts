import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { notificationEntity, statusEntity } from './entities.ts'
import { type Tokens, tokenOf } from './tokens.ts'
import type { Happening } from './world.ts'

interface Session {
  socket: WebSocket
  token: string
  /** Name of the stream as asked for, and the channels behind it. */
  subscriptions: Map<string, { stream: string[]; channels: string[] }>
  isMuted: boolean
}

const NEEDS_NO_RIGHT = new Set(['hashtag', 'hashtag:local', 'public'])

/** The streaming server: one WebSocket, many streams, told apart by their names in every frame. */
export function attachStreaming(server: Server, tokens: Tokens) {
  const sessions = new Set<Session>()
  const upgrades: URL[] = []
  const sockets = new WebSocketServer({ noServer: true })
  let isOpen = true

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {})
    const url = new URL(request.url ?? '', 'http://fake')
    const token = tokenOf(request, url)
    if (!isOpen || url.pathname !== '/api/v1/streaming') return refuse(socket, '404 Not Found')
    // Without a token nobody gets in, public streams or not.
    if (token === null || !tokens.isGood(token)) return refuse(socket, '401 Unauthorized')
    upgrades.push(url)
    sockets.handleUpgrade(request, socket, head, (ws) => welcome(ws, token, url, request))
  })

  function welcome(socket: WebSocket, token: string, url: URL, _request: IncomingMessage): void {
    const session: Session = { socket, token, subscriptions: new Map(), isMuted: false }
    sessions.add(session)
    socket.on('close', () => sessions.delete(session))
    socket.on('error', () => {})
    socket.on('message', (data, isBinary) => {
      if (isBinary) return socket.close(1003, 'no binary messages')
      const message = read(String(data))
      if (message?.['type'] === 'subscribe') subscribe(session, message)
      if (message?.['type'] === 'unsubscribe')
        session.subscriptions.delete(channelsOf(session, message).join(';'))
    })
    const stream = url.searchParams.get('stream')
    if (stream !== null) subscribe(session, { stream, tag: url.searchParams.get('tag') })
  }

  function subscribe(session: Session, message: Readonly<Record<string, unknown>>): void {
    const { socket, token } = session
    const say = (error: string, status: number) => socket.send(JSON.stringify({ error, status }))
    const stream = String(message['stream'])
    const { tag } = message
    const right = stream === 'user:notification' ? 'read:notifications' : 'read:statuses'
    if (!NEEDS_NO_RIGHT.has(stream) && tokens.refusalOf(token, [right]) !== null)
      return say('Access token does not have the required scopes', 401)
    if (stream.startsWith('hashtag') && typeof tag !== 'string')
      return say('Missing tag name parameter', 400)
    const channels = channelsOf(session, message)
    if (channels.length === 0) return say('Unknown stream type', 400)
    const name = stream.startsWith('hashtag') ? [stream, String(tag)] : [stream]
    session.subscriptions.set(channels.join(';'), { stream: name, channels })
  }

  /** The home stream carries notifications only for tokens that may read them. */
  function channelsOf({ token }: Session, message: Readonly<Record<string, unknown>>): string[] {
    const stream = String(message['stream'])
    if (stream === 'user') {
      const mayRead = tokens.refusalOf(token, ['read:notifications']) === null
      return mayRead ? ['home', 'notifications'] : ['home']
    }
    if (stream === 'user:notification') return ['notifications']
    if (stream === 'hashtag') return [`hashtag:${String(message['tag']).toLowerCase()}`]
    return []
  }

  function send(frame: string): void {
    for (const { socket, isMuted } of sessions) if (!isMuted) socket.send(frame)
  }

  return {
    sessions,
    upgrades,
    send,
    /** Told once on every stream that carries it. */
    tell({ event, channels, status, notification }: Happening): void {
      for (const { socket, isMuted, subscriptions } of sessions)
        for (const subscription of subscriptions.values()) {
          if (isMuted || !subscription.channels.some((one) => channels.includes(one))) continue
          const entity = notification ? notificationEntity(notification) : statusEntity(status)
          const payload = event === 'delete' ? status.id : JSON.stringify(entity)
          socket.send(JSON.stringify({ stream: subscription.stream, event, payload }))
        }
    },
    drop(): void {
      for (const { socket } of sessions) socket.terminate()
    },
    mute(): void {
      for (const session of sessions) session.isMuted = true
    },
    /** A token that was taken back closes what was opened with it. */
    kick(token: string): void {
      for (const session of sessions) if (session.token === token) session.socket.close()
    },
    shut(): void {
      isOpen = false
      for (const { socket } of sessions) socket.terminate()
    },
    open(): void {
      isOpen = true
    },
    close(): void {
      for (const { socket } of sessions) socket.terminate()
      sockets.close()
    },
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function read(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
