import type { ActionContext, Actor } from '../actions/context.ts'
import type { Drafter } from '../actions/suggest-draft.ts'
import type { WordCount } from '../core/check-words.ts'
import { RefusedError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Way } from '../core/reply-way.ts'
import { mayDo, type Role, type StaffAction } from '../core/staff.ts'
import type { WriteRules } from '../db/batch-writer/changes.ts'
import type { CaseFacts } from '../db/case-facts.ts'
import type { Reader } from '../db/reader.ts'
import type { CaseView } from '../views/case-view.ts'

/** Everything the handlers may touch. */
export interface BotDeps {
  ctx: ActionContext & {
    openCode: (sealed: string) => string
    fingerprint: (plain: string) => string
  }
  log: Logger
  /** Short reads beside the connection that writes: a dialog must not wait for somebody else's transaction. */
  reader: Pick<Reader, 'kysely' | 'dialect'>
  /** Reads that may take long, on the thread of the pages. */
  archive: Pick<Reader, 'kysely' | 'dialect'>
  /** What the settings say of new cases now: promises, channels, routing. */
  rules(): WriteRules
  replyRight(facts: CaseFacts): CaseView['reply']
  /** Length of a text as the case's network counts it, its limit, and what it costs. */
  countReply(facts: CaseFacts, text: string, way?: Way): WordCount
  /** Wakes the outbox after a press, so that nobody waits for its next round. */
  wake(): void
  /** Whether Slack calls this person a full member of our workspace; guests and outsiders never act. */
  isMember(slackUserId: string): Promise<boolean | 'unknown'>
  /** A machine that drafts answers, where the settings name one. */
  drafter: Drafter | null
  /** How long the answer to a submitted dialog may take. */
  answerWithinMs: number
}

/** The member of staff behind a Slack user; otherwise why they may not act, in a sentence for them. */
export async function actorOf(deps: BotDeps, slackUserId: string): Promise<Actor | string> {
  const row = await deps.reader.kysely
    .selectFrom('staff')
    .select('id')
    .where('slack_user_id', '=', slackUserId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return NOT_STAFF
  const isMember = await deps.isMember(slackUserId)
  if (isMember === 'unknown') return NOT_ASKED
  return isMember ? { staffId: row.id, surface: 'slack' } : NOT_MEMBER
}

/** The member of staff behind a Slack user; RefusedError, in a sentence for them, where they may not act. */
export async function staffOf(deps: BotDeps, slackUserId: string): Promise<Actor> {
  const actor = await actorOf(deps, slackUserId)
  if (typeof actor === 'string') throw new RefusedError('not_staff', actor)
  return actor
}

/** Whether somebody's role lets them do something now: a dialog shows no more; the action asks again. */
export async function mayNow(
  { reader }: Pick<BotDeps, 'reader'>,
  { staffId }: Actor,
  action: StaffAction,
): Promise<boolean> {
  const row = await reader.kysely
    .selectFrom('staff')
    .select('role')
    .where('id', '=', staffId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined && mayDo(row.role as Role, action)
}

const NOT_STAFF =
  'You are not on the Earshot team yet. Ask an owner to add you under “staff” in the settings file.'
const NOT_MEMBER = 'Guests and people of other companies cannot act here. Nothing was changed.'
const NOT_ASKED =
  'Slack did not tell us who you are just now. Nothing was changed; please try again.'
