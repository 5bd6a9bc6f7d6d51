import { messageOf, NetworkError } from '../../core/errors.ts'
import type { Mention } from '../../core/mention.ts'
import { advocateHelp, answerOf, readAct } from '../advocate.ts'
import type { Batch, Ctx, Cursor, Item } from '../connector.ts'
import { catchUp } from './catch-up.ts'
import type { SlackClient } from './client.ts'
import { type Memory, recall } from './cursor.ts'
import { createEngagement } from './engagement.ts'
import { type Loose, looseOf, textOf } from './loose.ts'
import type { Members } from './members.ts'
import type { Reading, Us } from './message.ts'
import type { Place } from './places.ts'
import { readEvent, readItems } from './read-event.ts'
import { COMMAND, openSocket, type SocketOptions, type Told } from './socket.ts'

export interface Listening {
  ctx: Ctx
  client: SlackClient
  members: Members
  socket: Omit<SocketOptions, 'us'>
  whoAreWe(): Promise<Us>
  places(): Promise<Place[]>
  wanted(mention: Mention): boolean
}

const BATCH = 200
const MAX_NAMED = 20
/** How often history is read to find what the socket lost. */
const READ_MS = 10 * 60_000
/** How often it is looked where we are invited, and what belongs to the desk. */
const LOOK_MS = 5 * 60_000

/** Opens the socket, catches up by history, then follows; throws NetworkError when the connection breaks. */
export async function* listenTo(from: Cursor | null, world: Listening): AsyncGenerator<Batch> {
  const { ctx, client } = world
  let us = await world.whoAreWe()
  const memory = recall(from, ctx.clock.now())
  if (from === null) yield { items: [], cursor: memory.cursor(), caughtUp: false }
  if (ctx.signal.aborted) return
  // Open before the catch-up, so that nothing falls between the two.
  const socket = await openSocket({ ...world.socket, us }, ctx)
  try {
    const where = createWhere(await world.places(), world)
    const read = (raw: Loose, channel: string) =>
      readItems(raw, channel, readingOf(us, where, world))
    const finish = (items: readonly Item[]) => finishItems(items, world)
    const learn = (raws: readonly Loose[]) => world.members.learn(raws.flatMap(namedIn), ctx)
    const catching = { ...world, memory, teamId: us.teamId, read, finish, learn }
    yield* catchUp(where.all(), catching, from !== null)
    socket.goLive()
    yield { items: [], cursor: memory.cursor(), caughtUp: true }
    const engagement = createEngagement(client, us.teamId)
    let readAt = ctx.clock.now() + READ_MS
    while (!ctx.signal.aborted) {
      const wait = Math.min(
        engagement.waitMs(ctx.clock.now()) ?? READ_MS,
        Math.max(0, readAt - ctx.clock.now()),
      )
      const told = await socket.take(BATCH, wait)
      const joined = await where.look(told)
      const isTime = ctx.clock.now() >= readAt
      for await (const batch of catchUp(isTime ? where.all() : joined, catching))
        yield { ...batch, caughtUp: true }
      if (isTime) {
        readAt = ctx.clock.now() + READ_MS
        // Who joined the team meanwhile is one of us from now on.
        us = await world.whoAreWe()
      }
      await learn(told.flatMap(({ event }) => [event, looseOf(event['message'])]))
      const reading = readingOf(us, where, world)
      const items: Item[] = []
      for (const { event } of told) {
        refuseLogout(event)
        if (event['type'] === COMMAND) items.push(...consentOf(event, ctx.clock.now()))
        else if (textOf(event['type'])?.startsWith('reaction_') === true)
          engagement.note(event, (name) => memory.known.has(name))
        else items.push(...(where.hears(event) ? take(event, reading, memory, world.wanted) : []))
      }
      items.push(...(await engagement.due(ctx)))
      const finished = await finish(items)
      if (finished.length > 0) yield { items: finished, cursor: memory.cursor(), caughtUp: true }
      // Asked for more: what was told is stored.
      await Promise.all(told.map(({ ack }) => ack()))
      await Promise.all(told.map((one) => answerMember(one, ctx)))
    }
  } finally {
    await socket.close()
  }
}

