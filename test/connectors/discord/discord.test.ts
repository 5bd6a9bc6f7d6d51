import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Batch, Connector, Ctx, Cursor, ReplyTarget } from '../../../connectors/connector.ts'
import { createDiscordConnector } from '../../../connectors/discord/connector.ts'
import { createSimulatedClock, type SimulatedClock } from '../../../core/clock.ts'
import type { Health } from '../../../core/health.ts'
import { silentLogger } from '../../../core/logger.ts'
import type { Mention } from '../../../core/mention.ts'
import { createFakeDiscord, type FakeDiscord } from '../../support/fake-discord/fake-discord.ts'
import { untilReal } from '../../support/until.ts'

const START = Date.UTC(2026, 2, 2, 9)
const MINUTE = 60_000

let clock: SimulatedClock
let discord: FakeDiscord
let connector: Connector
let channelId: string
let token: string
let health: Health[]
let stops: AbortController[]

beforeEach(async () => {
  clock = createSimulatedClock(START)
  discord = createFakeDiscord(() => clock.now())
  channelId = discord.addChannel('general').id
  connector = createDiscordConnector({ baseUrl: await discord.start() })
  token = 'token-of-the-bot'
  health = []
  stops = []
})
afterEach(async () => {
  for (const stop of stops) stop.abort()
  await discord.stop()
})

function createCtx(stop = new AbortController()): Ctx {
  stops.push(stop)
  return {
    connectionId: 'discord-1',
    fetch,
    connectWs: () => {
      throw new Error('the library opens its own')
    },
    clock,
    random: () => 0.5,
    signal: stop.signal,
    secrets: { get: () => token, put: async () => {} },
    spend: () => true,
    log: silentLogger,
    health: (found) => void health.push(found),
    allowPrivateAddresses: true,
  }
}

/** Listens in the background and keeps what it hears. */
function listen(cursor: Cursor | null) {
  const stop = new AbortController()
  const heard = { batches: [] as Batch[], error: null as unknown, stop: () => stop.abort() }
  void (async () => {
    try {
      for await (const batch of connector.listen(cursor, createCtx(stop))) heard.batches.push(batch)
    } catch (error) {
      heard.error = error
    }
  })()
  return heard
}

type Heard = ReturnType<typeof listen>

async function listenLive(cursor: Cursor | null = null): Promise<Heard> {
  const heard = listen(cursor)
  await untilReal('live', () => heard.batches.some((batch) => batch.caughtUp))
  return heard
}

const itemsOf = (heard: Heard) => heard.batches.flatMap((batch) => batch.items)
const mentionsOf = (heard: Heard): Mention[] =>
  itemsOf(heard).flatMap((item) => (item.type === 'upsert' ? [item.mention] : []))
const textsOf = (heard: Heard) => mentionsOf(heard).map((mention) => mention.text)
const cursorOf = (heard: Heard) => heard.batches.at(-1)!.cursor
const say = (text: string, more = {}) => discord.say(text, { channelId, ...more })

async function hears(heard: Heard, count: number): Promise<void> {
  await untilReal(`${count} items`, () => itemsOf(heard).length >= count)
}

