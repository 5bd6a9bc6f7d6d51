import type { ActionContext, Actor } from '../actions/context.ts'
import type { Logger } from '../core/logger.ts'
import type { CaseFacts } from '../db/case-facts.ts'
import type { CaseView } from '../views/case-view.ts'

/** Everything the handlers may touch. */
export interface BotDeps {
  ctx: ActionContext & { openCode: (sealed: string) => string }
  log: Logger
  replyRight(facts: CaseFacts): CaseView['reply']
  /** Length of a text as the case's network counts it, and its limit. */
  countReply(facts: CaseFacts, text: string): { length: number; max: number | null }
  /** Wakes the outbox after a press, so that nobody waits for its next round. */
  wake(): void
}

/** The member of staff behind a Slack user; null for strangers, guests and people of other workspaces. */
export async function actorOf(deps: BotDeps, slackUserId: string): Promise<Actor | null> {
  const row = await deps.ctx.db.kysely
    .selectFrom('staff')
    .select('id')
    .where('slack_user_id', '=', slackUserId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : { staffId: row.id, surface: 'slack' }
}

export const NOT_STAFF = 'You are not on the Earshot team yet. Ask an owner to add you in Settings.'
