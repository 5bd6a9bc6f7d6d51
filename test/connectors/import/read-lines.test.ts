import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readOrders } from '../../../connectors/import/orders-file.ts'
import { readLines } from '../../../connectors/import/read-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'earshot-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, bytes: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function linesOf(path: string): Promise<(string | null)[]> {
  const lines: (string | null)[] = []
  for await (const { text } of readLines(path, { offset: 0, line: 1 })) lines.push(text)
  return lines
}

it('reads what a spreadsheet on Windows wrote, line by line, and UTF-8 with or without its mark', async () => {
  const windows = write('w.csv', Buffer.from('name\r\nJ\xf6rg, 5 \x80\r\n', 'latin1'))
  expect(await linesOf(windows)).toEqual(['name', 'Jörg, 5 €'])
  expect(await linesOf(write('u.csv', '\uFEFFname\nJörg, 5 €\n'))).toEqual(['name', 'Jörg, 5 €'])
})

it.each([
  ['nobody.csv', null, /^There is no file/],
  ['.', null, /is a folder/],
  ['wide.csv', Buffer.from('\uFEFForder_id', 'utf16le'), /UTF-16/],
])('says of %s what is wrong with it', async (name, bytes, words) => {
  const path = bytes === null ? join(folder, name) : write(name, bytes)
  await expect(linesOf(path)).rejects.toThrow(words)
})

it('says of orders that their file is empty', async () => {
  const orders = readOrders({ path: write('empty.csv', ''), format: 'csv', currency: null })
  await expect(orders.next()).rejects.toThrow('The file is empty.')
})
