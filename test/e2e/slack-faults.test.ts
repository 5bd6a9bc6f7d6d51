import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../support/demo-desk.ts'
import {
  CHANNEL,
  COMPLAINT,
  caseOf,
  EMERGENCY,
  openSlackDesk,
  PRAISE,
  type SlackDesk,
} from './slack-desk.ts'

let all: SlackDesk
const stray: unknown[] = []
const note = (error: unknown) => void stray.push(error)

beforeEach(async () => {
  process.on('unhandledRejection', note)
  all = await openSlackDesk()
})

afterEach(async () => {
  await all.close()
  process.off('unhandledRejection', note)
  expect(stray.splice(0)).toEqual([])
  expect(all.slack.violations).toEqual([])
})

/** A claim by Ines goes all the way round: the socket is alive. */
async function proveAlive(id: string): Promise<void> {
  await all.hear(id, COMPLAINT)
  const card = await all.cardOf(id)
  await all.slack.until(() => all.slack.sockets.open > 0, 'a socket')
  const answer = await all.slack.press('U_ines', {
    channel: CHANNEL,
    ts: card.ts,
    actionId: 'case.claim',
  })
  expect(answer.acked).toBe(true)
  await until(async () => {
    const row = await all.db.kysely
      .selectFrom('case')
      .select('owner_id')
      .where('id', '=', caseOf(card))
      .executeTakeFirstOrThrow()
    return row.owner_id === 'ines'
  })
}

/** How many cards a case has in the channel. */
function cards(): Map<number, number> {
  const count = new Map<number, number>()
  for (const message of all.slack.messages(CHANNEL).filter(({ threadTs }) => threadTs === null))
    count.set(caseOf(message), (count.get(caseOf(message)) ?? 0) + 1)
  return count
}

async function allSent(): Promise<void> {
  await until(async () => {
    const rows = await all.db.kysely
      .selectFrom('outbox')
      .select('id')
      .where('state', '<>', 'sent')
      .execute()
    return rows.length === 0
  })
}

