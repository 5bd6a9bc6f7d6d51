import type { Features } from '../understand/featurise.ts'
import type { Head, Model, Weighed } from './model.ts'
import { toProbabilities } from './probabilities.ts'
import { feelingHead, signalOf } from './signal.ts'

/** What every head says of one post; the ground for a brand's own corrections to build on. */
export interface PostScores {
  /** Features with what each counts; overwritten by the next post. */
  weighed: Weighed
  /** Measured numbers, then the scores of the general heads. */
  dense: Float32Array
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
  const run = (head: Head | undefined, feeds: boolean) => {
    if (head === undefined) return
    const scores = Array.from(head.score(weighed, dense.subarray(0, filled)))
    raw.set(head.name, scores)
    shares.set(head.name, toProbabilities(head.kind, scores, head.calibration))
    if (!feeds) return
    const signal = signalOf(head.kind, scores)
    dense.set(signal, filled)
    filled += signal.length
  }
  for (const name of model.header.rounds.first) run(model.heads.get(name), true)
  run(model.heads.get(feelingHead(lang)), true)
  for (const name of model.header.rounds.mention) run(model.heads.get(name), false)
  return { weighed, dense, raw, shares }
}
