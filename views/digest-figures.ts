import { beforeWords } from './digest-verdict.ts'
import type { DigestView } from './digest-view.ts'
import { points } from './feeling-words.ts'

/** One of the five numbers: what it is, how it was a week before, and how many it rests on. */
export interface DigestFigure {
  name: string
  value: string
  change: string
  of: string
  /** The rows behind it, on the desk. */
  href: string
}

/** No percentage of fewer (wish 19 of the owners). */
const ENOUGH = 20

/** Mentions, net feeling, complaints, the typical first answer, complaints turned around. */
export function digestFigures(view: DigestView): DigestFigure[] {
  return [mentions(view), netFeeling(view), complaints(view), firstAnswer(view), turnedAround(view)]
}

function mentions({ facts, judged }: DigestView): DigestFigure {
  const { feeling, feelingBefore } = judged
  const total = feeling.n + feeling.counts.unsure
  const before = feelingBefore.n + feelingBefore.counts.unsure
  return {
    name: 'Mentions',
    value: number(total),
    change: moreOrFewer(total, before, beforeWords(facts)),
    of: `${number(feeling.counts.negative)} unhappy, ${number(feeling.counts.neutral)} neutral, ${number(feeling.counts.positive)} happy, ${number(feeling.counts.unsure)} unsure`,
    href: '/feeling',
  }
}

function netFeeling({ facts, judged: { feeling, feelingBefore } }: DigestView): DigestFigure {
  const { net, interval, n } = feeling
  return {
    name: 'Net feeling',
    value: net === null ? 'not known' : points(net),
    change:
      feelingBefore.net === null
        ? `not known ${beforeWords(facts)}`
        : `${points(feelingBefore.net)} ${beforeWords(facts)}, n = ${number(feelingBefore.n)}`,
    of:
      net === null
        ? 'n = 0'
        : `between ${points(interval.low)} and ${points(interval.high)}, n = ${number(n)}`,
    href: '/feeling',
  }
}

function complaints({ facts }: DigestView): DigestFigure {
  const { came, cameBefore, closed, open } = facts.complaints
  return {
    name: 'Complaints',
    value: `${number(came)} came in`,
    change: moreOrFewer(came, cameBefore, beforeWords(facts)),
    of: `${number(closed)} closed, ${number(open)} open now`,
    href: '/cases?kind=complaint',
  }
}

function firstAnswer({ facts }: DigestView): DigestFigure {
  const { n, typicalMin, inTime, nBefore, typicalMinBefore } = facts.answers
  return {
    name: 'Typical first answer',
    value: typicalMin === null ? 'none given' : minutes(typicalMin),
    change:
      typicalMinBefore === null
        ? `none given ${beforeWords(facts)}`
        : `${minutes(typicalMinBefore)} ${beforeWords(facts)}, n = ${number(nBefore)}`,
    of: n === 0 ? 'n = 0' : `${number(inTime)} of ${number(n)} in time`,
    href: '/cases',
  }
}

function turnedAround({ facts }: DigestView): DigestFigure {
  const { turned, of, turnedBefore, ofBefore } = facts.turned
  const share = of < ENOUGH ? 'too few for a percentage' : `${Math.round((100 * turned) / of)} %`
  return {
    name: 'Turned around',
    value: of === 0 ? 'none answered' : `${number(turned)} of ${number(of)}`,
    change:
      ofBefore === 0
        ? `none a week before`
        : `${number(turnedBefore)} of ${number(ofBefore)} a week before`,
    of: `complaints answered in 30 days${of === 0 ? '' : `, ${share}`}`,
    href: '/cases',
  }
}

function moreOrFewer(now: number, before: number, than: string): string {
  if (now === before) return `as many as ${than}`
  const difference = number(Math.abs(now - before))
  return `${difference} ${now > before ? 'more' : 'fewer'} than ${than}`
}

function minutes(n: number): string {
  if (n < 120) return `${number(n)} min`
  const hours = Math.round(n / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

function number(n: number): string {
  return n.toLocaleString('en-GB')
}
