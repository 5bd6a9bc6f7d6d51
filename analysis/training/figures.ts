import type { Measured } from '../models/weights-file.ts'
import {
  accuracy,
  calibrationError,
  interval,
  macroF1,
  macroRecall,
  precisionRecall,
} from './metrics.ts'

/** One measured number, of one head on some rows, with the middle 95 % over rows drawn again and again. */
export type Figure = Measured

/** Where a figure is from. */
export interface Place {
  head: string
  set: string
  slice: string
}

/** A row of a head whose classes exclude each other. */
export interface OneRow {
  truth: number
  shares: readonly number[]
}

/** A row with what was answered, and how sure it was. */
export interface SureRow {
  truth: number
  answer: number
  confidence: number
}

/** A row of a head whose classes stand for themselves. */
export interface AnyRow {
  truth: readonly boolean[]
  answer: readonly boolean[]
  shares: readonly number[]
}

/** Share of the rows that people take when the least sure are handed over. */
const HANDED_OVER = 0.2
const CHANCE_DRAWS = 100
/** Shares that are answered where the rest is left to people. */
const ANSWERED = [0.9, 0.8, 0.7, 0.6, 0.5] as const

/** Macro recall, macro-F1, accuracy, calibration, and what handing over the least sure fifth brings. */
export function figuresOfOne(
  place: Place,
  rows: readonly OneRow[],
  classes: number,
  random: () => number,
): Figure[] {
  const answers = rows.map(({ truth, shares }) => {
    const confidence = Math.max(...shares)
    return { truth, answer: shares.indexOf(confidence), confidence }
  })
  const measured = (measure: string, figure: (some: readonly SureRow[]) => number) =>
    toFigure(place, measure, answers, figure, random)
  return [
    measured('macro recall', (some) => macroRecall(some, classes)),
    measured('macro-F1', (some) => macroF1(some, classes)),
    measured('accuracy', accuracy),
    measured('calibration error', calibrationOfSure),
    byChance(place, rows.length, () =>
      calibrationError(answers.map(({ confidence }) => drawRight(confidence, random))),
    ),
    measured('gain when the least sure fifth is handed over', gain),
  ]
}

/** How often the surest posts are right as more and more is left to people, and how true the confidence is. */
export function figuresOfSure(
  place: Place,
  rows: readonly SureRow[],
  random: () => number,
): Figure[] {
  const measured = (measure: string, figure: (some: readonly SureRow[]) => number) =>
    toFigure(place, measure, rows, figure, random)
  return [
    measured('accuracy', accuracy),
    ...ANSWERED.map((share) =>
      measured(`accuracy of the surest ${share * 100} %`, (some) => accuracyOfSure(some, share)),
    ),
    measured('gain when the least sure fifth is handed over', gain),
    measured('calibration error', calibrationOfSure),
  ]
}

function gain(rows: readonly SureRow[]): number {
  return accuracyOfSure(rows, 1 - HANDED_OVER) - accuracy(rows)
}

function accuracyOfSure(rows: readonly SureRow[], answered: number): number {
  const sure = rows.toSorted((one, other) => other.confidence - one.confidence)
  return accuracy(sure.slice(0, Math.ceil(sure.length * answered)))
}

function calibrationOfSure(rows: readonly SureRow[]): number {
  return calibrationError(
    rows.map(({ confidence, truth, answer }) => ({ confidence, right: truth === answer })),
  )
}

/** F1 of each class and their mean, precision, recall and calibration. */
export function figuresOfAny(
  place: Place,
  rows: readonly AnyRow[],
  classes: readonly string[],
  random: () => number,
): Figure[] {
  const ofClass = (some: readonly AnyRow[], k: number) =>
    precisionRecall(
      some.map(({ truth, answer }) => ({ truth: truth[k] === true, answer: answer[k] === true })),
    )
  const mean = (some: readonly AnyRow[]) =>
    classes.reduce((sum, _, k) => sum + ofClass(some, k).f1, 0) / classes.length
  const measured = (measure: string, figure: (some: readonly AnyRow[]) => number) =>
    toFigure(place, measure, rows, figure, random)
  return [
    ...(classes.length > 1 ? [measured('macro-F1', mean)] : []),
    ...classes.flatMap((name, k) => [
      measured(`${name}: F1`, (some) => ofClass(some, k).f1),
      measured(`${name}: precision`, (some) => ofClass(some, k).precision),
      measured(`${name}: recall`, (some) => ofClass(some, k).recall),
    ]),
    measured('calibration error', (some) => calibrationOfAny(some, classes.length)),
    byChance(place, rows.length, () =>
      meanOf(classes.length, (k) =>
        calibrationError(rows.map(({ shares }) => drawRight(shares[k] ?? 0, random))),
      ),
    ),
  ]
}

/** The mean over the classes of how far their shares are from how often they are true. */
function calibrationOfAny(rows: readonly AnyRow[], classes: number): number {
  return meanOf(classes, (k) =>
    calibrationError(
      rows.map(({ shares, truth }) => ({ confidence: shares[k] ?? 0, right: truth[k] === true })),
    ),
  )
}

function meanOf(classes: number, of: (k: number) => number): number {
  let sum = 0
  for (let k = 0; k < classes; k += 1) sum += of(k)
  return sum / classes
}

/**
 * The calibration error that a head would show on as many rows if its shares were exactly true: in fifteen bins a few hundred
 * rows differ from any share by chance. Truths are drawn from the shares again and again.
 */
function byChance(place: Place, rows: number, draw: () => number): Figure {
  const drawn = Array.from({ length: CHANCE_DRAWS }, draw).sort((one, other) => one - other)
  const at = (share: number) => drawn[Math.floor(share * (CHANCE_DRAWS - 1))] ?? 0
  const value = drawn.reduce((sum, error) => sum + error, 0) / CHANCE_DRAWS
  const measure = 'calibration error by chance alone'
  return { ...place, rows, measure, value, low: at(0.025), high: at(0.975) }
}

function drawRight(confidence: number, random: () => number) {
  return { confidence, right: random() < confidence }
}

function toFigure<T>(
  place: Place,
  measure: string,
  rows: readonly T[],
  figure: (rows: readonly T[]) => number,
  random: () => number,
): Figure {
  const [low, high] = interval(rows, figure, random, rows.length > 5000 ? 50 : 200)
  return { ...place, rows: rows.length, measure, value: figure(rows), low, high }
}

/** Accuracy of what is answered, and how much is, as more and more is left to people. */
export function tradeOff(
  rows: readonly OneRow[],
): { answered: number; accuracy: number; from: number }[] {
  const sure = rows
    .map(({ truth, shares }) => {
      const confidence = Math.max(...shares)
      return { truth, answer: shares.indexOf(confidence), confidence }
    })
    .sort((one, other) => other.confidence - one.confidence)
  return [1, ...ANSWERED].map((answered) => {
    const kept = sure.slice(0, Math.ceil(sure.length * answered))
    return { answered, accuracy: accuracy(kept), from: kept.at(-1)?.confidence ?? 0 }
  })
}
