import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { setOwnSettings } from '../../actions/set-own-settings.ts'
import { RefusedError } from '../../core/errors.ts'
import { readHome } from '../../db/home.ts'
import { homeSection } from '../../views/home.ts'
import { settingsDialog } from '../../views/settings-dialog.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import { pick, typed } from '../form.ts'
import type { HomeBook } from '../home-book.ts'
import { inTime } from '../in-time.ts'

/** The Home tab: drawn when it is opened; a section alone; one's own settings. */
export function registerHome(app: App, deps: BotDeps, homes: HomeBook): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await homes.show(event.user)
  })

  app.action<BlockAction<ButtonAction>>(/^home\.(more|all)$/, async ({ ack, action, body }) => {
    await ack()
    await homes.show(body.user.id, homeSection(action.value ?? ''))
  })

  app.action<BlockAction>('home.settings', async ({ ack, body, client }) => {
    await ack()
    const actor = await staffOf(deps, body.user.id)
    const { reader, ctx } = deps
    const facts = await readHome(reader.kysely, actor.staffId, ctx.clock.now())
    if (facts === null) return
    await client.views.open({ trigger_id: body.trigger_id, view: settingsDialog(facts) })
  })

  app.view('home.settings.submit', async ({ ack, body, view }) => {
    const digest = pick(view, 'digest') ?? 'off'
    const settings = { zone: typed(view, 'zone'), quiet: typed(view, 'quiet'), digest }
    try {
      await inTime(deps, body.user.id, ({ ctx }, actor) => setOwnSettings(ctx, actor, settings))
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      const field = ['zone', 'digest'].find((one) => one === error.code) ?? 'quiet'
      return ack({ response_action: 'errors', errors: { [field]: error.message } })
    }
    await ack()
    await homes.show(body.user.id)
  })
}
