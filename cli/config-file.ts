import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { parseQuery } from '../analysis/query/parse-query.ts'
import { QueryError } from '../analysis/query/query-error.ts'
import { type Config, checkConfig } from '../core/config.ts'
import { messageOf, UsageError } from '../core/errors.ts'

/** `earshot.yaml` read and checked, with the hash of its bytes; null where there is no such file; UsageError for any other. */
export function readConfigFile(file: string): { config: Config; hash: string } | null {
  if (!existsSync(file)) return null
  const text = readText(file)
  const config = checkConfig(readYaml(text, file), file)
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
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`${file} could not be read. It has to be a file that you may read.`, {
      cause,
    })
  }
}

function readYaml(text: string, file: string): unknown {
  const refuse = (message: string, cause?: unknown) =>
    new UsageError(`${file} cannot be read as YAML: ${wordsOf(message)}`, { cause })
  try {
    const document = parseDocument(text, { prettyErrors: true })
    const fault = document.errors[0]
    if (fault !== undefined) throw refuse(fault.message)
    return document.toJS({ maxAliasCount: 50 }) as unknown
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw refuse(messageOf(error), error)
  }
}

/** The parser gives up on deep nests by running out of stack; nobody knows what that means. */
function wordsOf(message: string): string {
  const first = message.split('\n')[0] ?? ''
  const place = / at line .*/.exec(first)?.[0] ?? ''
  return first.includes('call stack') ? `its lists lie too deep${place}.` : first
}
