export const ROLES = ['viewer', 'agent', 'approver', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** Whether a role includes another: owner > approver > agent > viewer. */
export function hasRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/** Where an act came from; stands in every case event and audit row. */
export type Surface = 'slack' | 'desk' | 'cli' | 'job' | 'pipeline'
