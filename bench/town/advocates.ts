import type { History } from '../../analysis/people/history.ts'
import { rankOfAdvocate } from '../../analysis/people/rank-advocates.ts'
import { assessPerson, type Standing } from '../../analysis/people/standing.ts'
import { DAYS } from './calendar.ts'
import { knownOn, timeOf } from './known.ts'
import type { Inhabitant } from './listen.ts'
import type { Kind } from './resident.ts'
import { isAdvocate } from './truth.ts'
import { YARDSTICKS } from './yardsticks.ts'

const TOP = 50
const MONTH_DAYS = 30
const ZONE = 'UTC'
const STRANGERS: readonly Kind[] = ['troll', 'giveaway_hunter', 'influencer', 'bot', 'competitor']

/** How well the fifty dearest people of a town are chosen. */
export interface AdvocateFigures {
  /** True advocates among the fifty, of fifty: an empty place is no hit. */
  precision: number
  /** How many the program names at all, and how many of these are true. */
  named: number
  namedRight: number
  trueAdvocates: number
  precisionByYardstick: readonly { name: string; precision: number }[]
  /** Who stands among the fifty without being an advocate, by kind. */
  wrong: readonly string[]
  strangers: readonly StrangerFigures[]
}

/** How many of a kind that must never be an advocate were named one, in any month of the second year. */
export interface StrangerFigures {
  kind: Kind
  all: number
  named: number
  /** Not with the badge, but as advocates who buy. */
  namedProved: number
  namedOnLastDay: number
}

interface Candidate {
  who: Inhabitant
  history: History
}

/**
 * On the town's last day: those whom the program calls advocate, then those with purchase unknown, each by love,
 * ties by name. A yardstick ranks everybody but those that are recognised as the brand's own, a bot or a rival.
 */
export function measureAdvocates(town: readonly Inhabitant[]): AdvocateFigures {
  const day = DAYS
  const now = timeOf(day)
  const candidates = town
    .map((who) => ({ who, history: knownOn(who, day) }))
    .filter(({ history }) => history.contacts.length + history.purchases.length > 0)
  const named = rank(candidates, ({ history }) => rankOfAdvocate(assessPerson(history, now, ZONE)))
  const isTrue = ({ who }: Candidate) => isAdvocate(who, day)
  const top = named.slice(0, TOP)
  return {
    precision: top.filter(isTrue).length / TOP,
    named: named.length,
    namedRight: named.filter(isTrue).length,
    trueAdvocates: town.filter((who) => isAdvocate(who, day)).length,
    precisionByYardstick: YARDSTICKS.map(({ name, measure }) => {
      const others = candidates.filter(({ history }) => !history.ours)
      const dearest = rank(others, ({ who, history }) => measure(history, now, who)).slice(0, TOP)
      return { name, precision: dearest.filter(isTrue).length / TOP }
    }),
    wrong: top.filter((candidate) => !isTrue(candidate)).map(({ who }) => who.kind),
    strangers: STRANGERS.map((kind) =>
      measureStrangers(
        kind,
        town.filter((who) => who.kind === kind),
      ),
    ),
  }
}

function rank(
  candidates: readonly Candidate[],
  measure: (candidate: Candidate) => number | null,
): Candidate[] {
  return candidates
    .flatMap((candidate) => {
      const value = measure(candidate)
      return value === null ? [] : [{ candidate, value }]
    })
    .sort((a, b) => b.value - a.value || (a.candidate.who.id < b.candidate.who.id ? -1 : 1))
    .map(({ candidate }) => candidate)
}

function nameOf(standing: Standing | null): 'proved' | 'unproved' | null {
  if (standing === null) return null
  if (standing.stage.stage === 'advocate') return 'proved'
  return standing.isAdvocateUnproved ? 'unproved' : null
}

function measureStrangers(kind: Kind, strangers: readonly Inhabitant[]): StrangerFigures {
  const names = strangers.map((who) => {
    const months: (string | null)[] = []
    for (let day = DAYS; day > DAYS / 2; day -= MONTH_DAYS)
      months.push(nameOf(assessPerson(knownOn(who, day), timeOf(day), ZONE)))
    return months
  })
  return {
    kind,
    all: strangers.length,
    named: names.filter((months) => months.some((name) => name !== null)).length,
    namedProved: names.filter((months) => months.includes('proved')).length,
    namedOnLastDay: names.filter(([last]) => last !== null).length,
  }
}