describe('hearing', () => {
  test('names stand where Discord has numbers, so that a query can find them', async () => {
    const heard = await listenLive()
    say(
      `<@${discord.bot.id}> ask the <@&600> in <#${channelId}> <:bean:12> <https://harbor.example/a>`,
    )
    await hears(heard, 1)
    expect(mentionsOf(heard)[0]).toMatchObject({
      text: '@earshot ask the @baristas in #general :bean: https://harbor.example/a',
      trigger: 'tag',
      links: ['https://harbor.example/a'],
      visibility: 'community',
      author: { id: '7', handle: 'mara', name: 'Mara', isBot: false, isSelf: false },
      parents: { container: { id: channelId, name: '#general' } },
    })
  })

  test('an answer to us brings the words it answers, and our own words are marked as ours', async () => {
    const heard = await listenLive()
    const ours = say('We open at eight', { author: discord.bot })
    say('Thanks', { replyTo: ours.id })
    await hears(heard, 2)
    expect(mentionsOf(heard).map((m) => [m.kind, m.trigger, m.author.isSelf])).toEqual([
      ['message', 'keyword', true],
      ['reply', 'reply_to_us', false],
    ])
    expect(mentionsOf(heard)[1]!.parents).toMatchObject({
      replyTo: ours.id,
      replyToText: 'We open at eight',
    })
  })

  test('what is said in a new thread is heard, with the thread as its root', async () => {
    const heard = await listenLive()
    const thread = discord.addThread('cold soup', channelId)
    say('still cold', { channelId: thread.id })
    await hears(heard, 1)
    expect(mentionsOf(heard)[0]!.parents).toMatchObject({
      root: thread.id,
      container: { name: '#cold soup' },
    })
  })

  test('an edit of a message that nobody remembers is heard, a link preview is not an edit', async () => {
    const old = say('soop', { quiet: true })
    await clock.advance(MINUTE)
    const heard = await listenLive()
    discord.unfurl(old.id)
    await clock.advance(MINUTE)
    discord.edit(old.id, 'soup')
    await hears(heard, 1)
    expect(mentionsOf(heard)).toHaveLength(1)
    expect(mentionsOf(heard)[0]).toMatchObject({
      text: 'soup',
      createdAt: START,
      editedAt: START + 2 * MINUTE,
    })
  })

  test('one message taken back and a hundred taken back by a moderator are all gone', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => say(`spam ${i}`, { quiet: true }).id)
    await clock.advance(MINUTE)
    const heard = await listenLive()
    discord.remove(ids[0]!)
    discord.remove(...ids.slice(1))
    await hears(heard, 100)
    expect(itemsOf(heard)).toEqual(
      ids.map((id) => ({
        type: 'delete',
        key: `discord:500:${id}`,
        reason: 'deleted on Discord',
      })),
    )
  })

  test('somebody joining is no mention', async () => {
    const heard = await listenLive()
    say('', { type: 7 })
    say('hello')
    await hears(heard, 1)
    expect(textsOf(heard)).toEqual(['hello'])
  })

  test('a server that is not on the list is not heard', async () => {
    connector = createDiscordConnector({ baseUrl: discord.baseUrl(), guilds: ['77'] })
    const stranger = await listenLive()
    connector = createDiscordConnector({ baseUrl: discord.baseUrl(), guilds: ['500'] })
    const listed = await listenLive()
    const gone = say('hello')
    discord.remove(gone.id)
    await hears(listed, 2)
    expect(itemsOf(stranger)).toEqual([])
  })
})

