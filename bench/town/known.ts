import { type Contact, DAY_MS, type History } from '../../analysis/people/history.ts'
import { START } from './calendar.ts'
import type { Heard, Inhabitant } from './listen.ts'

const KIND = ['praise', 'thanks', 'recommendation'] as const

/** The epoch time of a day of the town. */
export function timeOf(day: number): number {
  return Math.round(START + day * DAY_MS)
}

/** What the desk would hold of somebody on a day: nothing of what came later, no purchase that is not linked. */
export function knownOn(who: Inhabitant, day: number): History {
  const now = timeOf(day)
  const heard = who.heard.filter(({ at }) => at <= now)
  const buys = who.isLinked ? who.buys.filter((buy) => buy.day <= day) : []
  const boughtAt = buys.filter(({ net }) => net > 0).map((buy) => timeOf(buy.day))
  return {
    contacts: heard.map((contact): Contact => {
      const answeredAt =
        contact.answeredAt !== null && contact.answeredAt <= now ? contact.answeredAt : null
      return { ...contact, answeredAt, turnedRound: isTurned(contact, answeredAt, heard, boughtAt) }
    }),
    purchases: buys.map((buy, n) => ({
      id: `p${n}`,
      paidAt: timeOf(buy.day),
      net: buy.net,
      test: buy.test,
      cancelled: buy.cancelled,
    })),
    activeSubscription:
      who.hasSubscription && buys.length > 0 && (who.leavesDay === null || day < who.leavesDay),
    keyAccountManager: who.hasManager ? 'Leo' : null,
    thankedAt: who.thankedDay !== null && who.thankedDay <= day ? timeOf(who.thankedDay) : null,
    ours: who.isRecognised,
  }
}

function isTurned(
  contact: Heard,
  answeredAt: number | null,
  heard: readonly Heard[],
  boughtAt: readonly number[],
): boolean {
  if (answeredAt === null || !contact.intents.includes('complaint')) return false
  return (
    boughtAt.some((at) => at > answeredAt) ||
    heard.some((later) => later.at > answeredAt && isKind(later))
  )
}

function isKind({ sure, sentiment, intents }: Heard): boolean {
  return sure && sentiment === 'positive' && KIND.some((intent) => intents.includes(intent))
}
