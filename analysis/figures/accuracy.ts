import { type Interval, wilson } from './intervals.ts'

/** How many answers of one kind stood up when a person looked. */
export interface CountedAnswers {
  head: string
  source: string
  said: string
  truth: string
  n: number
}

export interface Share {
  right: number
  n: number
  interval: Interval
}

/** How often we were right where a person looked: about us at all, and in which mood. */
export interface Accuracy {
  relevance: Share
  sentiment: Share
}

/**
 * Precision of "about us" and accuracy of mood; `blind` counts only posts that were judged without seeing
 * our answer. Where we said that we are unsure we said nothing that could be wrong.
 */
export function measureAccuracy(rows: readonly CountedAnswers[], blind: boolean): Accuracy {
  const seen = rows.filter(
    ({ source, said }) => (source === 'blind') === blind && said !== 'unsure',
  )
  return {
    relevance: share(seen.filter(({ head, said }) => head === 'relevance' && said === 'relevant')),
    sentiment: share(seen.filter(({ head }) => head === 'sentiment')),
  }
}

function share(rows: readonly CountedAnswers[]): Share {
  const sum = (list: readonly CountedAnswers[]) => list.reduce((all, { n }) => all + n, 0)
  const n = sum(rows)
  const right = sum(rows.filter(({ said, truth }) => said === truth))
  return { right, n, interval: wilson(right, n) }
}