/** A member's word about themselves; none where it is not understood. */
function consentOf(event: Loose, at: number): Item[] {
  const act = readAct(textOf(event['text']) ?? '')
  const id = textOf(event['user_id'])
  if (act === null || id === null) return []
  const author = { id, handle: textOf(event['user_name']), name: null }
  return [{ type: 'consent', consent: { network: 'slack', author, act, at } }]
}

/** Said only after it was stored. */
async function answerMember({ event, answer }: Told, ctx: Ctx): Promise<void> {
  const act = readAct(textOf(event['text']) ?? '')
  await answer?.(act === null ? advocateHelp() : answerOf(act)).catch((error: unknown) =>
    ctx.log.warn({ detail: messageOf(error) }, 'a member of Slack could not be answered'),
  )
}

function take(event: Loose, reading: Reading, memory: Memory, wanted: Listening['wanted']): Item[] {
  const news = readEvent(event, reading)
  if (news === null) return []
  const isKept = news.items.some((item) => item.type === 'upsert' && wanted(item.mention))
  if (news.note !== null) memory.note(news.note, isKept, reading.now)
  if (news.gone !== null) memory.known.delete(`${news.channel}:${news.gone}`)
  return news.items
}

function readingOf(us: Us, where: Where, { ctx, members }: Listening): Reading {
  return {
    connectionId: ctx.connectionId,
    us,
    names: { user: members.handle, channel: where.name },
    now: ctx.clock.now(),
  }
}

async function finishItems(
  items: readonly Item[],
  { wanted, members, ctx }: Listening,
): Promise<Item[]> {
  return members.fill(
    items.filter((item) => item.type !== 'upsert' || wanted(item.mention)),
    ctx,
  )
}

/** Ids of the people that a message names. */
function namedIn({ text }: Loose): string[] {
  if (typeof text !== 'string') return []
  return [...text.slice(0, 20_000).matchAll(/<@([A-Z0-9]{2,30})/g)]
    .slice(0, MAX_NAMED)
    .map(([, id = '']) => id)
}

function refuseLogout({ type, tokens }: Loose): void {
  if (type === 'app_uninstalled' || (type === 'tokens_revoked' && tokens !== undefined))
    throw new NetworkError(
      'auth',
      'The community’s app was taken out of Slack. Run "earshot setup slack-community".',
    )
}

interface Where {
  all(): readonly Place[]
  name(channel: string): string | null
  hears(event: Loose): boolean
  /** Looks again where we are invited, when it is time or a new place speaks; answers the new ones. */
  look(told: readonly Told[]): Promise<Place[]>
}

/** The channels we hear. */
function createWhere(first: readonly Place[], { ctx, places }: Listening): Where {
  let here = new Map(first.map((place) => [place.id, place]))
  const refused = new Set<string>()
  let lookAt = ctx.clock.now() + LOOK_MS
  const channelOf = (event: Loose) => textOf(event['channel'])
  return {
    all: () => [...here.values()],
    name: (channel) => here.get(channel)?.name ?? null,
    hears: (event) => {
      const channel = channelOf(event)
      return event['type'] === 'message' && (channel === null || here.has(channel))
    },
    async look(told) {
      const isNew = told.some(({ event }) => {
        const channel = channelOf(event)
        return channel !== null && !here.has(channel) && !refused.has(channel)
      })
      if (!isNew && ctx.clock.now() < lookAt) return []
      lookAt = ctx.clock.now() + LOOK_MS
      const before = here
      here = new Map((await places()).map((place) => [place.id, place]))
      refused.clear()
      for (const { event } of told) {
        const channel = channelOf(event)
        if (channel !== null && !here.has(channel)) refused.add(channel)
      }
      return [...here.values()].filter(({ id }) => !before.has(id))
    },
  }
}
