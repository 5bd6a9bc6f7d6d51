import type { Intent } from '../../core/judgement.ts'
import type { PeopleRules } from '../../core/people-rules.ts'
import { type Contact, YEAR_MS } from './history.ts'
import type { ZoneDays } from './zone-days.ts'

const KIND: readonly Intent[] = ['praise', 'recommendation', 'thanks']

/** Said for the brand, without a complaint in it. */
export function isKind({ sure, sentiment, intents }: Contact): boolean {
  const isGood = sure && sentiment === 'positive' && !intents.includes('complaint')
  return isGood && intents.some((intent) => KIND.includes(intent))
}

/** Whether somebody was kind more often than unhappy within the year before a time: trolls are not. */
export function speaksMoreFor(contacts: readonly Contact[], at: number): boolean {
  let balance = 0
  for (const contact of contacts) {
    if (!isThisYear(contact, at)) continue
    if (isKind(contact)) balance += 1
    else if (contact.sure && contact.sentiment === 'negative') balance -= 1
  }
  return balance > 0
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

function sortsOf({ sure, sentiment, intents, helped, network }: Contact): string[] {
  if (!sure || sentiment === 'negative') return []
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
