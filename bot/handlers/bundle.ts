import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { readHeld, readHome } from '../../db/home.ts'
import { heldAnswer } from '../../views/command-answers.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import { tellAlone } from '../tell.ts'

/** The cases behind a message that speaks of many, for whoever asks, soonest due first. */
export function registerBundle(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>('bundle.list', async ({ ack, body, respond }) => {
    await ack()
    const actor = await staffOf(deps, body.user.id)
    const db = deps.reader.kysely
    const now = deps.ctx.clock.now()
    const me = await readHome(db, actor.staffId, now)
    const held = await readHeld(db, body.channel?.id ?? '')
    const answer = heldAnswer(held, now, me?.zone ?? 'UTC', me?.role ?? 'viewer')
    await tellAlone(respond, deps.log, answer)
  })
}