describe('coming back', () => {
  test('after a restart every channel and thread is read to its end before we are live', async () => {
    const other = discord.addChannel('help').id
    const first = await listenLive()
    const open = discord.addThread('open', channelId)
    say('before')
    await hears(first, 1)
    first.stop()
    await clock.advance(10 * MINUTE)
    for (let i = 0; i < 230; i++) say(`general ${i}`)
    say('help', { channelId: other })
    say('in the thread', { channelId: open.id })
    const closed = discord.addThread('closed', channelId)
    say('in the closed thread', { channelId: closed.id })
    closed.archivedAt = new Date(clock.now()).toISOString()

    const second = await listenLive(cursorOf(first))
    const texts = textsOf(second)
    expect(texts.filter((text) => text.startsWith('general'))).toEqual(
      Array.from({ length: 230 }, (_, i) => `general ${i}`),
    )
    expect(texts).toEqual(expect.arrayContaining(['help', 'in the thread', 'in the closed thread']))
    const inClosed = mentionsOf(second).find(({ text }) => text === 'in the closed thread')
    expect(inClosed?.parents).toMatchObject({ root: closed.id, container: { name: '#closed' } })
    expect(second.batches.findIndex((batch) => batch.caughtUp)).toBe(second.batches.length - 1)
  })

  test('a stop in the middle of a catch-up goes on where it stopped', async () => {
    const first = await listenLive()
    first.stop()
    await clock.advance(10 * MINUTE)
    for (let i = 0; i < 150; i++) say(`no ${i}`)
    let page: Batch | null = null
    for await (const batch of connector.listen(cursorOf(first), createCtx())) {
      page = batch
      break
    }
    expect(page?.items).toHaveLength(100)
    const second = await listenLive(JSON.parse(JSON.stringify(page!.cursor)))
    expect(textsOf(second)).toEqual(Array.from({ length: 50 }, (_, i) => `no ${i + 100}`))
  })

  test('a message that overtakes the catch-up does not make us skip what came before it', async () => {
    const first = await listenLive()
    first.stop()
    await clock.advance(10 * MINUTE)
    say('missed')
    await clock.advance(30 * MINUTE)
    discord.settings.beforeGuilds = () => void say('early')
    const second = await listenLive(cursorOf(first))
    expect(textsOf(second)).toEqual(['early', 'missed', 'early'])
  })

  test('a channel that is closed to the bot does not keep the others from being read', async () => {
    const secret = discord.addChannel('secret')
    const first = await listenLive()
    first.stop()
    await clock.advance(10 * MINUTE)
    say('secret', { channelId: secret.id })
    say('open')
    discord.failNext(new RegExp(`GET /channels/${secret.id}/messages`), {
      kind: 'answer',
      status: 403,
      body: JSON.stringify({ message: 'Missing Access', code: 50001 }),
    })
    const second = await listenLive(cursorOf(first))
    expect(textsOf(second)).toEqual(['open'])
  })

  test('what a server said while it was out of reach is read once it is back', async () => {
    const heard = await listenLive()
    say('before')
    await hears(heard, 1)
    discord.loseGuild()
    await clock.advance(30 * MINUTE)
    say('during', { quiet: true })
    discord.restoreGuild()
    await untilReal('what was said', () => textsOf(heard).includes('during'))
  })

  test('a session that Discord has forgotten is begun anew and what was said is read', async () => {
    const heard = await listenLive()
    discord.cut(false)
    say('in between')
    await untilReal('what was said', () => textsOf(heard).includes('in between'))
    expect(health.map(({ state }) => state)).toContain('degraded')
  })
})

describe('when Discord says no for good', () => {
  test.each([
    [4014, 'fatal', 'Message Content Intent'],
    [4013, 'fatal', 'Update Earshot'],
    [4004, 'auth', 'EARSHOT_DISCORD_TOKEN'],
    [4011, 'fatal', 'too many servers'],
  ])('close code %i is %s and says what to do', async (close, code, mend) => {
    const heard = await listenLive()
    discord.closeGateway(close)
    await untilReal('an error', () => heard.error !== null)
    expect(heard.error).toMatchObject({ code, message: expect.stringContaining(mend) })
  })

  test('the switch for message content is off: the first login tells where it is', async () => {
    discord.settings.messageContent = false
    const heard = listen(null)
    await untilReal('an error', () => heard.error !== null)
    expect(heard.error).toMatchObject({
      code: 'fatal',
      message: expect.stringContaining('Message Content Intent'),
    })
    const lines = await connector.check(createCtx())
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'fail', what: 'The bot may not read messages.' }),
    )
  })

  test('a server of the settings in which the bot is not is named', async () => {
    const there = createDiscordConnector({
      baseUrl: discord.baseUrl(),
      guilds: [discord.guild.id, '123'],
    })
    const lines = await there.check(createCtx())
    expect(lines.filter(({ level }) => level !== 'ok')).toEqual([
      expect.objectContaining({ what: expect.stringContaining('not in the server 123') }),
    ])
  })

  test('a wrong token asks for a new one', async () => {
    token = 'wrong'
    const heard = listen(null)
    await untilReal('an error', () => heard.error !== null)
    expect(heard.error).toMatchObject({ code: 'auth' })
    expect((await connector.check(createCtx()))[0]).toMatchObject({ level: 'fail' })
  })

  test('when the day’s logins are used up, the error says until when', async () => {
    discord.settings.loginsLeft = 0
    const heard = listen(null)
    await untilReal('an error', () => heard.error !== null)
    expect(heard.error).toMatchObject({ code: 'rate_limited', retryAt: expect.any(Number) })
  })
})

