import type { App, BlockAction, ButtonAction, webApi } from '@slack/bolt'
import { type BlindAnswer, drawCheck, judgeBlind } from '../../actions/blind-check.ts'
import type { Actor } from '../../actions/context.ts'
import { measureAccuracy } from '../../analysis/figures/accuracy.ts'
import { messageOf, RefusedError } from '../../core/errors.ts'
import { MOODS } from '../../core/feedback.ts'
import { brandsOfChannel } from '../../db/commands.ts'
import { countAnswers, readCheck } from '../../db/feedback.ts'
import { checkDialog } from '../../views/check-dialog.ts'
import { shownPost } from '../../views/check-page.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { actorOf, type BotDeps } from '../deps.ts'
import { tellIn } from '../tell.ts'

const ANSWERS: readonly BlindAnswer[] = [...MOODS, 'not_us', 'cannot_tell']

/** `/earshot check`: opens the game for the brand of the channel. */
export async function openCheck(
  deps: BotDeps,
  typed: { channel: string; triggerId: string; client: webApi.WebClient },
): Promise<null> {
  const [brand] = await brandsOfChannel(deps.reader.kysely, typed.channel)
  if (brand === undefined) throw new RefusedError('no_brand', 'No brand is set up yet.')
  const view = await drawGame(deps, brand.id, null)
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
  const answer = ANSWERS.find((one) => action.action_id === `check.answer.${one}`)
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

async function drawGame(deps: BotDeps, brandId: string, fault: string | null): Promise<Dialog> {
  const db = deps.reader.kysely
  const week = await drawCheck(deps.ctx, brandId)
  const brand = await db
    .selectFrom('brand')
    .select('name')
    .where('id', '=', brandId)
    .executeTakeFirst()
  const { drawn, judged, next } = await readCheck(db, brandId, week)
  const answers = await countAnswers(db, brandId)
  const page = {
    brandName: brand?.name ?? 'the brand',
    drawn,
    judged,
    next: next === null ? null : shownPost(next),
    blind: measureAccuracy(answers, true),
    corrected: measureAccuracy(answers, false),
    fault,
  }
  return checkDialog(page, brandId)
}
