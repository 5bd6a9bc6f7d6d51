import { afterEach } from 'vitest'
import { WebSocket } from 'ws'
import { createSimulatedClock, type SimulatedClock } from '../../core/clock.ts'
import { type FakeSlack, startFakeSlack } from '../support/fake-slack/fake-slack.ts'
import { isObject, type JsonObject, parseJson, textOf } from '../support/fake-slack/json.ts'
import type { FakeSlackOptions } from '../support/fake-slack/options.ts'

/** A Slack with two people, a channel of theirs, and a clock that stands still. */
export async function aSlack(
  options: FakeSlackOptions = {},
): Promise<{ slack: FakeSlack; clock: SimulatedClock }> {
  const clock = createSimulatedClock(Date.UTC(2026, 10, 24, 9))
  const slack = await startFakeSlack({ clock, ackTimeoutMs: 60_000, ...options })
  slack.addUser({ id: 'U1', name: 'sam' })
  slack.addUser({ id: 'U2', name: 'kim' })
  slack.addChannel({ id: 'C1', name: 'mentions', members: ['U1', 'U2'] })
  return { slack, clock }
}

/** Calls a method as a form, as the real client does. */
export async function call(
  slack: FakeSlack,
  method: string,
  args: JsonObject = {},
  token: string = slack.botToken,
): Promise<JsonObject> {
  const fields = Object.entries(args).map(([key, value]): [string, string] => [
    key,
    typeof value === 'object' ? JSON.stringify(value) : textOf(value),
  ])
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    body: new URLSearchParams(fields),
  })
  const body: unknown = await response.json()
  return isObject(body) ? body : {}
}

/** Posts a message and returns its timestamp. */
export async function post(slack: FakeSlack, args: JsonObject = {}): Promise<string> {
  return textOf(
    (await call(slack, 'chat.postMessage', { channel: 'C1', text: 'Hi', ...args }))['ts'],
  )
}

export interface RawSocket {
  readonly frames: JsonObject[]
  readonly raw: string[]
  /** Acks every envelope by itself when true. */
  autoAck: boolean
  readonly closed: Promise<number>
  ack(envelope: JsonObject, payload?: JsonObject): void
  next(type: string): Promise<JsonObject>
  send(text: string): void
  close(): void
}

/** A Socket Mode client that shows every frame. */
export async function openSocket(slack: FakeSlack): Promise<RawSocket> {
  const opened = await call(slack, 'apps.connections.open', {}, slack.appToken)
  const socket = new WebSocket(textOf(opened['url']))
  const frames: JsonObject[] = []
  const raw: string[] = []
  const waiting: { type: string; resolve: (frame: JsonObject) => void }[] = []
  const client: RawSocket = {
    frames,
    raw,
    autoAck: true,
    closed: new Promise((resolve) => {
      socket.on('close', resolve)
    }),
    ack: (envelope, payload) =>
      socket.send(JSON.stringify({ envelope_id: envelope['envelope_id'], payload })),
    next: (type) =>
      new Promise((resolve) => {
        waiting.push({ type, resolve })
      }),
    send: (text) => socket.send(text),
    close: () => socket.close(),
  }
  socket.on('error', () => socket.terminate())
  socket.on('message', (data) => {
    const text = String(data)
    raw.push(text)
    const frame = parseJson(text)
    if (!isObject(frame)) return
    frames.push(frame)
    if (client.autoAck && frame['envelope_id'] !== undefined) client.ack(frame)
    for (const entry of waiting.filter(({ type }) => type === frame['type'])) {
      waiting.splice(waiting.indexOf(entry), 1)
      entry.resolve(frame)
    }
  })
  await Promise.race([client.next('hello'), client.next('disconnect'), client.closed])
  return client
}

/** A button for a card. */
export function aButton(actionId: string, text = 'Claim') {
  return {
    type: 'button' as const,
    action_id: actionId,
    text: { type: 'plain_text' as const, text },
    value: 'case-1',
  }
}

/** A dialog with one text field, as a view of the Web API. */
export function aDialog(extra: JsonObject = {}): JsonObject {
  return {
    type: 'modal',
    callback_id: 'reply',
    title: { type: 'plain_text', text: 'Reply on X' },
    submit: { type: 'plain_text', text: 'Send' },
    blocks: [
      {
        type: 'input',
        block_id: 'text',
        label: { type: 'plain_text', text: 'Reply' },
        element: { type: 'plain_text_input', action_id: 'text' },
      },
    ],
    ...extra,
  }
}

/** The Slacks of a file of tests, closed after each test with whatever else it opened, the last first. */
export function createSlacks() {
  const closer = createCloser()
  afterEach(() => closer.close())
  return {
    closer,
    async setUp(options?: FakeSlackOptions) {
      const { slack, clock } = await aSlack(options)
      closer.later(() => slack.close())
      return { slack, clock }
    },
  }
}

function createCloser() {
  const open: (() => unknown)[] = []
  return {
    later: (close: () => unknown) => void open.push(close),
    async close() {
      for (const close of open.splice(0).reverse()) await close()
    },
  }
}
