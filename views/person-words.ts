import { isNetwork, networkName } from '../core/network.ts'
import { calendarDate, count } from './words.ts'

/** The rungs of the ladder, lowest first, as people read them. */
export const STAGE_NAMES: Readonly<Record<string, string>> = {
  prospect: 'Prospect',
  first_time: 'First-time customer',
  repeat: 'Repeat customer',
  client: 'Client',
  advocate: 'Advocate',
}

/** What to do next, as people read it. */
export const STEPS: Readonly<Record<string, string>> = {
  call: 'Call them. They were let down more than once within a year.',
  mend: 'Mend what stands open, and ask afterwards whether all is well.',
  ask_how_it_goes: 'Ask how it is going. They have been quiet or unhappy.',
  thank: 'Thank them for speaking well of you.',
  invite: 'Invite them to something: a tasting, a preview, your shop.',
  ask_opinion: 'Ask for their opinion on something you plan.',
  tell_news: 'Tell them what is new.',
  ask_if_well: 'Ask whether all was well with their first order.',
  answer: 'Answer what they ask.',
}

/** Why somebody stands lower than before, by the rung that they left. */
export const LEFT_BECAUSE: Readonly<Record<string, string>> = {
  advocate: 'They spoke well of you less often, or something stood open.',
  client: 'They bought less often within a year, or nobody looks after them any more.',
  repeat: 'They bought less often within a year.',
  first_time: 'No order of theirs counts any more.',
}

/** So many bad experiences, in three or four words. */
export function letDown(strikes: number): string {
  return `Let down ${['', 'once', 'twice'][strikes] || count(strikes, 'time')}`
}

/** By when a step is due; whatever is due now or late is for today. */
export function dueDay(at: number, now: number, zone: string): string {
  const day = calendarDate(at, now, zone)
  return at <= now || day === calendarDate(now, now, zone) ? 'today' : `by ${day}`
}

/** What a stage rests on, in numbers; null where on nothing that was said or bought. */
export function restsWords({ said, orders }: { said: number; orders: number }): string | null {
  const parts = [
    ...(said === 0 ? [] : [`${count(said, 'thing')} they said`]),
    ...(orders === 0 ? [] : [count(orders, 'order')]),
  ]
  return parts.length === 0 ? null : parts.join(' and ')
}

/** "praise on facebook, 2026-11-15" as people say it; other terms are words already. */
export function termWords(what: string, now: number): string {
  const [, acts, network, day] = /^(.+) on ([a-z_]+), (\d{4}-\d{2}-\d{2})$/.exec(what) ?? []
  if (acts === undefined || network === undefined || day === undefined) return capital(what)
  return `${capital(acts)} ${placeOf(network)}, ${calendarDate(Date.parse(`${day}T12:00:00Z`), now, 'UTC')}`
}

/** With a capital letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function placeOf(network: string): string {
  if (network === 'offline') return 'on the phone or in person'
  return `on ${isNetwork(network) ? networkName(network) : network}`
}
