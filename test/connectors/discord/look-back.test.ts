import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Batch, Cursor, Item } from '../../../connectors/connector.ts'
import { aCtx } from '../../support/connector-ctx.ts'
import { openDiscord } from '../../support/discord-desk.ts'
import { type LifeWorld, liveOnce } from '../../support/lives.ts'
import { createStanding } from '../../support/standing.ts'

const DAY = 86_400_000
let desk: Awaited<ReturnType<typeof openDiscord>>
let standing: ReturnType<typeof createStanding>
beforeEach(async () => {
  desk = await openDiscord()
  standing = createStanding()
})
afterEach(() => desk.close())

const world: LifeWorld = {
  listen: (from, signal) =>
    desk.connector.listen(from, {
      ...aCtx(desk.clock, signal, desk.secrets).ctx,
      stored: standing.read,
    }),
  until: (what, holds) => desk.until(what, holds),
}

/** A first life that hears these, and the cursor after it. */
async function hearFirst(say: () => void): Promise<Cursor | null> {
  const begin = await liveOnce(world, null)
  await desk.clock.advance(1000)
  say()
  const { items, cursor } = await liveOnce(world, begin.cursor)
  standing.keep(items)
  return cursor
}

/** Everything told after a break, until nothing more comes of looking back. */
async function comeBack(from: Cursor | null, enough: (items: readonly Item[]) => boolean) {
  const { items } = await liveOnce(world, from, {}, (all, batch: Batch) => {
    return batch.caughtUp && enough(all)
  })
  return items
}

const told = (items: readonly Item[]) => ({
  gone: items.flatMap((i) => (i.type === 'delete' ? [i.key] : [])),
  texts: items.flatMap((i) => (i.type === 'upsert' ? [i.mention.text] : [])),
  likes: new Map(items.flatMap((i) => (i.type === 'metrics' ? [[i.key, i.metrics.likes]] : []))),
})
const keyOf = (id: string) => `discord:${desk.discord.guild.id}:${id}`

it('a break hides no edit, no deletion and no reaction, however much was said since', async () => {
  const said: string[] = []
  const cursor = await hearFirst(() => {
    for (let i = 0; i < 6; i++) said.push(desk.say(`juniper ${i}`).id)
  })
  const [edited, removed, liked, , alone] = said as [string, string, string, string, string]
  // Beyond what catching up overlaps, and more than a page of others in between.
  await desk.clock.advance(10 * 60_000)
  for (let i = 0; i < 150; i++) desk.say(`weather ${i}`)
  desk.discord.edit(edited, 'juniper, mended')
  desk.discord.remove(removed)
  desk.discord.react(liked, '❤️')
  const items = await comeBack(cursor, (all) => told(all).likes.size > 3)
  expect(told(items).gone).toEqual([keyOf(removed)])
  expect(told(items).texts).toContain('juniper, mended')
  expect(told(items).likes.get(keyOf(liked))).toBe(1)
  expect(told(items).likes.get(keyOf(alone))).toBe(0)
})

it('what stood in a channel that is gone is gone; what is hidden from the bot, or old, is not', async () => {
  const { discord } = desk
  const bar = discord.addChannel('bar')
  const below = discord.addThread('below', bar.id)
  const staff = discord.addChannel('staff')
  const ids: string[] = []
  const cursor = await hearFirst(() => {
    for (const { id: channelId } of [bar, below, staff])
      ids.push(discord.say('juniper', { channelId }).id)
  })
  discord.removePlace(bar.id)
  staff.hidden = true
  desk.say('next')
  const items = await comeBack(cursor, (all) => told(all).gone.length > 1)
  expect(new Set(told(items).gone)).toEqual(new Set(ids.slice(0, 2).map(keyOf)))
  await desk.clock.advance(4 * DAY)
  const asked = discord.requests.length
  await comeBack(cursor, (all) => told(all).texts.includes('next'))
  const routes = discord.requests.slice(asked).map(({ route }) => route)
  expect(routes.filter((route) => route.includes(bar.id))).toEqual([])
})

it('a channel that goes while we listen takes its posts along', async () => {
  const { discord } = desk
  const bar = discord.addChannel('bar')
  let id = ''
  const cursor = await hearFirst(() => {
    id = discord.say('juniper', { channelId: bar.id }).id
  })
  let isRemoved = false
  const { items } = await liveOnce(world, cursor, {}, (all, { caughtUp }) => {
    if (caughtUp && !isRemoved) {
      isRemoved = true
      discord.removePlace(bar.id)
    }
    return told(all).gone.length > 0
  })
  expect(told(items).gone).toEqual([keyOf(id)])
})

it('a page with something on it that is no message takes nothing away', async () => {
  const { discord } = desk
  const bar = discord.addChannel('bar')
  let other = ''
  const ids: string[] = []
  const cursor = await hearFirst(() => {
    other = desk.say('juniper').id
    for (let i = 0; i < 120; i++) ids.push(discord.say(`juniper ${i}`, { channelId: bar.id }).id)
  })
  discord.find(ids[50]!).id += ' '
  // The bar is looked up first: its posts stand above.
  expect((await standing.read(null, 1000)).at(-1)?.nativeId).toBe(other)
  const items = await comeBack(cursor, (all) => told(all).likes.has(keyOf(other)))
  expect(told(items).gone).toEqual([])
})
