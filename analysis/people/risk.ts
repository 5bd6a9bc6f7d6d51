import type { PeopleRules } from '../../core/people-rules.ts'
import { actOf } from './acts.ts'
import { type Contact, DAY_MS } from './history.ts'
import type { Score, Term } from './love.ts'
import type { ZoneDays } from './zone-days.ts'

const BAD: Readonly<Record<string, number>> = { leaving: 6, complaint: 4, blame: 2 }
const REMEMBERED_MS = 180 * DAY_MS
const MENDED = 0.25
const UNANSWERED = 2
const PATIENCE_MS = 2 * DAY_MS
const FORGOTTEN_MS = 30 * DAY_MS
const FEWEST_DAYS = 4
const LEAST_SILENCE_DAYS = 14
const SILENCE_FACTOR = 3
const SILENCE_MAX = 2
const SILENCE_BASE = 2 / 3
const SATURATION = 6

/** How likely a person is to leave: recent anger, questions left alone, silence against their own rhythm. */
export function scoreRisk(
  contacts: readonly Contact[],
  now: number,
  zone: ZoneDays,
  { risk }: PeopleRules,
): Score {
  const halfLifeMs = risk.halfLifeDays * DAY_MS
  const terms: Term[] = []
  for (const contact of contacts) {
    const age = now - contact.at
    const weight = BAD[actOf(contact) ?? ''] ?? 0
    if (weight > 0 && age <= REMEMBERED_MS)
      terms.push({
        what: contact.turnedRound ? 'a bad experience, mended' : 'a bad experience',
        points: weight * 0.5 ** (age / halfLifeMs) * (contact.turnedRound ? MENDED : 1),
        contacts: [contact.id],
      })
    const waits =
      contact.intents.includes('question') &&
      !(contact.answeredAt !== null && contact.answeredAt <= now)
    if (waits && age >= PATIENCE_MS && age <= FORGOTTEN_MS)
      terms.push({ what: 'a question left alone', points: UNANSWERED, contacts: [contact.id] })
  }
  const silence = scoreSilence(contacts, now, zone)
  if (silence !== null) terms.push(silence)
  const sum = terms.reduce((total, term) => total + term.points, 0)
  return { value: 100 * (1 - Math.exp(-sum / SATURATION)), terms }
}

/** `contacts` are in order of time. */
function scoreSilence(contacts: readonly Contact[], now: number, zone: ZoneDays): Term | null {
  const days = [...new Set(contacts.map((contact) => zone.dayOf(contact.at)))]
  const last = contacts.at(-1)
  if (days.length < FEWEST_DAYS || last === undefined) return null
  const numbers = days.map((day) => Date.parse(day) / DAY_MS)
  const usual = median(numbers.slice(1).map((day, i) => day - (numbers[i] ?? day)))
  const silent = (now - last.at) / DAY_MS
  const limit = SILENCE_FACTOR * usual
  if (silent <= LEAST_SILENCE_DAYS || silent <= limit) return null
  return {
    what: `silent for ${Math.floor(silent)} days, usually heard every ${usual}`,
    points: Math.min(SILENCE_MAX, SILENCE_BASE * (1 + Math.log2(silent / limit))),
    contacts: [last.id],
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2
}
