import type { Network } from '../../core/network.ts'
import { type Calendar, createCalendar, DAYS } from './calendar.ts'
import { type Chance, createChance } from './chance.ts'
import { liveAsLeaving, liveAsReturning } from './complainers.ts'
import { liveAsFan, liveAsRegular } from './customers.ts'
import { type Inhabitant, listen } from './listen.ts'
import {
  liveAsBot,
  liveAsCompetitor,
  liveAsHunter,
  liveAsInfluencer,
  liveAsStaff,
  liveAsTroll,
} from './outsiders.ts'
import {
  type Kind,
  type Life,
  POPULATION,
  type Remark,
  type Resident,
  type Said,
} from './resident.ts'

const LIVES: Record<Kind, (chance: Chance, calendar: Calendar) => Life> = {
  regular: liveAsRegular,
  fan: liveAsFan,
  returning_complainer: liveAsReturning,
  leaving_complainer: liveAsLeaving,
  giveaway_hunter: liveAsHunter,
  bot: liveAsBot,
  troll: liveAsTroll,
  influencer: liveAsInfluencer,
  staff: liveAsStaff,
  competitor: liveAsCompetitor,
}
const NETWORKS: Partial<Record<Network, number>> = {
  instagram: 28,
  facebook: 22,
  google_business: 13,
  x: 11,
  reddit: 8,
  bluesky: 6,
  youtube: 4,
  mastodon: 3,
  trustpilot: 3,
  discord: 2,
}
const CUSTOMERS: readonly Kind[] = ['regular', 'fan', 'returning_complainer', 'leaving_complainer']
/** How many are joined to their purchases: by the loyalty app, the web shop or a member of staff. */
const LINKED: Partial<Record<Kind, number>> = { fan: 0.6, giveaway_hunter: 0.5, staff: 0.7 }
const LINKED_USUALLY = 0.55
/** How many the brand knows for what they are. */
const RECOGNISED: Partial<Record<Kind, number>> = { bot: 0.6, competitor: 0.5, staff: 0.7 }
const FOLLOWERS: Partial<Record<Kind, number>> = {
  influencer: 25_000,
  competitor: 900,
  bot: 120,
  fan: 320,
}

/** The whole town, the same for the same seed. */
export function createTown(seed: number): Inhabitant[] {
  const chance = createChance(seed)
  const calendar = createCalendar(chance)
  const residents = (Object.keys(POPULATION) as Kind[]).flatMap((kind) =>
    Array.from({ length: POPULATION[kind] }, (_, n) => settleIn(chance, calendar, kind, n)),
  )
  return listen(chance, residents)
}

function settleIn(chance: Chance, calendar: Calendar, kind: Kind, n: number): Resident {
  const life = LIVES[kind](chance, calendar)
  const isCustomer = CUSTOMERS.includes(kind)
  const homes = [chance.weighted(NETWORKS), chance.weighted(NETWORKS)]
  const remarks = life.remarks
    .filter(({ day }) => day >= 0 && day < DAYS)
    .map((said) => fillIn(chance, said, kind, isCustomer, homes))
    .sort((a, b) => a.day - b.day)
  const basket = chance.skewed(1800, 0.5)
  const isLinked = chance.happens(LINKED[kind] ?? LINKED_USUALLY)
  const isThanked = remarks.length > 3 && chance.happens(kind === 'fan' ? 0.3 : 0.05)
  return {
    id: `${kind}-${n}`,
    kind,
    followers: chance.happens(0.2) ? null : Math.round(chance.skewed(FOLLOWERS[kind] ?? 180, 1.1)),
    remarks,
    buys: life.buys
      .filter((day) => day >= 0 && day < DAYS)
      .map((day) => ({
        day,
        net: chance.happens(0.02) ? 0 : Math.round(chance.skewed(basket, 0.4)),
        test: false,
        cancelled: chance.happens(0.01),
      })),
    isLinked,
    hasSubscription: isCustomer && isLinked && chance.happens(kind === 'fan' ? 0.2 : 0.08),
    hasManager: isCustomer && isLinked && chance.happens(0.04),
    thankedDay: isThanked ? chance.between(DAYS / 3, DAYS) : null,
    isRecognised: chance.happens(RECOGNISED[kind] ?? 0),
    leavesDay: life.leavesDay,
  }
}

function fillIn(
  chance: Chance,
  said: Said,
  kind: Kind,
  isCustomer: boolean,
  homes: readonly Network[],
): Remark {
  const network =
    isCustomer && chance.happens(0.06) ? 'offline' : chance.happens(0.75) ? homes[0] : homes[1]
  const intents = said.intents ?? []
  const answer = intents.includes('complaint')
    ? kind === 'leaving_complainer'
      ? 0.45
      : 0.65
    : intents.includes('question')
      ? 0.6
      : said.mood === 'positive'
        ? 0.25
        : 0.05
  return {
    sarcastic: false,
    isAsked: false,
    saysPrize: false,
    isAnswer: false,
    template: null,
    isStray: false,
    ...said,
    intents,
    network: network ?? 'feed',
    answeredDay: chance.happens(answer) ? said.day + chance.skewed(0.4, 1.2) : null,
  }
}
