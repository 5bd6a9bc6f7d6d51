import type { App, BlockAction, ButtonAction, StaticSelectAction, webApi } from '@slack/bolt'
import { BLIND_ANSWERS, drawCheck, judgeBlind } from '../../actions/blind-check.ts'
import type { Actor } from '../../actions/context.ts'
import { measureAccuracy } from '../../analysis/figures/accuracy.ts'
import { RefusedError } from '../../core/errors.ts'
import { brandsOfChannel } from '../../db/commands.ts'
import { countAnswers, readCheck } from '../../db/feedback.ts'
import { checkDialog } from '../../views/check-dialog.ts'
import { shownPost } from '../../views/check-page.ts'
import type { Dialog } from '../../views/dialogs.ts'
import { isId, isText, readCarried } from '../carried.ts'
import { type BotDeps, staffOf } from '../deps.ts'
import { dialogOf } from '../form.ts'
import { drawAnew } from '../tell.ts'

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
    await staffOf(deps, body.user.id)
    await openCheck(deps, { channel: '', triggerId: body.trigger_id, client })
  })

  app.action<BlockAction<StaticSelectAction>>(
    'check.brand',
    async ({ ack, action, body, client }) => {
      await ack()
      const view = dialogOf(body)
      await staffOf(deps, body.user.id)
      const dialog = await drawGame(deps, action.selected_option?.value ?? '', null)
      await drawAnew(client, deps.log, view, dialog)
    },
  )

  app.action<BlockAction<ButtonAction>>(
    /^check\.answer\./,
    async ({ ack, action, body, client }) => {
      await ack()
      const view = dialogOf(body)
      const actor = await staffOf(deps, body.user.id)
      const { brandId } = readCarried(view, { brandId: isText })
      const fault = await judge(deps, actor, brandId, action)
      await drawAnew(client, deps.log, view, await drawGame(deps, brandId, fault))
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
  const mentionId = Number(action.value)
  if (answer === undefined || !isId(mentionId)) return 'Choose one of the answers.'
  try {
    await judgeBlind(deps.ctx, actor, { brandId, mentionId, answer })
    return null
  } catch (error) {
    if (error instanceof RefusedError) return error.message
    throw error
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
  const brands = await brandsOfChannel(db, '')
  const brand = brands.find(({ id }) => id === brandId)
  if (brand === undefined) throw new RefusedError('no_brand', 'This brand is no longer there.')
  const week = await drawCheck(deps.ctx, brandId)
  const { drawn, judged, next } = await readCheck(db, brandId, week)
  const answers = await countAnswers(db, brandId)
  const page = {
    brandId,
    brandName: brand.name,
    drawn,
    judged,
    next: next === null ? null : shownPost(next),
    blind: measureAccuracy(answers, true),
    corrected: measureAccuracy(answers, false),
    fault,
  }
  return checkDialog(page, brands)
}
