import { afterEach, describe, expect, it } from 'vitest'
import type { Item } from '../../../connectors/connector.ts'
import {
  isWritten,
  keyOf,
  type RawMessage,
  readMessage,
} from '../../../connectors/discord/message.ts'
import { openDiscord } from '../../support/discord-desk.ts'
import { statesOfOrders } from '../../support/many-orders.ts'
import { mutateJson, seeded } from '../../support/mutate-json.ts'

const MUTATIONS = 10_000
const OVER_THE_SOCKET = 1_500
const ORDERS = 200
let desk: Awaited<ReturnType<typeof openDiscord>>
afterEach(() => desk.close())

interface Told {
  t: string
  d: RawMessage & { guild_id: string }
}

/** Everything the gateway told of messages. */
function eventsTold(): Told[] {
  const [session] = [...desk.discord.sessions.values()]
  return (session?.sent ?? []).filter(({ t }) => t.startsWith('MESSAGE_')) as Told[]
}

const reading = (guildId: string) => ({
  connectionId: 'c',
  guildId,
  ourId: '900',
  ours: new Set<string>(),
  names: { channel: () => null, role: () => null, isThread: () => false, forumPost: () => null },
  receivedAt: 1_900_000_000_000,
})

function itemsOf({ t, d }: Told, guildId: string): Item[] {
  if (t === 'MESSAGE_DELETE')
    return [{ type: 'delete', key: keyOf(guildId, d.id), reason: 'deleted on Discord' }]
  return isWritten(d) ? [{ type: 'upsert', mention: readMessage(d, reading(guildId)) }] : []
}

describe('a Discord gone mad', () => {
  it(`is survived: ${MUTATIONS} spoiled events, set aside and counted, and what follows is heard`, async () => {
    desk = await openDiscord()
    const { discord } = desk
    const heard = await desk.listenLive()
    const { id } = desk.say(`<@${discord.bot.id}> the flat white <#1> https://juniper.example`)
    desk.say('an answer', { replyTo: id })
    discord.edit(id, 'edited')
    discord.react(id, '❤️')
    discord.remove(id)
    const templates = eventsTold()
    const random = seeded(23)
    let refused = 0
    for (let i = 0; i < MUTATIONS - OVER_THE_SOCKET; i++) {
      const { t } = templates[i % templates.length]!
      const d = parsed(mutateJson(templates[i % templates.length]!.d, random))
      try {
        itemsOf({ t, d: Object(d) as Told['d'] }, '500')
      } catch {
        refused++
      }
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 50)
    for (let i = 0; i < OVER_THE_SOCKET; i++) {
      const { t, d } = templates[i % templates.length]!
      discord.dispatch(t, parsed(mutateJson(d, random)))
    }
    desk.say('after all that')
    await desk.until('what follows', () => heard.texts().includes('after all that'))
    expect(heard.errors.filter(({ code }) => code !== 'transient')).toEqual([])
    expect(heard.items.filter(({ type }) => type === 'poison').length).toBeGreaterThan(20)
  })

  it(`ends the same in ${ORDERS} orders of doubled and shuffled posts, edits and deletions`, async () => {
    desk = await openDiscord()
    const { discord, clock } = desk
    await desk.listenLive()
    for (const name of ['a', 'b', 'c', 'd']) {
      const { id } = desk.say(`juniper ${name} was awful`)
      for (const words of ['was better', 'was good in the end']) {
        await clock.advance(60_000)
        discord.edit(id, `juniper ${name} ${words}`)
      }
      if (name === 'b' || name === 'd') discord.remove(id)
    }
    const events = eventsTold().map((told) => structuredClone(told))
    expect(events).toHaveLength(14)
    const states = await statesOfOrders(ORDERS, events, itemsOf)
    expect(states).toHaveLength(1)
    const { live, gone } = states[0]!
    expect(live.map(({ text }) => text)).toEqual([
      'juniper a was good in the end',
      'juniper c was good in the end',
    ])
    expect(gone).toHaveLength(2)
  })
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
