import { isNetwork, networkName } from '../core/network.ts'
import { calendarDate } from './words.ts'

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
  call: 'Call them. This is the second bad experience within a year.',
  mend: 'Mend what stands open, and ask afterwards whether all is well.',
  ask_how_it_goes: 'Ask how it is going. They have been quiet or unhappy.',
  thank: 'Thank them for speaking well of you.',
  invite: 'Invite them to something: a tasting, a preview, your shop.',
  ask_opinion: 'Ask for their opinion on something you plan.',
  tell_news: 'Tell them what is new.',
  ask_if_well: 'Ask whether all was well with their first order.',
  answer: 'Answer what they ask.',
}

/** "praise on facebook, 2026-11-15" as people say it; other terms are words already. */
export function termWords(what: string, now: number): string {
  const [, acts, network, day] = /^(.+) on ([a-z_]+), (\d{4}-\d{2}-\d{2})$/.exec(what) ?? []
  if (acts === undefined || network === undefined || day === undefined) return capital(what)
  return `${capital(acts)} ${placeOf(network)}, ${calendarDate(Date.parse(`${day}T12:00:00Z`), now, 'UTC')}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function placeOf(network: string): string {
  if (network === 'offline') return 'on the phone or in person'
  return `on ${isNetwork(network) ? networkName(network) : network}`
}
