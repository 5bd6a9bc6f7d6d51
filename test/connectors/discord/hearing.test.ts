import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDiscordConnector } from '../../../connectors/discord/connector.ts'
import { openDiscord } from '../../support/discord-desk.ts'
import type { Heard } from '../../support/hearing.ts'
import { untilReal } from '../../support/until.ts'

const MINUTE = 60_000

let desk: Awaited<ReturnType<typeof openDiscord>>
beforeEach(async () => {
  desk = await openDiscord({}, untilReal)
})
afterEach(() => desk.close())

async function hears(heard: Heard, count: number): Promise<void> {
  await desk.until(`${count} items`, () => heard.items.length >= count)
}

test('names stand where Discord has numbers, so that a query can find them', async () => {
  const heard = await desk.listenLive()
  desk.say(
    `<@${desk.discord.bot.id}> ask the <@&600> in <#${desk.channelId}> <:bean:12> <https://harbor.example/a>`,
  )
  await hears(heard, 1)
  expect(heard.mentions()[0]).toMatchObject({
    text: '@earshot ask the @baristas in #general :bean: https://harbor.example/a',
    trigger: 'tag',
    links: ['https://harbor.example/a'],
    visibility: 'community',
    author: { id: '7', handle: 'mara', name: 'Mara', isBot: false, isSelf: false },
    parents: { container: { id: desk.channelId, name: '#general' } },
  })
})

test('an answer to us brings the words it answers, and our own words are marked as ours', async () => {
  const heard = await desk.listenLive()
  const ours = desk.say('We open at eight', { author: desk.discord.bot })
  desk.say('Thanks', { replyTo: ours.id })
  await hears(heard, 2)
  expect(heard.mentions().map((m) => [m.kind, m.trigger, m.author.isSelf])).toEqual([
    ['message', 'keyword', true],
    ['reply', 'reply_to_us', false],
  ])
  expect(heard.mentions()[1]!.parents).toMatchObject({
    replyTo: ours.id,
    replyToText: 'We open at eight',
  })
})

test('what is said in a new thread is heard, with the thread as its root', async () => {
  const heard = await desk.listenLive()
  const thread = desk.discord.addThread('cold soup', desk.channelId)
  desk.say('still cold', { channelId: thread.id })
  await hears(heard, 1)
  expect(heard.mentions()[0]!.parents).toMatchObject({
    root: thread.id,
    container: { name: '#cold soup' },
  })
})

test('an edit of a message that nobody remembers is heard, a link preview is not an edit', async () => {
  const began = desk.clock.now()
  const old = desk.say('soop', { quiet: true })
  await desk.clock.advance(MINUTE)
  const heard = await desk.listenLive()
  desk.discord.unfurl(old.id)
  await desk.clock.advance(MINUTE)
  desk.discord.edit(old.id, 'soup')
  await hears(heard, 1)
  expect(heard.mentions()).toHaveLength(1)
  expect(heard.mentions()[0]).toMatchObject({
    text: 'soup',
    createdAt: began,
    editedAt: began + 2 * MINUTE,
  })
})

test('one message taken back and a hundred taken back by a moderator are all gone', async () => {
  const ids = Array.from({ length: 100 }, (_, i) => desk.say(`spam ${i}`, { quiet: true }).id)
  await desk.clock.advance(MINUTE)
  const heard = await desk.listenLive()
  desk.discord.remove(ids[0]!)
  desk.discord.remove(...ids.slice(1))
  await hears(heard, 100)
  expect(heard.items).toEqual(
    ids.map((id) => ({
      type: 'delete',
      key: `discord:500:${id}`,
      reason: 'deleted on Discord',
    })),
  )
})

test('somebody joining is no mention', async () => {
  const heard = await desk.listenLive()
  desk.say('', { type: 7 })
  desk.say('hello')
  await hears(heard, 1)
  expect(heard.texts()).toEqual(['hello'])
})

test('a server that is not on the list is not heard', async () => {
  const inServer = (id: string) =>
    createDiscordConnector({ baseUrl: desk.discord.baseUrl(), guilds: [id] })
  const stranger = await desk.listenLive(null, inServer('77'))
  const listed = await desk.listenLive(null, inServer('500'))
  const gone = desk.say('hello')
  desk.discord.remove(gone.id)
  await hears(listed, 2)
  expect(stranger.items).toEqual([])
})
