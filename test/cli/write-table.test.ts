import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { writeTable } from '../../cli/write-table.ts'
import { UsageError } from '../../core/errors.ts'

it('writes over an older table of the same kind, and over no other file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-table-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const table = join(folder, 'week.csv')
  writeTable(table, 'name,stage\r\nAda,client\r\n')
  writeTable(table, 'name,stage\r\nBo,client\r\n')
  expect(readFileSync(table, 'utf8')).toBe('\uFEFFname,stage\r\nBo,client\r\n')

  const settings = join(folder, 'earshot.yaml')
  writeFileSync(settings, 'brands: []\n')
  for (const [file, text] of [
    [settings, 'name,stage\r\n'],
    [table, 'time,text\r\n'],
  ] as const) {
    const before = readFileSync(file, 'utf8')
    expect(() => writeTable(file, text)).toThrow(UsageError)
    expect(() => writeTable(file, text)).toThrow(`${file} is there already and is no such table`)
    expect(readFileSync(file, 'utf8')).toBe(before)
  }
  expect(() => writeTable(folder, 'name,stage\r\n')).toThrow('could not be written')
})
