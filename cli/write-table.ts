import { closeSync, existsSync, openSync, readSync, statSync, writeFileSync } from 'node:fs'
import { UsageError } from '../core/errors.ts'

/** Spreadsheets take a file for UTF-8 only when it begins with this. */
const MARK = '\uFEFF'

/** Writes a table whose first line is its head, for its owner alone: over an older one of the same kind, and over nothing else. */
export function writeTable(file: string, text: string): void {
  const whole = `${MARK}${text}`
  let isOther = false
  try {
    isOther = holdsOther(file, whole.slice(0, whole.indexOf('\n')))
    if (!isOther) writeFileSync(file, whole, { mode: 0o600 })
  } catch (cause) {
    throw new UsageError(
      `The file ${file} could not be written. Check its folder and its rights.`,
      {
        cause,
      },
    )
  }
  if (isOther)
    throw new UsageError(
      `${file} is there already and is no such table, so it is not overwritten. Give another name.`,
    )
}

function holdsOther(file: string, head: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false
  const wanted = Buffer.from(head)
  const found = Buffer.alloc(wanted.length)
  const opened = openSync(file, 'r')
  try {
    return readSync(opened, found) > 0 && !found.equals(wanted)
  } finally {
    closeSync(opened)
  }
}
