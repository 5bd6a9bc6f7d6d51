import type { App } from '@slack/bolt'
import { claimCase } from '../../actions/claim-case.ts'
import type { ActionContext, Actor } from '../../actions/context.ts'
import { resolveByMark } from '../../actions/resolve-by-mark.ts'
import { RefusedError } from '../../core/errors.ts'
import { isAskMessage } from '../../db/unsure-posts.ts'
import { actorOf, type BotDeps } from '../deps.ts'

/** Eyes on a card claim its case, a check mark resolves it. */
const MARKS = new Map<string, (ctx: ActionContext, actor: Actor, caseId: number) => Promise<void>>([
  ['eyes', claimCase],
  ['white_check_mark', resolveByMark],
  ['heavy_check_mark', resolveByMark],
])

const WHICH_POST =
  'This message is about several posts. Say with their buttons what each of them is.'

/** Marks on cards. On anything else, and from anybody else, a mark is only a mark. */
export function registerReact(app: App, deps: BotDeps): void {
  app.event('reaction_added', async ({ event, client }) => {
    const act = MARKS.get(event.reaction)
    if (act === undefined || event.item.type !== 'message') return
    const { channel, ts } = event.item
    const row = await deps.reader.kysely
      .selectFrom('case')
      .select('id')
      .where('slack_ts', '=', ts)
      .where('channel', '=', channel)
      .executeTakeFirst()
    const tell = async (text: string) => {
      await client.chat
        .postEphemeral({ channel, user: event.user, text })
        .catch((cause: unknown) => deps.log.warn({ error: cause }, 'could not answer a mark'))
    }
    if (row === undefined) {
      if (await isAskMessage(deps.ctx.db.kysely, channel, ts)) await tell(WHICH_POST)
      return
    }
    const actor = await actorOf(deps, event.user)
    if (typeof actor === 'string') return
    try {
      await act(deps.ctx, actor, row.id)
      deps.wake()
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      await tell(error.message)
    }
  })
}
