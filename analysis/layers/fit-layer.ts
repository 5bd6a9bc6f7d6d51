import { minimise } from '../models/minimise.ts'
import { adjustShares, type LayerHead, logShare } from './brand-layer.ts'
import { type Ground, LAYER_COLUMNS } from './ground.ts'
import { addRow, packRows, scoreRow } from './layer-rows.ts'

/** What a person said of one post, for one head. */
export interface Lesson {
  /** Puts lessons into one order, however they were clicked. */
  key: string
  /** True class; for a yes-or-no head 1 is yes. */
  truth: number
  /** Shares of the trained head. */
  shares: readonly number[]
  ground: Pick<Ground, 'columns' | 'values'>
}

/** How a fitted head did on lessons it had not seen, against the trained head alone. */
export interface BackTest {
  lessons: number
  /** Mean over the classes of how many were judged right, 0 to 1. */
  before: number
  after: number
  holds: boolean
}

/** With fewer lessons a brand has no layer of its own. */
export const LEAST_LESSONS = 3
/** How far a score may move at most, and the number of lessons from which it is half as far. */
const FARTHEST = 3
const HALF_LESSONS = 50
/** Lessons that all say the same count as ten at most; each that says otherwise lets five more count. */
const ONE_SIDED = 10
const OTHERS_LET = 5
/** Pulls to the trained head that are tried with few lessons. */
const PULLS = [1, 3, 10] as const
/**
 * From so many lessons on a try tells less than chance does; then the pull is a share of the root of their number, which was
 * best for 500 and for 2,000 airline posts.
 */
const FEW_LESSONS = 200
const PULL_OF_MANY = 1 / 6
const BIAS_PULL = 2
const HEAVIEST = 4
/** At 1 all moods count alike, at 0 as often as they come. */
const RARE_COUNTS = 1.1
/** From so many lessons on it is chance where one measure gets a little worse while the other gets better. */
const MANY_LESSONS = 100
/** How much worse, in units of 1 / √lessons: a standard error of a share. */
const CHANCE = 0.5
const ROUNDS = 12
const TOLERANCE = 1e-2
const FOLDS = 5
const TINY = 1e-9

/**
 * A head's layer from what people said, tested on lessons that it had not seen; null where it did not do
 * as well as the trained head alone. The order of the lessons does not matter.
 */
export function fitHead(
  given: readonly Lesson[],
  classes: number,
): { head: LayerHead | null; test: BackTest } {
  const lessons = given.toSorted((a, b) => compare(a.key, b.key) || a.truth - b.truth)
  const tries = pullsOf(lessons.length).map((pull) => backTest(lessons, classes, pull))
  const best = tries.reduce((one, other) => (other.loss < one.loss ? other : one))
  const { pull, loss: _, ...test } = best
  return { head: test.holds ? fit(lessons, classes, pull) : null, test }
}

