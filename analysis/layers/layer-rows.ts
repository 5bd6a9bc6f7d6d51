import { logit, logShare } from './brand-layer.ts'
import type { Ground } from './ground.ts'

/** Posts laid end to end, with the scores that a layer starts from. */
export interface LayerRows {
  count: number
  classes: number
  starts: Uint32Array
  columns: Uint16Array
  values: Float32Array
  /** By row and class. */
  bases: Float64Array
}

/** Lays posts end to end: walking through them is most of a fit. */
export function packRows(
  posts: readonly { shares: readonly number[]; ground: Pick<Ground, 'columns' | 'values'> }[],
  classes: number,
): LayerRows {
  const starts = new Uint32Array(posts.length + 1)
  posts.forEach(({ ground }, row) => {
    starts[row + 1] = (starts[row] ?? 0) + ground.columns.length
  })
  const cells = starts[posts.length] ?? 0
  const rows: LayerRows = {
    count: posts.length,
    classes,
    starts,
    columns: new Uint16Array(cells),
    values: new Float32Array(cells),
    bases: new Float64Array(posts.length * classes),
  }
  posts.forEach(({ ground, shares }, row) => {
    rows.columns.set(ground.columns, starts[row])
    rows.values.set(ground.values, starts[row])
    const bases = classes === 1 ? [logit(shares[0] ?? 0)] : shares.slice(0, classes).map(logShare)
    rows.bases.set(bases, row * classes)
  })
  return rows
}

/** Writes a row's scores: where it starts, the bias that follows the weights, and its cells. */
export function scoreRow(
  rows: LayerRows,
  row: number,
  at: Float32Array,
  scores: Float64Array,
): void {
  const { classes, bases } = rows
  const bias = at.length - classes
  for (let k = 0; k < classes; k += 1)
    scores[k] = (bases[row * classes + k] ?? 0) + (at[bias + k] ?? 0)
  if (classes === 3) scoreThree(rows, row, at, scores)
  else scoreMany(rows, row, at, scores)
}

/** Adds a row's errors to the slope, cell by cell. */
export function addRow(
  rows: LayerRows,
  row: number,
  slope: Float32Array,
  errors: Float64Array,
): void {
  const { classes } = rows
  const bias = slope.length - classes
  for (let k = 0; k < classes; k += 1) slope[bias + k] = (slope[bias + k] ?? 0) + (errors[k] ?? 0)
  if (classes === 3) addThree(rows, row, slope, errors)
  else addMany(rows, row, slope, errors)
}

function scoreMany(
  { classes, starts, columns, values }: LayerRows,
  row: number,
  at: Float32Array,
  scores: Float64Array,
): void {
  const end = starts[row + 1] ?? 0
  for (let cell = starts[row] ?? 0; cell < end; cell += 1) {
    const base = (columns[cell] ?? 0) * classes
    const value = values[cell] ?? 0
    for (let k = 0; k < classes; k += 1) scores[k] = (scores[k] ?? 0) + value * (at[base + k] ?? 0)
  }
}

/** The same for moods, without the inner loop. */
function scoreThree(
  { starts, columns, values }: LayerRows,
  row: number,
  at: Float32Array,
  scores: Float64Array,
): void {
  let first = scores[0] ?? 0
  let second = scores[1] ?? 0
  let third = scores[2] ?? 0
  const end = starts[row + 1] ?? 0
  for (let cell = starts[row] ?? 0; cell < end; cell += 1) {
    const base = (columns[cell] ?? 0) * 3
    const value = values[cell] ?? 0
    first += value * (at[base] ?? 0)
    second += value * (at[base + 1] ?? 0)
    third += value * (at[base + 2] ?? 0)
  }
  scores[0] = first
  scores[1] = second
  scores[2] = third
}

function addMany(
  { classes, starts, columns, values }: LayerRows,
  row: number,
  slope: Float32Array,
  errors: Float64Array,
): void {
  const end = starts[row + 1] ?? 0
  for (let cell = starts[row] ?? 0; cell < end; cell += 1) {
    const base = (columns[cell] ?? 0) * classes
    const value = values[cell] ?? 0
    for (let k = 0; k < classes; k += 1)
      slope[base + k] = (slope[base + k] ?? 0) + value * (errors[k] ?? 0)
  }
}

function addThree(
  { starts, columns, values }: LayerRows,
  row: number,
  slope: Float32Array,
  errors: Float64Array,
): void {
  const first = errors[0] ?? 0
  const second = errors[1] ?? 0
  const third = errors[2] ?? 0
  const end = starts[row + 1] ?? 0
  for (let cell = starts[row] ?? 0; cell < end; cell += 1) {
    const base = (columns[cell] ?? 0) * 3
    const value = values[cell] ?? 0
    slope[base] = (slope[base] ?? 0) + value * first
    slope[base + 1] = (slope[base + 1] ?? 0) + value * second
    slope[base + 2] = (slope[base + 2] ?? 0) + value * third
  }
}
