import { toProbabilities } from '../models/probabilities.ts'
import type { HeadHeader } from '../models/weights-file.ts'
import { type AnyRow, type Figure, figuresOfAny, figuresOfOne, type OneRow } from './figures.ts'
import type { Held } from './train-head.ts'

/** Slices with fewer rows say nothing. */
const LEAST_ROWS = 60

/** Figures of a head on rows that it never learnt from, whole and by network, language and sarcasm. */
export function heldFigures(
  header: HeadHeader,
  held: readonly Held[],
  set: string,
  sarcastic: ReadonlySet<string>,
  random: () => number,
): Figure[] {
  // Posts about another thing of the name count only where relevance itself is asked.
  const rows = held.filter(({ weight }) => weight === 1 || header.name === 'relevance')
  const figures = (slice: string, some: readonly Held[]): Figure[] =>
    some.length < LEAST_ROWS ? [] : ofHead(header, some, { head: header.name, set, slice }, random)
  const whole = figures('all', rows)
  const main = whole[0]?.measure
  const sliced = [
    ...groups(rows, ({ example }) => `network ${example.network}`),
    ...groups(rows, ({ example }) => `language ${example.lang}`),
    ...groups(rows, ({ example }) => lengthOf(example.input.text)),
    ...groups(rows, ({ example }) =>
      sarcastic.has(example.input.text) ? 'sarcastic' : 'meant as said',
    ),
  ].flatMap(([slice, some]) => figures(slice, some).filter(({ measure }) => measure === main))
  return [...whole, ...sliced]
}

/** Rows of a head as it answers them now. */
export function toRowsOfOne(header: HeadHeader, held: readonly Held[]): OneRow[] {
  return held.map(({ scores, truth }) => ({
    truth: truth[0] ?? -1,
    shares: toProbabilities(header.kind, scores, header.calibration),
  }))
}

function ofHead(
  header: HeadHeader,
  rows: readonly Held[],
  place: { head: string; set: string; slice: string },
  random: () => number,
): Figure[] {
  const { classes, thresholds } = header
  if (header.kind === 'one')
    return figuresOfOne(place, toRowsOfOne(header, rows), classes.length, random)
  const answers = rows.map(({ scores, truth }): AnyRow => {
    const shares = toProbabilities('any', scores, header.calibration)
    return {
      shares,
      truth: classes.map((_, k) => truth.includes(k)),
      answer: classes.map((_, k) => (shares[k] ?? 0) >= (thresholds[k] ?? 0.5)),
    }
  })
  return figuresOfAny(place, answers, classes, random)
}

function groups(rows: readonly Held[], nameOf: (row: Held) => string): [string, Held[]][] {
  return [...Map.groupBy(rows, nameOf)].sort(([one], [other]) => one.localeCompare(other))
}

function lengthOf(text: string): string {
  if (text.length < 70) return 'under 70 characters'
  return text.length < 160 ? '70 to 160 characters' : '160 characters and more'
}
