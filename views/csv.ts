/** A spreadsheet runs a cell that begins like this, also behind spaces (source: OWASP, CSV injection). */
const FORMULA = /^[\s"]*[=+\-@\t\r＝＋－＠|%]/u
const NEEDS_QUOTES = /[",;\n\r\t]/

/** One line of a table for spreadsheets, CRLF at its end; text that would run as a formula gets a ' in front. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const whole = cell.toWellFormed()
  const text = FORMULA.test(whole) ? `'${whole}` : whole
  return NEEDS_QUOTES.test(text) || text.startsWith("'") ? `"${text.replaceAll('"', '""')}"` : text
}