describe('Slack misbehaves', () => {
  it('goes on after Slack says that it holds events back', async () => {
    void all.slack.sendAppRateLimited()
    await proveAlive('a')
  })

  it('goes on after frames that nobody can read', async () => {
    all.slack.sendGarbage()
    all.slack.sendGarbage(
      '{}',
      'null',
      '[]',
      '42',
      '{"type":"events_api"}',
      '{"type":"interactive"}',
    )
    all.slack.sendGarbage('{"type":"interactive","envelope_id":7,"payload":null}')
    await proveAlive('a')
  })

  it('comes back after each way of losing the socket', async () => {
    for (const lose of [
      () => all.slack.dropAll(),
      () => all.slack.disconnect('refresh_requested'),
      () => all.slack.disconnect('link_disabled'),
    ]) {
      const { opened } = all.slack.sockets
      lose()
      await all.slack.until(() => all.slack.sockets.opened > opened, 'a new socket')
    }
    await proveAlive('a')
  })

  it('comes back when the connection drops again while it reconnects', async () => {
    const { opened } = all.slack.sockets
    all.slack.refuseSockets('upgrade_503', 2)
    all.slack.refuseSockets('503', 3)
    all.slack.dropAll()
    await all.slack.until(() => all.slack.sockets.opened > opened, 'a new socket')
    all.slack.dropAll()
    await all.slack.until(() => all.slack.sockets.opened > opened + 1, 'another socket')
    await proveAlive('a')
  })

  it('notices a socket that died without a word, and loses no event told meanwhile', async () => {
    // The desk gives a silent socket up, and Slack an unanswered event, sooner than in life.
    await all.close()
    const slack = { ackTimeoutMs: 1000, retryWaitsMs: Array<number>(60).fill(1000) }
    all = await openSlackDesk({ pongTimeoutMs: 600, slack })
    const { opened } = all.slack.sockets
    all.slack.halfOpen()
    const event = { type: 'message', channel: CHANNEL, user: 'U_ines', text: 'anyone?', ts: '1.1' }
    const first = await all.slack.tellEvent(event)
    expect(first.acked).toBe(false)
    await all.slack.until(() => all.slack.sockets.opened > opened, 'a new socket')
    const acked = () => all.slack.deliveries.filter(({ answer }) => answer?.acked === true)
    await all.slack.until(() => acked().length > 0, 'the event')
    expect(acked().map(({ eventId }) => eventId)).toEqual([all.slack.deliveries[0]?.eventId])
    expect(all.slack.lostEvents).toEqual([])
    await proveAlive('a')
  })

  it('gives up a connection that never says hello', async () => {
    const { opened } = all.slack.sockets
    all.slack.refuseSockets('no_hello', 1)
    all.slack.dropAll()
    await all.slack.until(() => all.slack.sockets.opened > opened, 'a socket that speaks')
    await proveAlive('a')
  })

  it('waits out a revoked token and works again when it returns', async () => {
    all.slack.revokeToken('app')
    all.slack.revokeToken('bot')
    const before = all.slack.calls('apps.connections.open').length
    all.slack.dropAll()
    await all.hear('held', COMPLAINT)
    await all.slack.until(
      () => all.slack.calls('apps.connections.open').length > before + 2,
      'new tries',
    )
    await all.slack.until(() => all.slack.calls('chat.postMessage').length > 1, 'tries of the card')
    expect(all.slack.messages(CHANNEL)).toEqual([])
    all.slack.restoreToken('app')
    all.slack.restoreToken('bot')
    await proveAlive('a')
    await allSent()
    expect([...cards().values()]).toEqual([1, 1])
  })

  it.each(['reset_after', 'http_503', 'broken_json', 'reset_before', 'html'] as const)(
    'shows exactly one card where the answer to posting it was lost (%s)',
    async (how) => {
      all.slack.fail('chat.postMessage', { how })
      await all.hear('lost', COMPLAINT)
      await all.cardOf('lost')
      await allSent()
      expect([...cards().values()]).toEqual([1])
    },
  )

  it('opens a dialog while posting is being slowed down', async () => {
    await all.hear('first', COMPLAINT)
    const card = await all.cardOf('first')
    all.slack.fail('chat.postMessage', { how: 'rate_limited', times: 1000, retryAfter: 1 })
    await all.hear('second', COMPLAINT)
    await all.slack.until(
      () => all.slack.calls('chat.postMessage').some(({ status }) => status === 429),
      'a 429',
    )
    await all.slack.press('U_ines', { channel: CHANNEL, ts: card.ts, actionId: 'case.reply' })
    await all.slack.until(() => all.slack.views('U_ines').length === 1, 'the dialog')
    expect(all.slack.messages(CHANNEL)).toHaveLength(1)
    all.slack.mend('chat.postMessage')
    await all.cardOf('second')
  })

  it('posts the most urgent card first when Slack lets it post again', async () => {
    const times = Number.POSITIVE_INFINITY
    all.slack.fail('chat.postMessage', { how: 'rate_limited', times, retryAfter: 1 })
    await all.hear('thanks-0', PRAISE)
    await all.slack.until(() => all.slack.calls('chat.postMessage').length > 0, 'a 429')
    await all.hear('thanks-1', PRAISE)
    await all.hear('bad', COMPLAINT)
    await all.hear('fire', EMERGENCY)
    all.slack.mend()
    await allSent()
    expect(all.slack.messages(CHANNEL).map(({ text }) => text.split(' ')[0])).toEqual([
      'Emergency',
      'Complaint',
      'Kind',
      'Kind',
    ])
  })

  it('posts every card once when Slack comes back after it was away', async () => {
    await all.slack.away(true)
    for (let i = 0; i < 6; i++) await all.hear(`thanks-${i}`, PRAISE)
    for (let i = 0; i < 3; i++) await all.hear(`bad-${i}`, COMPLAINT)
    await all.hear('fire', EMERGENCY)
    await until(async () => {
      const rows = await all.db.kysely.selectFrom('outbox').select('attempts').execute()
      return rows.some(({ attempts }) => attempts > 3)
    })
    await all.slack.away(false)
    await allSent()
    expect([...cards().values()]).toEqual(Array(10).fill(1))
    await proveAlive('after')
  })
})
