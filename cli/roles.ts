import { UsageError } from '../core/errors.ts'

/** The parts of a desk that may run in processes of their own on one Postgres. */
export const DESK_ROLES = ['ingest', 'desk', 'web', 'jobs'] as const
export type DeskRole = (typeof DESK_ROLES)[number]

/** Reads --roles, a list with commas; everything where nothing is said. */
export function readRoles(text: string | undefined): ReadonlySet<DeskRole> {
  if (text === undefined) return new Set(DESK_ROLES)
  const roles = new Set<DeskRole>()
  for (const word of text.split(',').map((part) => part.trim())) {
    const role = DESK_ROLES.find((one) => one === word)
    if (role === undefined)
      throw new UsageError(`--roles has "${word}". Use some of: ${DESK_ROLES.join(', ')}.`)
    roles.add(role)
  }
  return roles
}
