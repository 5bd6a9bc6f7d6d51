import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { parseQuery } from '../analysis/query/parse-query.ts'
import { QueryError } from '../analysis/query/query-error.ts'
import { type Config, checkConfig } from '../core/config.ts'
import { messageOf, UsageError } from '../core/errors.ts'
import { readYaml } from './yaml-fault.ts'

/** `earshot.yaml` read and checked, with the hash of its bytes; null where there is no such file; UsageError for any other. */
export function readConfigFile(file: string): { config: Config; hash: string } | null {
  if (!existsSync(file)) return null
  const text = readText(file)
  const config = checkConfig(readSettings(text, file), file)
  checkQueries(config, file)
  return { config, hash: createHash('sha256').update(text).digest('hex') }
}

/** A query that cannot be read would hear nothing, and say nothing about it. */
function checkQueries(config: Config, file: string): void {
  const faults = config.brands.flatMap((brand, b) =>
    brand.queries.flatMap((query, q) => {
      const fault = faultOf(query)
      return fault === null ? [] : [`  brands.${b}.queries.${q}: ${fault}`]
    }),
  )
  if (faults.length > 0)
    throw new UsageError(
      [`${file} has ${faults.length === 1 ? 'a fault' : 'faults'}:`, ...faults].join('\n'),
    )
}

function faultOf(query: string): string | null {
  try {
    parseQuery(query)
    return null
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return `line ${error.line}, column ${error.column}: ${messageOf(error)}`
  }
}

function readText(file: string): string {
  const bytes = readBytes(file)
  // Read as anything else, a name with an accent would be stored broken.
  if (!isUtf8(bytes))
    throw new UsageError(
      `${file} is not saved as UTF-8. Open it in your editor and save it with the encoding UTF-8.`,
    )
  return bytes.toString()
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new UsageError(`${file} could not be read. It has to be a file that you may read.`, {
      cause,
    })
  }
}

/** An editor that failed to save leaves an empty file; taken as settings it would take everything out. */
function readSettings(text: string, file: string): unknown {
  const value = readOrRefuse(text, file)
  if (value === null)
    throw new UsageError(
      `${file} is empty, so nothing was changed. Write your settings into it; "earshot export" prints those in force.`,
    )
  return value
}

function readOrRefuse(text: string, file: string): unknown {
  try {
    return readYaml(text)
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${messageOf(cause)}`, { cause })
  }
}
