import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { readHeld, readHome } from '../../db/home.ts'
import { heldAnswer, linesAnswer } from '../../views/command-answers.ts'
import { actorOf, type BotDeps } from '../deps.ts'
import { tellAlone } from '../tell.ts'

/** The cases behind a message that speaks of many, for whoever asks, soonest due first. */
export function registerBundle(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>('bundle.list', async ({ ack, body, respond }) => {
    await ack()
    await tellAlone(respond, deps.log, await draw(body.user.id, body.channel?.id ?? ''))
  })

  async function draw(userId: string, channel: string) {
    const actor = await actorOf(deps, userId)
    if (typeof actor === 'string') return linesAnswer([[{ text: actor }]])
    const db = deps.reader.kysely
    const now = deps.ctx.clock.now()
    const me = await readHome(db, actor.staffId, now)
    const held = await readHeld(db, channel)
    return heldAnswer(held, now, me?.zone ?? 'UTC', me?.role ?? 'viewer')
  }
}
