import type { App, ButtonAction } from '@slack/bolt'
import { decideTightening } from '../../actions/tighten-filter.ts'
import { RefusedError } from '../../core/errors.ts'
import { readTightening } from '../../db/tightenings.ts'
import { filterDialog } from '../../views/filter-dialog.ts'
import { isId, readCarried } from '../carried.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import { inTime } from '../in-time.ts'

/** The tighter filter of a digest: a press shows its back-test, an owner's submit applies it. */
export function registerFilter(app: App, deps: BotDeps): void {
  app.action('filter.review', async ({ ack, action, body, client }) => {
    await ack()
    await staffOf(deps, body.user.id)
    const id = Number((action as ButtonAction).value)
    const triggerId = 'trigger_id' in body ? body.trigger_id : ''
    const filter = isId(id) ? await readTightening(deps.ctx.db.kysely, id) : null
    if (filter === null) throw new RefusedError('no_filter', 'This filter is no longer there.')
    if (filter.state !== 'open')
      throw new RefusedError('decided', `This filter is ${filter.state} already.`)
    await client.views.open({ trigger_id: triggerId, view: filterDialog(filter, null) })
  })

  app.view('filter.review.submit', async ({ ack, body, view }) => {
    const { id } = readCarried(view, { id: isId })
    const filter = await readTightening(deps.reader.kysely, id)
    try {
      await inTime(deps, body.user.id, ({ ctx }, actor) =>
        decideTightening(ctx, actor, { id, apply: true }),
      )
    } catch (error) {
      if (!(error instanceof RefusedError) || filter === null) throw error
      return ack({ response_action: 'update', view: filterDialog(filter, error.message) })
    }
    await ack()
  })
}
