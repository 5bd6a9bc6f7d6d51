import type { DigestFacts } from '../core/digest.ts'
import type { DigestWords } from '../core/digest-words.ts'
import type { HealthState } from '../core/health.ts'
import { cleanName, clip } from '../core/hostile-text.ts'
import { networkName } from '../core/network.ts'
import type { Part } from './card.ts'
import { staffPart } from './case-lines.ts'
import type { DigestView } from './digest-view.ts'
import { count, dayTime } from './words.ts'

/** People with something in common. */
export interface PeopleLine {
  label: string
  people: readonly { id: number; name: string }[]
  /** More than are named. */
  more: number
}

/** A post in its author's words. */
export interface Quote {
  who: string
  text: string
  url: string | null
}

const NAMED = 5
const NAME_MAX = 40
const QUOTE_MAX = 300
const GAPS = 4
/** No percentage of fewer (wish 19 of the owners). */
const ENOUGH = 20

const PEOPLE: readonly (readonly [keyof DigestFacts['people'], string])[] = [
  ['advocates', 'New advocates'],
  ['up', 'Moved up'],
  ['out', 'Had a second bad experience'],
  ['atRisk', 'At risk'],
  ['down', 'Moved down'],
  ['thanksDue', 'Thanks are due to'],
]

/** Who moved, who may leave, whom to thank; nobody where nobody did. */
export function peopleLines(facts: DigestFacts, words: DigestWords): PeopleLine[] {
  return PEOPLE.flatMap(([key, label]): PeopleLine[] => {
    const known = facts.people[key].flatMap((id) => {
      const name = words.people.get(id)
      return name === undefined
        ? []
        : [{ id, name: cleanName(name, NAME_MAX) || 'somebody unnamed' }]
    })
    return known.length === 0
      ? []
      : [{ label, people: known.slice(0, NAMED), more: Math.max(0, known.length - NAMED) }]
  })
}

/** A quoted post; null where there is none, or its author removed it since. */
export function quoteOf(id: number | null, words: DigestWords): Quote | null {
  const quote = id === null ? undefined : words.quotes.get(id)
  if (quote === undefined) return null
  const name = (quote.who === null ? '' : cleanName(quote.who, NAME_MAX)) || 'Somebody unnamed'
  return {
    who: `${name} on ${networkName(quote.network)}`,
    text: clip(quote.text, QUOTE_MAX),
    url: quote.url,
  }
}

/** Colleagues whom customers praised. */
export function kudosLine(facts: DigestFacts, words: DigestWords): Part[] | null {
  const praised = facts.kudos.flatMap(({ staffId, n }, i): Part[] => {
    const staff = words.staff.get(staffId)
    if (staff === undefined) return []
    const times = n === 1 ? '' : ` (${n} times)`
    return [
      ...(i === 0 ? [] : [{ text: ', ' }]),
      staffPart({ id: staffId, ...staff }),
      { text: times },
    ]
  })
  return praised.length === 0 ? null : [{ text: 'Customers praised ' }, ...praised, { text: '.' }]
}

/** Where people talk about shops, whether or not we can listen there; named where we do not. */
const PLACES = [
  ...(['google_business', 'instagram', 'facebook', 'x', 'reddit', 'youtube'] as const).map(
    networkName,
  ),
  'TikTok',
]

const LISTENS: ReadonlySet<HealthState> = new Set(['live', 'quiet', 'catching_up', 'rate_limited'])
const TROUBLE: Readonly<Partial<Record<HealthState, string>>> = {
  starting: 'is only starting',
  catching_up: 'is still catching up',
  quiet: 'is quieter than usual',
  rate_limited: 'waits, as the network asked',
  degraded: 'is in trouble and tries again',
  needs_login: 'needs a new login',
  paused: 'is paused, because the month’s budget is used up',
  failed: 'has stopped',
}

/** How well we hear and judge, and what we did not hear. */
export function healthLines({ facts, judged }: DigestView): {
  health: string[]
  unseen: string[]
} {
  const { sources } = facts
  const listening = sources.filter(({ state }) => LISTENS.has(state)).length
  const health = [
    sources.length === 0
      ? 'No source is connected.'
      : `${listening} of ${count(sources.length, 'source')} ${listening === 1 ? 'listens' : 'listen'}.`,
    ...sources.flatMap(({ id, network, state }) => {
      const words = TROUBLE[state]
      return words === undefined
        ? []
        : [`${networkName(network)} (${cleanName(id, NAME_MAX)}) ${words}.`]
    }),
    ...precisionWords(facts, judged),
    ...cardWords(facts),
  ]
  return { health: health.slice(0, 12), unseen: unseenLines(facts) }
}

function precisionWords(facts: DigestFacts, { precision }: DigestView['judged']): string[] {
  const { right, n, interval } = precision
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const lines =
    n === 0
      ? []
      : [
          `${right} of ${count(n, 'checked post')} ${right === 1 ? 'was' : 'were'} about you${n < ENOUGH ? '' : ` (${percent(right / n)}, very likely between ${percent(interval.low)} and ${percent(interval.high)})`}.`,
        ]
  const { corrected } = facts
  return corrected.n === 0 ? lines : [...lines, `You corrected ${count(corrected.n, 'reading')}.`]
}

/** Cards and what became of them, a channel each where there are several. */
function cardWords({ cards }: DigestFacts): string[] {
  if (cards.length === 0) return ['No card was shown.']
  return cards.slice(0, 4).map(({ channel, shown, acted }) => {
    const where =
      cards.length === 1
        ? ''
        : channel === ''
          ? 'On the desk: '
          : `${cleanName(channel, NAME_MAX)}: `
    return `${where}${count(shown, 'card')} shown, ${acted} acted on.`
  })
}

function unseenLines({ gaps, sources, zone, to }: DigestFacts): string[] {
  const lines = gaps.slice(0, GAPS).map((gap) => {
    const [from, until] = [dayTime(gap.from, to, zone), dayTime(gap.to, to, zone)]
    return `${networkName(gap.network)} (${cleanName(gap.id, NAME_MAX)}) was not heard from ${from} to ${until}${gap.isFilled ? ', and has been caught up' : ''}.`
  })
  if (gaps.length > GAPS) lines.push(`${count(gaps.length - GAPS, 'further gap')}.`)
  const heard = new Set(sources.map(({ network }) => networkName(network)))
  const deaf = PLACES.filter((place) => !heard.has(place))
  const elsewhere =
    deaf.length === 0
      ? ''
      : ` Not connected: ${deaf.join(', ')}; what is said there is not counted.`
  lines.push(
    heard.size === 0
      ? 'We hear nothing at all.'
      : `We listen on ${[...heard].join(', ')}.${elsewhere}`,
  )
  return lines
}
