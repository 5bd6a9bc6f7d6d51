import type { App, BlockAction, ButtonAction, StaticSelectAction, webApi } from '@slack/bolt'
import { BLIND_ANSWERS, drawCheck, judgeBlind } from '../../actions/blind-check.ts'
import type { Actor } from '../../actions/context.ts'
import { measureAccuracy } from '../../analysis/figures/accuracy.ts'
import { messageOf, RefusedError } from '../../core/errors.ts'
import { brandsOfChannel } from '../../db/commands.ts'
import { countAnswers, readCheck } from '../../db/feedback.ts'
import { checkDialog } from '../../views/check-dialog.ts'
import { shownPost } from '../../views/check-page.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { actorOf, type BotDeps } from '../deps.ts'
import { tellIn } from '../tell.ts'

/** An agency has many brands, and the dialog must come at once. */
const MOST_DRAWN = 10

/** `/earshot check`: opens the game for a brand of the channel of which posts are left. */
export async function openCheck(
  deps: BotDeps,
  typed: { channel: string; triggerId: string; client: webApi.WebClient },
): Promise<null> {
  const brands = await brandsOfChannel(deps.reader.kysely, typed.channel)
  const brandId = await nextToCheck(
    deps,
    brands.map(({ id }) => id),
  )
  if (brandId === null) throw new RefusedError('no_brand', 'No brand is set up yet.')
  const view = await drawGame(deps, brandId, null)
  await typed.client.views.open({ trigger_id: typed.triggerId, view })
  return null
}

/** The weekly blind check in Slack: the button on Home, and one press a post. */
export function registerCheck(app: App, deps: BotDeps): void {
  app.action<BlockAction>('check.start', async ({ ack, body, client }) => {
    await ack()
    const triggerId = body.trigger_id
    const actor = await actorOf(deps, body.user.id)
    if (typeof actor === 'string') return tellIn(client, triggerId, actor)
    try {
      await openCheck(deps, { channel: '', triggerId, client })
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      await tellIn(client, triggerId, error.message)
    }
  })

  app.action<BlockAction<StaticSelectAction>>(
    'check.brand',
    async ({ ack, action, body, client }) => {
      await ack()
      const { view } = body
      const actor = await actorOf(deps, body.user.id)
      if (view === undefined || typeof actor === 'string') return
      const dialog = await drawGame(deps, action.selected_option.value, null)
      await client.views.update({ view_id: view.id, hash: view.hash, view: dialog })
    },
  )

  app.action<BlockAction<ButtonAction>>(
    /^check\.answer\./,
    async ({ ack, action, body, client }) => {
      await ack()
      const { view } = body
      const actor = await actorOf(deps, body.user.id)
      if (view === undefined) return
      const { brandId } = JSON.parse(view.private_metadata) as { brandId: string }
      const fault = typeof actor === 'string' ? actor : await judge(deps, actor, brandId, action)
      try {
        const dialog = await drawGame(deps, brandId, fault)
        await client.views.update({ view_id: view.id, hash: view.hash, view: dialog })
      } catch (error) {
        // Pressed twice: the first press has drawn the next post already.
        deps.log.warn({ error: messageOf(error) }, 'the check was not drawn again')
      }
    },
  )
}

/** Null where it was written down; otherwise why not. */
async function judge(
  deps: BotDeps,
  actor: Actor,
  brandId: string,
  action: ButtonAction,
): Promise<string | null> {
  const answer = BLIND_ANSWERS.find((one) => action.action_id === `check.answer.${one}`)
  if (answer === undefined) return 'Choose one of the answers.'
  try {
    await judgeBlind(deps.ctx, actor, { brandId, mentionId: Number(action.value), answer })
    return null
  } catch (error) {
    if (error instanceof RefusedError) return error.message
    deps.log.error({ error }, 'a judgement was not stored')
    return 'That did not work, and nothing was stored. Please try again.'
  }
}

/** The first brand whose week has posts left to judge, else the first; null where there is none. */
async function nextToCheck(deps: BotDeps, ids: readonly string[]): Promise<string | null> {
  for (const id of ids.slice(0, MOST_DRAWN)) {
    const week = await drawCheck(deps.ctx, id)
    if ((await readCheck(deps.reader.kysely, id, week)).next !== null) return id
  }
  return ids[0] ?? null
}

async function drawGame(deps: BotDeps, brandId: string, fault: string | null): Promise<Dialog> {
  const db = deps.reader.kysely
  const week = await drawCheck(deps.ctx, brandId)
  const brands = await db.selectFrom('brand').select(['id', 'name']).orderBy('id').execute()
  const brand = brands.find(({ id }) => id === brandId)
  const { drawn, judged, next } = await readCheck(db, brandId, week)
  const answers = await countAnswers(db, brandId)
  const page = {
    brandId,
    brandName: brand?.name ?? 'the brand',
    drawn,
    judged,
    next: next === null ? null : shownPost(next),
    blind: measureAccuracy(answers, true),
    corrected: measureAccuracy(answers, false),
    fault,
  }
  return checkDialog(page, brands)
}
