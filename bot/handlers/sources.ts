import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { checkSource } from '../../actions/check-source.ts'
import type { Actor } from '../../actions/context.ts'
import { messageOf, RefusedError } from '../../core/errors.ts'
import { monthOf } from '../../core/month.ts'
import { readSources } from '../../db/figures.ts'
import { sourcesDialog } from '../../views/sources-dialog.ts'
import { actorOf, type BotDeps } from '../deps.ts'
import { tellAlone } from '../tell.ts'

const ASKED =
  'Earshot looks at it again now. When it is well, the message about it says so by itself.'
const FAILED = 'That did not work, and nothing was changed. Please try again.'

/** What can be pressed about a source: look at it now, and how all of them are. */
export function registerSources(app: App, deps: BotDeps): void {
  app.action<BlockAction<ButtonAction>>('source.check', async ({ ack, action, body, respond }) => {
    await ack()
    const actor = await actorOf(deps, body.user.id)
    const said = typeof actor === 'string' ? actor : await check(actor, action.value ?? '')
    await tellAlone(respond, deps.log, said)
  })

  app.action<BlockAction>('source.list', async ({ ack, body, client, respond }) => {
    await ack()
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return tellAlone(respond, deps.log, actor)
    const now = deps.ctx.clock.now()
    const sources = await readSources(deps.reader.kysely, monthOf(now))
    const brand = await deps.reader.kysely
      .selectFrom('brand')
      .select('zone')
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst()
    await client.views
      .open({
        trigger_id: body.trigger_id,
        view: sourcesDialog(sources, now, brand?.zone ?? 'UTC'),
      })
      .catch((error: unknown) =>
        deps.log.warn({ error: messageOf(error) }, 'the sources were not shown'),
      )
  })

  async function check(actor: Actor, sourceId: string): Promise<string> {
    try {
      await checkSource(deps.ctx, actor, sourceId)
      return ASKED
    } catch (error) {
      if (error instanceof RefusedError) return error.message
      deps.log.error({ error }, 'a source was not looked at')
      return FAILED
    }
  }
}
