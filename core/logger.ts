import { pino } from 'pino'
import { redact } from './redact.ts'

/** Structured, allow-listed logging; customers' text never stands at info level or above. */
export interface Logger {
  debug(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

export type LogFields = Readonly<Record<string, unknown>>

/** JSON lines on `write` (stderr in production), every string passed through redaction. */
export function createLogger(
  write: (line: string) => void,
  level: 'debug' | 'info' | 'warn' | 'error' = 'info',
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: describeError, err: describeError },
    },
    { write: (line: string) => write(redact(line)) },
  )
}

/** Says nothing; for tests and pure helpers. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return { name: error.name, message: error.message, stack: error.stack }
}
