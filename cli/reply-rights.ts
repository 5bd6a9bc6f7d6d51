import type { Connector } from '../connectors/connector.ts'
import type { WordCount } from '../core/check-words.ts'
import type { Clock } from '../core/clock.ts'
import { directRight } from '../core/direct-right.ts'
import { networkName } from '../core/network.ts'
import type { Way } from '../core/reply-way.ts'
import type { CaseFacts } from '../db/case-facts.ts'
import type { CaseView } from '../views/case-view.ts'

/** What a case's network allows, as its connector knows it. */
export interface ReplyRights {
  replyRight(facts: CaseFacts): CaseView['reply']
  countReply(facts: CaseFacts, text: string, way?: Way): WordCount
}

/** Rights by connection; `accounts` holds the names answers stand under. */
export function createReplyRights(
  connectorOf: (connectionId: string) => Connector | null,
  accounts: ReadonlyMap<string, string>,
  clock: Clock,
): ReplyRights {
  return {
    replyRight(facts) {
      const connector = connectorOf(facts.connectionId)
      const { url } = facts.replyTarget
      const right = connector?.canReply(facts.replyTarget) ?? true
      if (right !== true) return { may: false, why: right.no, openUrl: right.openUrl }
      if (connector?.reply === undefined)
        return {
          may: false,
          why: 'This source is read only. Answer where it was posted.',
          openUrl: url,
        }
      const until = connector.replyUntil?.(facts.replyTarget) ?? null
      if (until !== null && until <= clock.now())
        return {
          may: false,
          why: `${networkName(facts.network)} takes no answer to this post any more: its time is over.`,
          openUrl: url,
        }
      const mayDirect = directRight(connector, facts.replyTarget) === true
      const account = accounts.get(facts.connectionId) ?? 'your account'
      return { may: true, account, until, mayDirect }
    },
    countReply(facts, text, way = 'public') {
      const connector = connectorOf(facts.connectionId)
      if (way === 'direct')
        return { length: [...text].length, max: connector?.direct?.maxChars ?? null, cost: null }
      const length = connector?.countReply?.(text) ?? [...text].length
      const max = connector?.capabilities().maxReplyChars ?? null
      return { length, max, cost: connector?.replyCost?.(text) ?? null }
    },
  }
}
