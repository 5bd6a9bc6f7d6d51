import type { Figure } from '../analysis/training/figures.ts'

/** The long names of measures, as they stand over a column. */
const SHORT: Readonly<Record<string, string>> = {
  'gain when the least sure fifth is handed over': 'gain, fifth to people',
}

interface Row {
  name: string
  rows: number
  cells: Map<string, string>
}

/** A table for each head and set: slices, labels and packages below each other, measures with their 95 % range beside. */
export function figuresTable(figures: readonly Figure[]): string[] {
  const tables = Map.groupBy(figures, ({ head, set }) => `${head} · ${set}`)
  return [...tables].flatMap(([title, own]) => ['', ...linesOf(title, own)])
}

function linesOf(title: string, figures: readonly Figure[]): string[] {
  const columns = [...new Set(figures.map(({ measure }) => splitMeasure(measure).column))]
  const rows = gatherRows(figures)
  const names = widest([title, ...rows.map(({ name }) => name)])
  const widths = columns.map((column) =>
    widest([column, ...rows.map((row) => cellOf(row, column))]),
  )
  const line = (name: string, count: string, cells: readonly string[]) =>
    [
      name.padEnd(names),
      count.padStart(7),
      ...cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)),
    ]
      .join('  ')
      .trimEnd()
  return [
    line(title, 'rows', columns),
    ...rows.map((row) =>
      line(
        row.name,
        String(row.rows),
        columns.map((column) => cellOf(row, column)),
      ),
    ),
  ]
}

function gatherRows(figures: readonly Figure[]): Row[] {
  const rows = new Map<string, Row>()
  for (const { slice, rows: count, measure, value, low, high } of figures) {
    const { label, column } = splitMeasure(measure)
    const name = `  ${slice}${label === '' ? '' : `: ${label}`}`
    const row = rows.get(name) ?? { name, rows: count, cells: new Map<string, string>() }
    row.cells.set(column, `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`)
    rows.set(name, row)
  }
  return [...rows.values()]
}

/** "complaint: F1" is the F1 of the label complaint. */
function splitMeasure(measure: string): { label: string; column: string } {
  const [first = '', second] = measure.split(': ')
  const column = second ?? first
  return { label: second === undefined ? '' : first, column: SHORT[column] ?? column }
}

function cellOf({ cells }: Row, column: string): string {
  return cells.get(column) ?? ''
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length))
}
