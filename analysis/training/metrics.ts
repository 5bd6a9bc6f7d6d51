/** A row's truth and what was answered; -1 is unsure. */
export interface Answer {
  truth: number
  answer: number
}

/** Mean over the classes of the share that was found; a class that does not occur does not count. */
export function macroRecall(rows: readonly Answer[], classes: number): number {
  return mean(
    byClass(rows, classes).flatMap(({ hit, truths }) => (truths > 0 ? [hit / truths] : [])),
  )
}

/** Mean of the F1 of the classes. */
export function macroF1(rows: readonly Answer[], classes: number): number {
  return mean(byClass(rows, classes).map(f1))
}

export function accuracy(rows: readonly Answer[]): number {
  return mean(rows.map(({ truth, answer }) => (truth === answer ? 1 : 0)))
}

interface Count {
  hit: number
  truths: number
  answers: number
}

function byClass(rows: readonly Answer[], classes: number): Count[] {
  const counts = Array.from({ length: classes }, () => ({ hit: 0, truths: 0, answers: 0 }))
  for (const { truth, answer } of rows) {
    const right = counts[truth]
    const said = counts[answer]
    if (right !== undefined) right.truths += 1
    if (said !== undefined) said.answers += 1
    if (truth === answer && said !== undefined) said.hit += 1
  }
  return counts
}

function f1({ hit, truths, answers }: Count): number {
  return truths + answers === 0 ? 0 : (2 * hit) / (truths + answers)
}

/** Precision, recall and F1 of a label that is there or not. */
export function precisionRecall(rows: readonly { truth: boolean; answer: boolean }[]): {
  precision: number
  recall: number
  f1: number
} {
  let hit = 0
  let truths = 0
  let answers = 0
  for (const { truth, answer } of rows) {
    if (truth) truths += 1
    if (answer) answers += 1
    if (truth && answer) hit += 1
  }
  return {
    precision: answers === 0 ? 0 : hit / answers,
    recall: truths === 0 ? 0 : hit / truths,
    f1: f1({ hit, truths, answers }),
  }
}

/** Mean distance between how sure answers were and how often they were right, over 15 bins. */
export function calibrationError(
  rows: readonly { confidence: number; right: boolean }[],
  bins = 15,
): number {
  const sums = Array.from({ length: bins }, () => ({ sure: 0, right: 0, count: 0 }))
  for (const { confidence, right } of rows) {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.floor(confidence * bins)))]
    if (bin === undefined) continue
    bin.sure += confidence
    bin.right += right ? 1 : 0
    bin.count += 1
  }
  return (
    sums.reduce((sum, { sure, right }) => sum + Math.abs(sure - right), 0) /
    Math.max(1, rows.length)
  )
}

/** The middle 95 % of a figure over rows drawn again and again, from a seed. */
export function interval<T>(
  rows: readonly T[],
  figure: (rows: readonly T[]) => number,
  random: () => number,
  draws = 200,
): [number, number] {
  const found = Array.from({ length: draws }, () =>
    figure(rows.map(() => rows[Math.floor(random() * rows.length)] as T)),
  ).sort((one, other) => one - other)
  return [found[Math.floor(draws * 0.025)] ?? 0, found[Math.ceil(draws * 0.975) - 1] ?? 0]
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
