import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { type Config, checkConfig } from '../core/config.ts'
import { UsageError } from '../core/errors.ts'

/** `earshot.yaml` read and checked, with the hash of its bytes; null where there is no such file. */
export function readConfigFile(file: string): { config: Config; hash: string } | null {
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  const document = parseDocument(text, { prettyErrors: true })
  const fault = document.errors[0]
  if (fault !== undefined)
    throw new UsageError(`${file} cannot be read as YAML: ${fault.message.split('\n')[0] ?? ''}`)
  return {
    config: checkConfig(document.toJS({ maxAliasCount: 50 }), file),
    hash: createHash('sha256').update(text).digest('hex'),
  }
}
