import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Batch } from '../../../connectors/connector.ts'
import { openDiscord } from '../../support/discord-desk.ts'
import { untilReal } from '../../support/until.ts'

const MINUTE = 60_000

let desk: Awaited<ReturnType<typeof openDiscord>>
beforeEach(async () => {
  desk = await openDiscord({}, untilReal)
})
afterEach(() => desk.close())

test('after a restart every channel and thread is read to its end before we are live', async () => {
  const other = desk.discord.addChannel('help').id
  const first = await desk.listenLive()
  const open = desk.discord.addThread('open', desk.channelId)
  desk.say('before')
  await desk.until('what was said', () => first.items.length > 0)
  await first.stop()
  await desk.clock.advance(10 * MINUTE)
  for (let i = 0; i < 230; i++) desk.say(`general ${i}`)
  desk.say('help', { channelId: other })
  desk.say('in the thread', { channelId: open.id })
  const closed = desk.discord.addThread('closed', desk.channelId)
  desk.say('in the closed thread', { channelId: closed.id })
  closed.archivedAt = new Date(desk.clock.now()).toISOString()

  const second = await desk.listenLive(first.cursor)
  const texts = second.texts()
  expect(texts.filter((text) => text.startsWith('general'))).toEqual(
    Array.from({ length: 230 }, (_, i) => `general ${i}`),
  )
  expect(texts).toEqual(expect.arrayContaining(['help', 'in the thread', 'in the closed thread']))
  const inClosed = second.mentions().find(({ text }) => text === 'in the closed thread')
  expect(inClosed?.parents).toMatchObject({ root: closed.id, container: { name: '#closed' } })
  expect(second.batches.findIndex((batch) => batch.caughtUp)).toBe(second.batches.length - 1)
})

test('a stop in the middle of a catch-up goes on where it stopped', async () => {
  const first = await desk.listenLive()
  await first.stop()
  await desk.clock.advance(10 * MINUTE)
  for (let i = 0; i < 150; i++) desk.say(`no ${i}`)
  let page: Batch | null = null
  for await (const batch of desk.connector.listen(first.cursor, desk.ctx())) {
    page = batch
    break
  }
  expect(page?.items).toHaveLength(100)
  const second = await desk.listenLive(JSON.parse(JSON.stringify(page!.cursor)))
  expect(second.texts()).toEqual(Array.from({ length: 50 }, (_, i) => `no ${i + 100}`))
})

test('a message that overtakes the catch-up does not make us skip what came before it', async () => {
  const first = await desk.listenLive()
  await first.stop()
  await desk.clock.advance(10 * MINUTE)
  desk.say('missed')
  await desk.clock.advance(30 * MINUTE)
  desk.discord.settings.beforeGuilds = () => void desk.say('early')
  const second = await desk.listenLive(first.cursor)
  expect(second.texts()).toEqual(['early', 'missed', 'early'])
})

test('a channel that is closed to the bot does not keep the others from being read', async () => {
  const secret = desk.discord.addChannel('secret')
  const first = await desk.listenLive()
  await first.stop()
  await desk.clock.advance(10 * MINUTE)
  desk.say('secret', { channelId: secret.id })
  desk.say('open')
  desk.discord.failNext(new RegExp(`GET /channels/${secret.id}/messages`), {
    kind: 'answer',
    status: 403,
    body: JSON.stringify({ message: 'Missing Access', code: 50001 }),
  })
  const second = await desk.listenLive(first.cursor)
  expect(second.texts()).toEqual(['open'])
})

test('what a server said while it was out of reach is read once it is back', async () => {
  const heard = await desk.listenLive()
  desk.say('before')
  await desk.until('what was said', () => heard.items.length > 0)
  desk.discord.loseGuild()
  await desk.clock.advance(30 * MINUTE)
  desk.say('during', { quiet: true })
  desk.discord.restoreGuild()
  await desk.until('what was said', () => heard.texts().includes('during'))
})

test('a session that Discord has forgotten is begun anew and what was said is read', async () => {
  const heard = await desk.listenLive()
  desk.discord.cut(false)
  desk.say('in between')
  await desk.until('what was said', () => heard.texts().includes('in between'))
  expect(desk.health.map(({ state }) => state)).toContain('degraded')
})
