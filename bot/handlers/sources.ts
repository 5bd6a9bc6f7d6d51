import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { checkSource } from '../../actions/check-source.ts'
import { monthOf } from '../../core/month.ts'
import { readSources } from '../../db/figures.ts'
import { sourcesDialog } from '../../views/sources-dialog.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import { tellAlone } from '../tell.ts'

const ASKED =
  'Earshot looks at it again now. When it is well, the message about it says so by itself.'

/** What can be pressed about a source: look at it now, and how all of them are. */
export function registerSources(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>('source.check', async ({ ack, action, body, respond }) => {
    await ack()
    const actor = await staffOf(deps, body.user.id)
    await checkSource(deps.ctx, actor, String(action.value))
    await tellAlone(respond, deps.log, ASKED)
  })

  app.action<BlockAction>('source.list', async ({ ack, body, client }) => {
    await ack()
    await staffOf(deps, body.user.id)
    const now = deps.ctx.clock.now()
    const sources = await readSources(deps.reader.kysely, monthOf(now))
    const brand = await deps.reader.kysely
      .selectFrom('brand')
      .select('zone')
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst()
    const view = sourcesDialog(sources, now, brand?.zone ?? 'UTC')
    await client.views.open({ trigger_id: body.trigger_id, view })
  })
}
