/** Rows of a sparse matrix, one after the other: row r is from starts[r] to starts[r + 1]. */
export interface SparseRows {
  starts: Uint32Array
  columns: Uint32Array
  values: Float32Array
}

/** The chosen rows with their columns numbered anew, 0 to the number that occur; `columns` leads back. */
export interface Compact {
  rows: SparseRows
  columns: Uint32Array
}

/** A column of one row alone teaches nothing about others. */
const LEAST_ROWS = 2

/** Takes some rows and only the columns that teach, so that small sets train fast. */
export function compact(rows: SparseRows, chosen: ArrayLike<number>, width: number): Compact {
  const { places, used } = numberColumns(rows, chosen, width)
  const starts = new Uint32Array(chosen.length + 1)
  const columns: number[] = []
  const values: number[] = []
  eachCell(rows, chosen, (at, column, value) => {
    const place = places[column] ?? -1
    if (place >= 0) {
      columns.push(place)
      values.push(value)
    }
    starts[at + 1] = columns.length
  })
  return {
    rows: { starts, columns: Uint32Array.from(columns), values: Float32Array.from(values) },
    columns: Uint32Array.from(used),
  }
}

function numberColumns(
  rows: SparseRows,
  chosen: ArrayLike<number>,
  width: number,
): { places: Int32Array; used: number[] } {
  const counts = new Uint32Array(width)
  eachCell(rows, chosen, (_, column) => {
    counts[column] = (counts[column] ?? 0) + 1
  })
  const used: number[] = []
  const places = Int32Array.from(counts, (count, column) =>
    count < LEAST_ROWS ? -1 : used.push(column) - 1,
  )
  return { places, used }
}

function eachCell(
  rows: SparseRows,
  chosen: ArrayLike<number>,
  act: (at: number, column: number, value: number) => void,
): void {
  for (let at = 0; at < chosen.length; at += 1) {
    const row = chosen[at] ?? 0
    const end = rows.starts[row + 1] ?? 0
    for (let cell = rows.starts[row] ?? 0; cell < end; cell += 1)
      act(at, rows.columns[cell] ?? 0, rows.values[cell] ?? 0)
  }
}
