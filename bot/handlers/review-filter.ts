import type { App, ButtonAction } from '@slack/bolt'
import { decideTightening } from '../../actions/tighten-filter.ts'
import { RefusedError } from '../../core/errors.ts'
import { readTightening } from '../../db/tightenings.ts'
import { filterDialog } from '../../views/filter-dialog.ts'
import { actorOf, type BotDeps } from '../deps.ts'
import { inTime } from '../in-time.ts'
import { tellAlone } from '../tell.ts'

/** The tighter filter of a digest: a press shows its back-test, an owner's submit applies it. */
export function registerFilter(app: App, deps: BotDeps): void {
  app.action('filter.review', async ({ ack, action, body, client, respond }) => {
    await ack()
    const tell = (text: string) => tellAlone(respond, deps.log, text)
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return tell(actor)
    const id = Number((action as ButtonAction).value)
    const triggerId = 'trigger_id' in body ? body.trigger_id : ''
    const filter = Number.isSafeInteger(id) ? await readTightening(deps.ctx.db.kysely, id) : null
    if (filter?.state === 'open')
      await client.views.open({ trigger_id: triggerId, view: filterDialog(filter, null) })
    else if (filter === null) await tell('This filter is no longer there.')
    else await tell(`This filter is ${filter.state} already.`)
  })

  app.view('filter.review.submit', async ({ ack, body, view }) => {
    const { id } = JSON.parse(view.private_metadata) as { id: number }
    const filter = await readTightening(deps.reader.kysely, id)
    try {
      await inTime(deps, body.user.id, ({ ctx }, actor) =>
        decideTightening(ctx, actor, { id, apply: true }),
      )
    } catch (error) {
      const isRefused = error instanceof RefusedError
      if (!isRefused) deps.log.error({ error }, 'a filter was not applied')
      const fault = isRefused ? error.message : 'That did not work, and nothing was changed.'
      if (filter === null) return ack()
      return ack({ response_action: 'update', view: filterDialog(filter, fault) })
    }
    await ack()
  })
}
