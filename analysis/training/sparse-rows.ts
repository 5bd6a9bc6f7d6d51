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

/** Takes some rows and only the columns that they use, so that small sets train fast. */
export function compact(rows: SparseRows, chosen: ArrayLike<number>, width: number): Compact {
  const starts = startsOf(rows, chosen)
  const length = starts[chosen.length] ?? 0
  const columns = new Uint32Array(length)
  const values = new Float32Array(length)
  const seen = new Int32Array(width).fill(-1)
  const used: number[] = []
  for (let at = 0; at < chosen.length; at += 1) {
    const from = rows.starts[chosen[at] ?? 0] ?? 0
    const to = starts[at] ?? 0
    const cells = (starts[at + 1] ?? 0) - to
    for (let cell = 0; cell < cells; cell += 1) {
      const column = rows.columns[from + cell] ?? 0
      if (seen[column] === -1) seen[column] = used.push(column) - 1
      columns[to + cell] = seen[column] ?? 0
      values[to + cell] = rows.values[from + cell] ?? 0
    }
  }
  return { rows: { starts, columns, values }, columns: Uint32Array.from(used) }
}

function startsOf(rows: SparseRows, chosen: ArrayLike<number>): Uint32Array {
  const starts = new Uint32Array(chosen.length + 1)
  for (let at = 0; at < chosen.length; at += 1) {
    const row = chosen[at] ?? 0
    const length = (rows.starts[row + 1] ?? 0) - (rows.starts[row] ?? 0)
    starts[at + 1] = (starts[at] ?? 0) + length
  }
  return starts
}
