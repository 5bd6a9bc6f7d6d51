import { writeFileSync } from 'node:fs'
import { UsageError } from '../core/errors.ts'

/** Spreadsheets take a file for UTF-8 only when it begins with this mark. */
export function writeTable(file: string, text: string): void {
  try {
    writeFileSync(file, `\uFEFF${text}`)
  } catch (cause) {
    throw new UsageError(
      `The file ${file} could not be written. Check its folder and its rights.`,
      {
        cause,
      },
    )
  }
}