function pullsOf(lessons: number): readonly number[] {
  return lessons < FEW_LESSONS ? PULLS : [PULL_OF_MANY * Math.sqrt(lessons)]
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function fit(lessons: readonly Lesson[], classes: number, strength: number): LayerHead {
  const size = LAYER_COLUMNS * classes
  const point = new Float32Array(size + classes)
  const rows = packRows(lessons, classes)
  const weights = weightsOf(lessons, classes)
  const scores = new Float64Array(classes)
  minimise(
    (at, slope) => {
      slope.fill(0)
      let loss = pull(at, slope, size, strength)
      lessons.forEach(({ truth }, row) => {
        const weight = weights[row] ?? 0
        scoreRow(rows, row, at, scores)
        loss += weight * toErrors(scores, truth)
        for (let k = 0; k < classes; k += 1) scores[k] = (scores[k] ?? 0) * weight
        addRow(rows, row, slope, scores)
      })
      return loss
    },
    point,
    { iterations: ROUNDS, tolerance: TOLERANCE },
  )
  return {
    classes,
    bias: Array.from(point.subarray(size)),
    weights: held(point.subarray(0, size)),
    reach: reachOf(lessons, classes),
  }
}

/** Turns scores into share less truth, in place; returns the loss. */
function toErrors(scores: Float64Array, truth: number): number {
  if (scores.length === 1) {
    const share = 1 / (1 + Math.exp(-(scores[0] ?? 0)))
    scores[0] = share - truth
    return -Math.log(Math.max(TINY, truth === 1 ? share : 1 - share))
  }
  const most = Math.max(...scores)
  let sum = 0
  for (let k = 0; k < scores.length; k += 1) {
    const weight = Math.exp((scores[k] ?? 0) - most)
    scores[k] = weight
    sum += weight
  }
  for (let k = 0; k < scores.length; k += 1)
    scores[k] = (scores[k] ?? 0) / sum - (k === truth ? 1 : 0)
  return -Math.log(Math.max(TINY, (scores[truth] ?? 0) + 1))
}

function pull(at: Float32Array, slope: Float32Array, size: number, weight: number): number {
  let loss = 0
  for (let n = 0; n < at.length; n += 1) {
    const value = at[n] ?? 0
    if (value === 0) continue
    const strength = n < size ? weight : BIAS_PULL
    loss += 0.5 * strength * value * value
    slope[n] = (slope[n] ?? 0) + strength * value
  }
  return loss
}

function held(weights: Float32Array): Float32Array {
  return weights.map((weight) => Math.max(-HEAVIEST, Math.min(HEAVIEST, weight)))
}

/** A rare mood counts a little more than a common one, so that it is not swallowed; yes and no count as they come. */
function weightsOf(lessons: readonly Lesson[], classes: number): number[] {
  if (classes === 1) return lessons.map(() => 1)
  const counts = countsOf(lessons)
  const share = (truth: number) => (counts.get(truth) ?? 1) / lessons.length
  return lessons.map(({ truth }) => (classes * share(truth)) ** -RARE_COUNTS)
}

function countsOf(lessons: readonly Lesson[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { truth } of lessons) counts.set(truth, (counts.get(truth) ?? 0) + 1)
  return counts
}

/**
 * Ten wrong clicks on a mood move a score by a tenth of a unit, on a yes or no by half a unit, as "not us" has to be heard at once;
 * hundreds that weigh both sides may overrule it.
 */
function reachOf(lessons: readonly Lesson[], classes: number): number {
  const others = lessons.length - Math.max(0, ...countsOf(lessons).values())
  const counted = Math.min(lessons.length, ONE_SIDED + OTHERS_LET * others)
  const slowness = classes === 1 ? 1 : 2
  return (FARTHEST * counted ** slowness) / (counted ** slowness + HALF_LESSONS ** slowness)
}

/** Every lesson is judged by a layer that did not see it. */
function backTest(
  lessons: readonly Lesson[],
  classes: number,
  pull: number,
): BackTest & { pull: number; loss: number } {
  const before = createScore()
  const after = createScore()
  if (lessons.length >= LEAST_LESSONS) {
    const folds = Math.min(FOLDS, lessons.length)
    for (let fold = 0; fold < folds; fold += 1) {
      const head = fit(
        lessons.filter((_, at) => at % folds !== fold),
        classes,
        pull,
      )
      lessons.forEach((lesson, at) => {
        if (at % folds !== fold) return
        before.add(lesson.truth, lesson.shares)
        after.add(lesson.truth, adjustShares(head, lesson.shares, lesson.ground))
      })
    }
  }
  const righter = after.recall() - before.recall()
  const truer = before.loss() - after.loss()
  const holds =
    lessons.length >= LEAST_LESSONS &&
    Math.min(righter, truer) >= -allowance(lessons.length) &&
    Math.max(righter, truer) >= -TINY
  return {
    lessons: lessons.length,
    before: before.recall(),
    after: after.recall(),
    holds,
    pull,
    loss: after.loss(),
  }
}

/** By how much a back-test may be worse in one of its two measures. */
function allowance(lessons: number): number {
  return lessons < MANY_LESSONS ? TINY : CHANCE / Math.sqrt(lessons)
}

function createScore() {
  const seen = new Map<number, { n: number; right: number; loss: number }>()
  const mean = (of: (one: { n: number; right: number; loss: number }) => number) =>
    seen.size === 0 ? 0 : [...seen.values()].reduce((sum, one) => sum + of(one), 0) / seen.size
  return {
    add(truth: number, shares: readonly number[]) {
      const one = seen.get(truth) ?? { n: 0, right: 0, loss: 0 }
      seen.set(truth, one)
      one.n += 1
      const all = shares.length === 1 ? [1 - (shares[0] ?? 0), shares[0] ?? 0] : shares
      one.loss -= logShare(all[truth] ?? 0)
      if (all.indexOf(Math.max(...all)) === truth) one.right += 1
    },
    recall: () => mean(({ n, right }) => right / n),
    loss: () => mean(({ n, loss }) => loss / n),
  }
}