describe('answering', () => {
  const options = (key = 'press-1') => ({ idempotencyKey: key, pressedAt: clock.now() })
  const ourAnswers = () =>
    discord.channels.get(channelId)!.messages.filter((m) => m.author.id === discord.bot.id)

  function target(): ReplyTarget {
    const message = say('cold soup')
    return {
      key: `discord:500:${message.id}`,
      nativeId: message.id,
      url: null,
      trigger: 'keyword',
      replyRef: { guildId: '500', channelId },
    }
  }

  test('an answer stands below the message and pings nobody', async () => {
    const to = target()
    const receipt = await connector.reply!(to, '@everyone sorry', options(), createCtx())
    expect(ourAnswers()[0]).toMatchObject({
      id: receipt.nativeId,
      message_reference: { message_id: to.nativeId },
    })
    const sent = discord.requests.find(({ route }) => route.startsWith('POST'))!
    expect(sent.body['allowed_mentions']).toEqual({ parse: [], replied_user: false })
  })

  test('the same press sent twice is one answer, another press with the same words is another', async () => {
    const to = target()
    const send = (key: string) => connector.reply!(to, 'Sorry', options(key), createCtx())
    const [first, again, other] = [await send('a'), await send('a'), await send('b')]
    expect(again.nativeId).toBe(first.nativeId)
    expect(other.nativeId).not.toBe(first.nativeId)
    expect(ourAnswers()).toHaveLength(2)
  })

  test.each(['done_then_cut', 'cut'] as const)(
    'an answer whose outcome is unknown (%s) is ambiguous, and looking tells the truth',
    async (kind) => {
      const to = target()
      discord.failNext(/POST/, { kind })
      const pressed = options()
      await expect(connector.reply!(to, 'Sorry', pressed, createCtx())).rejects.toMatchObject({
        code: 'ambiguous',
      })
      const found = await connector.findReply!(to, 'Sorry', pressed, createCtx())
      expect(found?.nativeId).toBe(ourAnswers()[0]?.id)
      expect(ourAnswers()).toHaveLength(kind === 'cut' ? 0 : 1)
    },
  )

  test('an older answer with the same words is not it', async () => {
    const to = target()
    await connector.reply!(to, 'Sorry', options(), createCtx())
    await clock.advance(MINUTE)
    expect(await connector.findReply!(to, 'Sorry', options(), createCtx())).toBeNull()
  })

  test('a message that is gone cannot be answered', async () => {
    const to = target()
    discord.remove(to.nativeId)
    await expect(connector.reply!(to, 'Hi', options(), createCtx())).rejects.toMatchObject({
      code: 'gone',
    })
    expect(ourAnswers()).toHaveLength(0)
  })

  test('a missing right, a long text and a limit each have their word', async () => {
    const to = target()
    const answer = (status: number, body: object, headers = {}) =>
      discord.failNext(/POST/, { kind: 'answer', status, body: JSON.stringify(body), headers })
    const send = (text = 'Hi') => connector.reply!(to, text, options(), createCtx())
    answer(403, { message: 'Missing Permissions', code: 50013 })
    await expect(send()).rejects.toMatchObject({ code: 'forbidden' })
    answer(429, { retry_after: 60, global: false }, { 'retry-after': '60' })
    await expect(send()).rejects.toMatchObject({ code: 'rate_limited' })
    answer(500, { message: '500: Internal Server Error', code: 0 })
    await expect(send()).rejects.toMatchObject({ code: 'ambiguous' })
    await expect(send('a'.repeat(2001))).rejects.toMatchObject({ code: 'refused' })
  })

  test('rewards and profiles need the member’s word first', () => {
    expect(connector.capabilities().policy.needsOptIn).toBe(true)
  })
})
