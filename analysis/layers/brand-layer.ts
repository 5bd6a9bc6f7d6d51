import type { Ground } from './ground.ts'

/** One head of a layer: what it adds to the scores of the trained head, by column and class. */
export interface LayerHead {
  /** Classes of the head; 1 for a head that says yes or no. */
  classes: number
  bias: readonly number[]
  weights: Float32Array
  /** How far it may move a score, from how many corrections it rests on. */
  reach: number
}

/** What a brand's own corrections add to the trained model; nothing where it has none. */
export interface BrandLayer {
  /** The weights it was fitted on; it says nothing about others. */
  model: string
  heads: ReadonlyMap<string, LayerHead>
}

const LEAST_SHARE = 1e-4

/** A trained head's shares after the brand's corrections; the same where there are none. */
export function adjustShares(
  head: LayerHead | undefined,
  shares: readonly number[],
  ground: Pick<Ground, 'columns' | 'values'>,
): readonly number[] {
  if (head === undefined) return shares
  const moves = movesOf(head, ground)
  return head.classes === 1
    ? shares.map((share, k) => (k === 0 ? toShare(logit(share) + (moves[0] ?? 0)) : share))
    : softmax(shares.map((share, k) => logShare(share) + (moves[k] ?? 0)))
}

/** What the layer adds to each class's score: centred, and never further than its reach. */
function movesOf(head: LayerHead, { columns, values }: Pick<Ground, 'columns' | 'values'>) {
  const { classes, weights, bias, reach } = head
  const moves = Array.from(bias)
  for (let at = 0; at < columns.length; at += 1) {
    const base = (columns[at] ?? 0) * classes
    const value = values[at] ?? 0
    for (let k = 0; k < classes; k += 1)
      moves[k] = (moves[k] ?? 0) + value * (weights[base + k] ?? 0)
  }
  const middle = classes === 1 ? 0 : moves.reduce((sum, move) => sum + move, 0) / classes
  return moves.map((move) => Math.max(-reach, Math.min(reach, move - middle)))
}

/** Log-odds of a share, held away from certainty. */
export function logit(share: number): number {
  return logShare(share) - logShare(1 - share)
}

/** Logarithm of a share, held away from nothing. */
export function logShare(share: number): number {
  return Math.log(Math.max(LEAST_SHARE, share))
}

function toShare(score: number): number {
  return 1 / (1 + Math.exp(-score))
}

/** Shares that add up to one, from scores. */
function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores)
  const weights = scores.map((score) => Math.exp(score - most))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}
