import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDiscordConnector } from '../../../connectors/discord/connector.ts'
import { openDiscord } from '../../support/discord-desk.ts'
import { untilReal } from '../../support/until.ts'

let desk: Awaited<ReturnType<typeof openDiscord>>
beforeEach(async () => {
  desk = await openDiscord({}, untilReal)
})
afterEach(() => desk.close())

test.each([
  [4014, 'fatal', 'Message Content Intent'],
  [4013, 'fatal', 'Update Earshot'],
  [4004, 'auth', 'EARSHOT_DISCORD_TOKEN'],
  [4011, 'fatal', 'too many servers'],
])('close code %i is %s and says what to do', async (close, code, mend) => {
  const heard = await desk.listenLive()
  desk.discord.closeGateway(close)
  await desk.until('an error', () => heard.errors.length > 0)
  expect(heard.errors[0]).toMatchObject({ code, message: expect.stringContaining(mend) })
})

test('the switch for message content is off: the first login tells where it is', async () => {
  desk.discord.settings.messageContent = false
  const heard = desk.listen()
  await desk.until('an error', () => heard.errors.length > 0)
  expect(heard.errors[0]).toMatchObject({
    code: 'fatal',
    message: expect.stringContaining('Message Content Intent'),
  })
  const lines = await desk.connector.check(desk.ctx())
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'fail', what: 'The bot may not read messages.' }),
  )
})

test('a server of the settings in which the bot is not is named', async () => {
  const there = createDiscordConnector({
    baseUrl: desk.discord.baseUrl(),
    guilds: [desk.discord.guild.id, '123'],
  })
  const lines = await there.check(desk.ctx())
  expect(lines.filter(({ level }) => level !== 'ok')).toEqual([
    expect.objectContaining({ what: expect.stringContaining('not in the server 123') }),
  ])
})

test('a wrong token asks for a new one', async () => {
  desk.secrets.EARSHOT_DISCORD_TOKEN = 'wrong'
  const heard = desk.listen()
  await desk.until('an error', () => heard.errors.length > 0)
  expect(heard.errors[0]).toMatchObject({ code: 'auth' })
  expect((await desk.connector.check(desk.ctx()))[0]).toMatchObject({ level: 'fail' })
})

test('when the day’s logins are used up, the error says until when', async () => {
  desk.discord.settings.loginsLeft = 0
  const heard = desk.listen()
  await desk.until('an error', () => heard.errors.length > 0)
  expect(heard.errors[0]).toMatchObject({ code: 'rate_limited', retryAt: expect.any(Number) })
})
