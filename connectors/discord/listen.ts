import type { Batch, Ctx, Item } from '../connector.ts'
import { catchUp } from './catch-up.ts'
import type { Asked } from './command.ts'
import { type DiscordCursor, hold, moveTo } from './cursor.ts'
import { createReactions } from './engagement.ts'
import type { Gateway, Happening } from './gateway.ts'
import { lookBack } from './look-back.ts'

type DiscordBatch = Batch & { cursor: DiscordCursor }

/** Where we stand; `behind` until the catch-up after a new session is done. */
interface Standing {
  at: DiscordCursor
  behind: boolean
}

/** As many messages as one transaction of the runner takes well. */
const BATCH = 200

/** Everything that happens at the gateway, in its order, with a catch-up after every break. */
export async function* follow(
  gateway: Gateway,
  from: DiscordCursor,
  ctx: Ctx,
): AsyncGenerator<DiscordBatch> {
  const reactions = createReactions(gateway.client.rest)
  const standing: Standing = { at: from, behind: true }
  while (true) {
    const happening = await gateway.next(reactions.dueAt())
    if (happening === null) return
    const counted = standing.behind ? [] : await reactions.due(ctx)
    if (counted.length > 0) yield { items: counted, cursor: standing.at, caughtUp: true }
    if (happening.kind === 'liked') reactions.note(happening)
    else yield* tell(happening, standing, gateway, ctx)
  }
}

async function* tell(
  happening: Exclude<Happening, { kind: 'liked' }>,
  standing: Standing,
  gateway: Gateway,
  ctx: Ctx,
): AsyncGenerator<DiscordBatch> {
  switch (happening.kind) {
    case 'lost':
      standing.behind = true
      return
    case 'unavailable':
      standing.at = hold(standing.at, happening.guildId)
      return
    case 'asked':
      yield* hearMember(happening.asked, standing)
      return
    case 'items': {
      const batch = takeWaiting(gateway, happening, standing.at)
      // A message that overtakes the catch-up must not carry the cursor over what is missing.
      if (!standing.behind) standing.at = batch.cursor
      yield { ...batch, cursor: standing.at, caughtUp: !standing.behind }
      return
    }
    case 'behind':
      for await (const batch of catchUp(gateway, standing.at, ctx)) {
        standing.at = batch.cursor
        yield batch
      }
      standing.behind = false
      for await (const items of lookBack(gateway, ctx))
        yield { items, cursor: standing.at, caughtUp: true }
      return
    case 'time':
      return
  }
}

async function* hearMember({ item, answer }: Asked, standing: Standing) {
  yield { items: item === null ? [] : [item], cursor: standing.at, caughtUp: !standing.behind }
  // Asked for more: it is stored.
  await answer()
}

interface Heard {
  items: Item[]
  newest: string | null
}

/** What has come in one batch; messages of other kinds of happening stay in their turn. */
function takeWaiting(
  gateway: Gateway,
  first: Heard,
  at: DiscordCursor,
): Batch & { cursor: DiscordCursor } {
  const items = [...first.items]
  let cursor = first.newest === null ? at : moveTo(at, first.newest)
  while (items.length < BATCH) {
    const more = gateway.takeHeard()
    if (more === null) break
    items.push(...more.items)
    if (more.newest !== null) cursor = moveTo(cursor, more.newest)
  }
  return { items, cursor, caughtUp: true }
}
