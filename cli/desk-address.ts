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
  const url = env('EARSHOT_URL')
  if (url === undefined) return `http://127.0.0.1:${deskPort(env, option)}`
  if (!/^https?:\/\/[^@\s]+$/.test(url) || !URL.canParse(url))
    throw new UsageError(
      'EARSHOT_URL is no web address. Write the address of the desk, such as https://desk.example.com.',
    )
  return url.replace(/\/+$/, '')
}
