import { type Contact, DAY_MS, type History, type Purchase } from '../../analysis/people/history.ts'
import type { Intent } from '../../core/judgement.ts'
import type { Inhabitant } from './listen.ts'

/** A simpler number for a person, as others use it; the higher, the dearer. */
export interface Yardstick {
  name: string
  measure: (history: History, now: number, who: Inhabitant) => number
  /** Where the same number, over a quarter's rows alone, is better said otherwise. */
  measureQuarter?: (history: History) => number
}

/** Orbit's first model scores acts from 1 to 10 and leaves the choice to its user; this is ours. */
const ORBIT_SCORES: Record<Intent, number> = {
  recommendation: 8,
  praise: 6,
  thanks: 5,
  suggestion: 5,
  purchase_intent: 3,
  question: 3,
  complaint: 2,
  churn_threat: 1,
}
const ORBIT_ANSWER = 7
const ORBIT_PURCHASE = 5
const ORBIT_MENTION = 1
const ORBIT_RECENT_MS = 90 * DAY_MS
const ENOUGH_MENTIONS = 3

export const YARDSTICKS: readonly Yardstick[] = [
  { name: 'mention count', measure: ({ contacts }) => contacts.length },
  { name: 'follower count', measure: (_history, _now, { followers }) => followers ?? 0 },
  { name: 'Orbit v1 love', measure: (history, now) => measureOrbitLove(history.contacts, [], now) },
  {
    name: 'Orbit v1 love with purchases',
    measure: ({ contacts, purchases }, now) => measureOrbitLove(contacts, purchases, now),
  },
  {
    name: 'mean sentiment',
    measure: (history) => measureMeanSentiment(history, ENOUGH_MENTIONS) ?? -2,
    measureQuarter: (history) => measureMeanSentiment(history, 1) ?? 0,
  },
]

/** The best recent act; all acts together part those that tie. */
function measureOrbitLove(
  contacts: readonly Contact[],
  purchases: readonly Purchase[],
  now: number,
): number {
  const acts = [
    ...contacts.map(({ at, intents, helped }) => ({
      at,
      score: Math.max(
        ORBIT_MENTION,
        helped ? ORBIT_ANSWER : 0,
        ...intents.map((intent) => ORBIT_SCORES[intent]),
      ),
    })),
    ...purchases.map(({ paidAt }) => ({ at: paidAt, score: ORBIT_PURCHASE })),
  ]
  const recent = acts.filter(({ at }) => at > now - ORBIT_RECENT_MS)
  const all = acts.reduce((sum, { score }) => sum + score, 0)
  return Math.max(0, ...recent.map(({ score }) => score)) + all / 1e6
}

/** Of everybody with moods enough; the number of mentions parts those that tie. */
function measureMeanSentiment({ contacts }: History, enough: number): number | null {
  const moods = contacts.filter(({ sure, sentiment }) => sure && sentiment !== 'unsure')
  if (moods.length < enough) return null
  const sum = moods.reduce(
    (total, { sentiment }) =>
      total + (sentiment === 'positive' ? 1 : sentiment === 'negative' ? -1 : 0),
    0,
  )
  return sum / moods.length + moods.length / 1e6
}
