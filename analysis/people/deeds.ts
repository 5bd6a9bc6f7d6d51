import type { Intent } from '../../core/judgement.ts'
import type { PeopleRules } from '../../core/people-rules.ts'
import { type Contact, YEAR_MS } from './history.ts'
import type { ZoneDays } from './zone-days.ts'

/** So many kind words have to stand against each one for a prize. */
const PER_PRIZE = 2
const KIND: readonly Intent[] = ['praise', 'recommendation', 'thanks']

/** Said for the brand, without a complaint in it and not for a prize. */
export function isKind({ sure, sentiment, intents, forPrize }: Contact): boolean {
  const isGood = sure && sentiment === 'positive' && !forPrize && !intents.includes('complaint')
  return isGood && intents.some((intent) => KIND.includes(intent))
}

/**
 * Whether somebody was kind more often than unhappy within the year before a time, and more often than for a prize: trolls
 * are not, nor are those who are kind where there is something to win.
 */
export function speaksMoreFor(contacts: readonly Contact[], at: number): boolean {
  let kind = 0
  let unhappy = 0
  let forPrize = 0
  for (const contact of contacts) {
    if (!isThisYear(contact, at)) continue
    if (isKind(contact)) kind += 1
    else if (contact.forPrize) forPrize += 1
    else if (contact.sure && contact.sentiment === 'negative') unhappy += 1
  }
  return kind > unhappy && kind > PER_PRIZE * forPrize
}

/**
 * Whether somebody does more than praise: within the year before a time, deeds of several sorts on several days.
 * Who only wants to win something praises, and neither thanks nor helps nor comes by.
 */
export function showsDeeds(
  contacts: readonly Contact[],
  at: number,
  zone: ZoneDays,
  { stages }: PeopleRules,
): boolean {
  const sorts = new Set<string>()
  const days = new Set<string>()
  for (const contact of contacts) {
    if (!isThisYear(contact, at)) continue
    const own = sortsOf(contact)
    for (const sort of own) sorts.add(sort)
    if (own.length > 0) days.add(zone.dayOf(contact.at))
  }
  return sorts.size >= stages.deedSorts && days.size >= stages.deedDays
}

function sortsOf({ sure, sentiment, intents, helped, forPrize, network }: Contact): string[] {
  if (!sure || sentiment === 'negative' || forPrize) return []
  return [
    ...(intents.includes('thanks') ? ['thanks'] : []),
    ...(helped ? ['help'] : []),
    ...(intents.includes('suggestion') ? ['idea'] : []),
    ...(network === 'offline' ? ['in person'] : []),
  ]
}

function isThisYear(contact: Contact, at: number): boolean {
  return contact.at <= at && contact.at >= at - YEAR_MS
}
