import { type Head, openHead } from '../models/model.ts'
import type { HeadHeader, TableHeader } from '../models/weights-file.ts'
import type { Rarity } from '../understand/rarity.ts'
import { calibrate, type Scored } from './calibrate.ts'
import { type Space, toRows, widthOf } from './corpus.ts'
import type { Example, HeadSpec } from './examples.ts'
import { type Library, weighedOf } from './library.ts'
import { type Fitted, fitLogistic, scoresOf, type Task, UNKNOWN } from './logistic.ts'
import { type Body, quantise } from './quantise.ts'
import type { Lean } from './word-table.ts'

/** A row that the head never learnt from, with its raw scores. */
export interface Held extends Scored {
  example: Example
}

export interface TrainedHead {
  header: HeadHeader
  head: Head
  /** Measured on the check rows, or fold by fold where there are none. */
  held: readonly Held[]
}

/** Where a post's numbers tell how its words lean. They were learnt from the rows of the general heads, which would trust
 * them too much: such a head learns without them, and is told of its own ones afterwards. */
export interface HeadLeanings {
  from: number
  to: number
  lean: Lean | undefined
}

const SIGN_BITS = 13
const ITERATIONS = 50
const TOLERANCE = 3e-3
/** What the leanings of words count beside the rest of a head that they speak of. */
const OF_LEANINGS = 0.4

/** Learns a head, puts it into small numbers, and calibrates it on rows it never saw. */
export function trainHead(
  library: Library,
  rarity: Rarity,
  spec: HeadSpec,
  body: Body,
  foldOf: (group: string) => number,
  folds: number,
  leanings: HeadLeanings | null = null,
): TrainedHead {
  const numbers = spec.train.map(({ input }) => library.add(input))
  const dense = library.corpus.dense[numbers[0] ?? 0]?.length ?? 0
  const space: Space = { wordBits: spec.bits, pieceBits: spec.bits, signBits: SIGN_BITS, dense }
  const rows = toRows(library.corpus, numbers, rarity, space, (number) => {
    const known = library.corpus.dense[number] ?? new Float32Array(0)
    return leanings === null ? known : known.slice().fill(0, leanings.from, leanings.to)
  })
  const task = toTask(spec)
  const fit = (chosen: readonly number[]): Fitted =>
    fitLogistic(rows, widthOf(space), chosen, task, {
      pull: spec.pull,
      iterations: ITERATIONS,
      tolerance: TOLERANCE,
    })
  const everyRow = spec.train.map((_, at) => at)
  const alone = quantise(spec.name, spec.kind, spec.classes, fit(everyRow), space, body)
  const bytesBefore =
    leanings?.lean === undefined ? alone : mixIn(alone, leanings.lean, leanings.from)
  const held =
    spec.check.length > 0
      ? heldOut(library, rarity, spec.check, openHead(bytesBefore, body.bytes()))
      : crossHeld(spec, rows, fit, foldOf, folds)
  const header = {
    ...bytesBefore,
    calibration: calibrate(spec.kind, spec.classes.length, held, spec.levelled),
  }
  return { header, head: openHead(header, body.bytes()), held }
}

/** The head's scores and those of how the words lean, weighed. */
function mixIn(header: HeadHeader, { weights, bias }: Lean, from: number): HeadHeader {
  const rest = 1 - OF_LEANINGS
  const fainter = (table: TableHeader): TableHeader => ({
    ...table,
    scales: table.scales.map((scale) => scale * rest),
  })
  return {
    ...header,
    words: fainter(header.words),
    pieces: fainter(header.pieces),
    signs: fainter(header.signs),
    bias: header.bias.map((value, k) => rest * value + OF_LEANINGS * (bias[k] ?? 0)),
    dense: header.dense.map((row, at) =>
      row.map((value, k) => rest * value + OF_LEANINGS * (weights[at - from]?.[k] ?? 0)),
    ),
  }
}

function toTask({ kind, classes, train }: HeadSpec): Task {
  const targets = new Uint8Array(train.length * classes.length)
  train.forEach(({ truth, known }, at) => {
    if (known !== undefined)
      for (let k = 0; k < classes.length; k += 1)
        if (!known.includes(k)) targets[at * classes.length + k] = UNKNOWN
    for (const k of truth) targets[at * classes.length + k] = 1
  })
  return {
    kind,
    classes: classes.length,
    targets,
    weights: Float32Array.from(train, ({ weight }) => weight),
  }
}

function heldOut(library: Library, rarity: Rarity, check: readonly Example[], head: Head): Held[] {
  const weighed = weighedOf(library.corpus, rarity)
  return check.map((example) => {
    const number = library.add(example.input)
    const dense = library.corpus.dense[number] ?? []
    const scores = Array.from(head.score(weighed(number), dense))
    return { example, scores, truth: example.truth, weight: example.weight }
  })
}

/** Every row scored by a head that learnt from the other folds. */
function crossHeld(
  { train }: HeadSpec,
  rows: ReturnType<typeof toRows>,
  fit: (chosen: readonly number[]) => Fitted,
  foldOf: (group: string) => number,
  folds: number,
): Held[] {
  const held: Held[] = []
  for (let fold = 0; fold < folds; fold += 1) {
    const inFold = train.map(({ group }) => foldOf(group) === fold)
    const fitted = fit(train.flatMap((_, at) => (inFold[at] === true ? [] : [at])))
    train.forEach((example, at) => {
      // A post without its brand is the same post again: it would count twice.
      if (inFold[at] !== true || example.input.brand === undefined) return
      const scores = scoresOf(rows, at, fitted)
      held.push({ example, scores, truth: example.truth, weight: example.weight })
    })
  }
  return held
}
