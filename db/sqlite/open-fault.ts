import { UsageError } from '../../core/errors.ts'

const WORDS: readonly [RegExp, string][] = [
  [/^SQLITE_(?:BUSY|LOCKED)/, 'is held by another program. Wait a moment and try again.'],
  [
    /^(?:SQLITE_FULL|ENOSPC|EDQUOT)/,
    'cannot be written because the disk is full. Make room and try again; nothing is lost.',
  ],
  [
    /^(?:SQLITE_(?:READONLY|PERM|AUTH)|E(?:ROFS|ACCES|PERM)$)/,
    'cannot be written. Give Earshot the right to write in its folder, or name another with EARSHOT_DATA.',
  ],
  [
    /^(?:SQLITE_CANTOPEN|ENOTDIR|EEXIST|EISDIR|ENOENT)/,
    'cannot be opened. Look whether it is a file and its folder is a folder, both yours to write.',
  ],
  [
    /^(?:SQLITE_IOERR|EIO|EMFILE|ENFILE)/,
    'could not be read or written by the system. Look at the disk and try again.',
  ],
]

/** What is wrong with a database file, in words. Only a file that is really damaged may be called so: a backup in its place is the end of it. */
export function openFault(file: string, cause: unknown): UsageError {
  const { code, message } = cause as { code?: unknown; message?: string }
  const known = WORDS.find(([codes]) => typeof code === 'string' && codes.test(code))
  const words =
    known === undefined
      ? `is damaged or not a database (${message ?? String(cause)}). Put your last backup in its place and start again.`
      : known[1]
  return new UsageError(`${file} ${words}`, { cause })
}

/** The same for a fault that a program which works meets on the way; null for any other error. */
export function workFault(file: string, cause: unknown): UsageError | null {
  const { code } = cause as { code?: unknown }
  const isFault =
    typeof code === 'string' && /^SQLITE_(?:BUSY|FULL|READONLY|IOERR|CORRUPT|NOTADB)/.test(code)
  return isFault ? openFault(file, cause) : null
}

/** Whether the file is only held by another program, so that it can be read once that one is done. */
export function isHeld(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown }
  if (error instanceof UsageError) return isHeld(cause)
  return typeof code === 'string' && /^SQLITE_(?:BUSY|LOCKED)/.test(code)
}
