import { type ActName, actOf, WEIGHTS } from './acts.ts'
import { type Contact, DAY_MS } from './history.ts'
import type { ZoneDays } from './zone-days.ts'

const DAY_LIMIT = 12
const HALF_LIFE_MS = 90 * DAY_MS
const VARIETY_MS = 180 * DAY_MS
const VARIETY_BONUS = 2
const SATURATION = 20

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

/** How much a person did for the brand: what they did each day, capped, fading with 90 days, with a bonus for variety. */
export function scoreLove(contacts: readonly Contact[], now: number, zone: ZoneDays): Score {
  const groups = new Map<string, { acts: ActName[]; ids: string[]; sum: number; at: number }>()
  const kinds = new Map<ActName, string>()
  for (const contact of contacts) {
    const act = actOf(contact)
    if (act === null) continue
    const key = `${contact.network}, ${zone.dayOf(contact.at)}`
    const group = groups.get(key) ?? { acts: [], ids: [], sum: 0, at: contact.at }
    groups.set(key, group)
    group.acts.push(act)
    group.ids.push(contact.id)
    group.sum += WEIGHTS[act]
    group.at = Math.max(group.at, contact.at)
    if (WEIGHTS[act] > 1 && now - contact.at <= VARIETY_MS) kinds.set(act, contact.id)
  }
  const terms: Term[] = [...groups].map(([key, group]) => ({
    what: `${[...new Set(group.acts)].join(', ')} on ${key}`,
    points: Math.max(-DAY_LIMIT, Math.min(DAY_LIMIT, group.sum)) * fade(now - group.at),
    contacts: group.ids,
  }))
  if (kinds.size >= 2)
    terms.push({
      what: `variety: ${[...kinds.keys()].join(', ')}`,
      points: VARIETY_BONUS * (kinds.size - 1),
      contacts: [...kinds.values()],
    })
  const sum = terms.reduce((total, term) => total + term.points, 0)
  return { value: 100 * (1 - Math.exp(-Math.max(0, sum) / SATURATION)), terms }
}

function fade(age: number): number {
  return 0.5 ** (age / HALF_LIFE_MS)
}
