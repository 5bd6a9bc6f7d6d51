import { readFileSync } from 'node:fs'
import { UsageError } from './errors.ts'

/** Reads one setting of the environment; undefined where it is not set or empty. */
export type Environment = (name: string) => string | undefined

/** `NAME`, or the trimmed content of the file named by `NAME_FILE`. The only reader of process.env. */
export const environment: Environment = (name) => {
  const value = process.env[name]
  if (value !== undefined && value !== '') return value
  const file = process.env[`${name}_FILE`]
  if (file === undefined || file === '') return undefined
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (cause) {
    throw new UsageError(`${name}_FILE names "${file}", which cannot be read. Check the path.`, {
      cause,
    })
  }
}
