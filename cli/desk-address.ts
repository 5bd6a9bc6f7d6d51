import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../core/environment.ts'
import { UsageError } from '../core/errors.ts'
import { dataFolder } from './home.ts'

const DEFAULT_PORT = 4747
const RUNNING = 'desk.port'

/** The desk's port: the option, EARSHOT_PORT, or 4747; 0 lets the system choose. */
export function deskPort(env: Environment, option?: string): number {
  const text = option ?? env('EARSHOT_PORT') ?? String(DEFAULT_PORT)
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`The port is "${text}". Use a number from 0 to 65535, for example 4747.`)
  return port
}

/** Notes beside the data where the desk runs, for the commands that name it; returns how to take the note away. */
export function notePort(env: Environment, address: string): () => void {
  try {
    const file = join(dataFolder(env), RUNNING)
    writeFileSync(file, `${new URL(address).port}\n`, { mode: 0o600 })
    return () => rmSync(file, { force: true })
  } catch {
    // On Postgres there need be no folder of data: then the port is said to the command.
    return () => {}
  }
}

/** The port of the desk that runs on this data, or that it would be started on. */
export function runningPort(env: Environment, option?: string): number {
  if (option !== undefined) return deskPort(env, option)
  try {
    const noted = readFileSync(join(dataFolder(env), RUNNING), 'utf8').trim()
    if (/^\d{1,5}$/.test(noted)) return Number(noted)
  } catch {
    // No desk runs.
  }
  return deskPort(env)
}

/** Where a browser on this machine finds the desk. */
export function deskAddress(env: Environment, option?: string): string {
  const url = env('EARSHOT_URL')
  if (url === undefined) return `http://127.0.0.1:${runningPort(env, option)}`
  if (!/^https?:\/\/[^@\s]+$/.test(url) || !URL.canParse(url))
    throw new UsageError(
      'EARSHOT_URL is no web address. Write the address of the desk, such as https://desk.example.com.',
    )
  return url.replace(/\/+$/, '')
}
