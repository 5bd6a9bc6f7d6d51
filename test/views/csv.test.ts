import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { csvLine } from '../../views/csv.ts'
import { HOSTILE } from '../support/hostile-texts.ts'

const FORMULAS = [
  '=1+1',
  '+1',
  '-1+2',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1',
  '"=1',
  '＝1',
  '=HYPERLINK("https://evil.example","press")',
  "=cmd|' /C calc'!A0",
  '%0A=1',
]

describe('a table for spreadsheets', () => {
  it.each([...FORMULAS, ...HOSTILE])('keeps %j as text in one cell', (text) => {
    const [cells = []] = parse(csvLine([text, 'next', 7, null])) as string[][]
    const whole = text.toWellFormed()
    expect(cells.slice(1)).toEqual(['next', '7', ''])
    const cell = cells[0] ?? ''
    expect([whole, `'${whole}`]).toContain(cell)
    // What a spreadsheet would look at: the first sign that is neither space nor quote.
    expect('=+-@＝＋－＠|%'.includes(cell.trimStart().replace(/^"+/, '').charAt(0) || 'x')).toBe(
      false,
    )
  })

  it.each(FORMULAS)('defuses %j', (text) => {
    expect(csvLine([text])).toContain("'")
    expect((parse(csvLine([text])) as string[][])[0]).toEqual([`'${text}`])
  })

  it('leaves ordinary text alone', () => {
    expect(csvLine(['Nadia', 'says "lovely", twice', null, 3])).toBe(
      'Nadia,"says ""lovely"", twice",,3\r\n',
    )
  })
})
