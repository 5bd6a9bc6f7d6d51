import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ReplyTarget } from '../../../connectors/connector.ts'
import { openDiscord } from '../../support/discord-desk.ts'
import { untilReal } from '../../support/until.ts'

const MINUTE = 60_000

let desk: Awaited<ReturnType<typeof openDiscord>>
beforeEach(async () => {
  desk = await openDiscord({}, untilReal)
})
afterEach(() => desk.close())

const options = (key = 'press-1') => ({ idempotencyKey: key, pressedAt: desk.clock.now() })
const ourAnswers = () =>
  desk.discord.channels
    .get(desk.channelId)!
    .messages.filter((m) => m.author.id === desk.discord.bot.id)

function target(): ReplyTarget {
  const message = desk.say('cold soup')
  return {
    key: `discord:500:${message.id}`,
    nativeId: message.id,
    url: null,
    trigger: 'keyword',
    replyRef: { guildId: '500', channelId: desk.channelId },
  }
}

test('an answer stands below the message and pings nobody', async () => {
  const to = target()
  const receipt = await desk.connector.reply!(to, '@everyone sorry', options(), desk.ctx())
  expect(ourAnswers()[0]).toMatchObject({
    id: receipt.nativeId,
    message_reference: { message_id: to.nativeId },
  })
  const sent = desk.discord.requests.find(({ route }) => route.startsWith('POST'))!
  expect(sent.body['allowed_mentions']).toEqual({ parse: [], replied_user: false })
})

test('the same press sent twice is one answer, another press with the same words is another', async () => {
  const to = target()
  const send = (key: string) => desk.connector.reply!(to, 'Sorry', options(key), desk.ctx())
  const [first, again, other] = [await send('a'), await send('a'), await send('b')]
  expect(again.nativeId).toBe(first.nativeId)
  expect(other.nativeId).not.toBe(first.nativeId)
  expect(ourAnswers()).toHaveLength(2)
})

test.each(['done_then_cut', 'cut'] as const)(
  'an answer whose outcome is unknown (%s) is ambiguous, and looking tells the truth',
  async (kind) => {
    const to = target()
    desk.discord.failNext(/POST/, { kind })
    const pressed = options()
    await expect(desk.connector.reply!(to, 'Sorry', pressed, desk.ctx())).rejects.toMatchObject({
      code: 'ambiguous',
    })
    const found = await desk.connector.findReply!(to, 'Sorry', pressed, desk.ctx())
    expect(found?.nativeId).toBe(ourAnswers()[0]?.id)
    expect(ourAnswers()).toHaveLength(kind === 'cut' ? 0 : 1)
  },
)

test('an older answer with the same words is not it', async () => {
  const to = target()
  await desk.connector.reply!(to, 'Sorry', options(), desk.ctx())
  await desk.clock.advance(MINUTE)
  expect(await desk.connector.findReply!(to, 'Sorry', options(), desk.ctx())).toBeNull()
})

test('a message that is gone cannot be answered', async () => {
  const to = target()
  desk.discord.remove(to.nativeId)
  await expect(desk.connector.reply!(to, 'Hi', options(), desk.ctx())).rejects.toMatchObject({
    code: 'gone',
  })
  expect(ourAnswers()).toHaveLength(0)
})

test('a missing right, a long text and a limit each have their word', async () => {
  const to = target()
  const answer = (status: number, body: object, headers = {}) =>
    desk.discord.failNext(/POST/, { kind: 'answer', status, body: JSON.stringify(body), headers })
  const send = (text = 'Hi') => desk.connector.reply!(to, text, options(), desk.ctx())
  answer(403, { message: 'Missing Permissions', code: 50013 })
  await expect(send()).rejects.toMatchObject({ code: 'forbidden' })
  answer(429, { retry_after: 60, global: false }, { 'retry-after': '60' })
  await expect(send()).rejects.toMatchObject({ code: 'rate_limited' })
  answer(500, { message: '500: Internal Server Error', code: 0 })
  await expect(send()).rejects.toMatchObject({ code: 'ambiguous' })
  await expect(send('a'.repeat(2001))).rejects.toMatchObject({ code: 'refused' })
})

test('rewards and profiles need the member’s word first', () => {
  expect(desk.connector.capabilities().policy.needsOptIn).toBe(true)
})
