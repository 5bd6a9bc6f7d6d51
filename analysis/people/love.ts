import type { PeopleRules } from '../../core/people-rules.ts'
import { type ActName, actOf } from './acts.ts'
import { type Contact, DAY_MS } from './history.ts'
import type { ZoneDays } from './zone-days.ts'

const VARIETY_MS = 180 * DAY_MS
const VARIETY_BONUS = 2
const SATURATION = 20
const MOST_NAMED = 20

/** One summand of a score, with the contacts that it rests on. */
export interface Term {
  what: string
  points: number
  contacts: readonly string[]
}

export interface Score {
  /** 0 to 100. */
  value: number
  terms: readonly Term[]
}

/** How much a person did for the brand: what they did each day, capped, fading with time, with a bonus for variety. */
export function scoreLove(
  contacts: readonly Contact[],
  now: number,
  zone: ZoneDays,
  { weights, love }: PeopleRules,
): Score {
  const groups = new Map<string, { acts: ActName[]; ids: string[]; sum: number; at: number }>()
  const kinds = new Map<ActName, string>()
  const forPrize: string[] = []
  for (const contact of contacts) {
    const act = actOf(contact)
    if (contact.forPrize) forPrize.push(contact.id)
    if (act === null) continue
    const key = `${contact.network}, ${zone.dayOf(contact.at)}`
    const group = groups.get(key) ?? { acts: [], ids: [], sum: 0, at: contact.at }
    groups.set(key, group)
    group.acts.push(act)
    group.ids.push(contact.id)
    group.sum += weights[act]
    group.at = Math.max(group.at, contact.at)
    if (weights[act] > 1 && now - contact.at <= VARIETY_MS) kinds.set(act, contact.id)
  }
  const terms: Term[] = [...groups].map(([key, group]) => ({
    what: `${[...new Set(group.acts)].join(', ')} on ${key}`,
    points:
      Math.max(-love.perDay, Math.min(love.perDay, group.sum)) *
      0.5 ** ((now - group.at) / (love.halfLifeDays * DAY_MS)),
    contacts: group.ids,
  }))
  if (kinds.size >= 2)
    terms.push({
      what: `variety: ${[...kinds.keys()].join(', ')}`,
      points: VARIETY_BONUS * (kinds.size - 1),
      contacts: [...kinds.values()],
    })
  if (forPrize.length > 0)
    terms.push({
      what: 'for a prize, counts nothing',
      points: 0,
      contacts: forPrize.slice(-MOST_NAMED),
    })
  const sum = terms.reduce((total, term) => total + term.points, 0)
  return { value: 100 * (1 - Math.exp(-Math.max(0, sum) / SATURATION)), terms }
}
