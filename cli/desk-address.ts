import type { Environment } from '../core/environment.ts'
import { UsageError } from '../core/errors.ts'

const DEFAULT_PORT = 4747

/** The desk's port: the option, EARSHOT_PORT, or 4747; 0 lets the system choose. */
export function deskPort(env: Environment, option?: string): number {
  const text = option ?? env('EARSHOT_PORT') ?? String(DEFAULT_PORT)
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`The port is "${text}". Use a number from 0 to 65535, for example 4747.`)
  return port
}

/** Where a browser on this machine finds the desk. */
export function deskAddress(env: Environment, option?: string): string {
  return env('EARSHOT_URL') ?? `http://127.0.0.1:${deskPort(env, option)}`
}
