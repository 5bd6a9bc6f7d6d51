import { signed } from './words.ts'

/** How people feel in some time, as the analysis worked it out; shares run from −1 to 1. */
export interface ShownFeeling {
  counts: { negative: number; neutral: number; positive: number; unsure: number }
  /** Share of happy less share of unhappy; null without a sure post. */
  net: number | null
  /** 95 %. */
  interval: { low: number; high: number }
  /** Posts it rests on: unsure ones are left out. */
  n: number
  /** False where a share of so few posts would say too much. */
  isEnough: boolean
}

/** A share in points, "+12". */
export function points(share: number): string {
  return signed(Math.round(100 * share))
}

/** Net feeling with its interval and n, in a sentence. */
export function netWords({ net, interval, n }: ShownFeeling): string {
  return net === null
    ? 'Nothing clear was said yet.'
    : `Net feeling ${points(net)}, between ${points(interval.low)} and ${points(interval.high)}, n = ${n}.`
}

/** One sentence on how people feel, honest about few posts. */
export function verdict(
  { counts, net, interval, n, isEnough }: ShownFeeling,
  when: string,
): string {
  if (net === null) return `Nobody has said anything clear ${when}.`
  if (!isEnough)
    return `Only ${n === 1 ? '1 clear post' : `${n} clear posts`} ${when}: ${counts.positive} happy, ${counts.negative} unhappy. Too few for a trend.`
  if (interval.low > 0) return `People are happier than not ${when}.`
  if (interval.high < 0) return `People are more unhappy than happy ${when}.`
  return `Happy and unhappy posts balance ${when}; the difference could be chance.`
}

const CHANGES = {
  better: 'People are happier than in the week before.',
  worse: 'People are less happy than in the week before.',
  same: 'The last seven days do not differ from the week before by more than chance.',
  too_few: 'There are too few posts to compare this week with the week before.',
} as const

/** How the last seven days compare with the seven before, in a sentence. */
export function changeWords(change: keyof typeof CHANGES): string {
  return CHANGES[change]
}
