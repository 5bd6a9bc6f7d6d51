export const ROLES = ['viewer', 'agent', 'approver', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** Whether a role includes another: owner > approver > agent > viewer. */
export function hasRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/**
 * Everything a member of staff may do, and the least role that may; who has more may it too. What silences
 * somebody for the whole team, or takes work from a colleague, is not for everybody.
 */
export const ROLE_FOR = {
  'me.settings': 'viewer',
  'post.log': 'agent',
  'case.claim': 'agent',
  'case.assign': 'approver',
  'case.hand_over': 'agent',
  'case.reply': 'agent',
  'case.thank': 'agent',
  'case.note': 'agent',
  'case.snooze': 'agent',
  'case.wake': 'agent',
  'case.escalate': 'agent',
  'case.resolve': 'agent',
  'case.reopen': 'agent',
  'case.ignore_author': 'approver',
  'case.heed_author': 'approver',
  'case.mute_word': 'approver',
  'case.unmute_word': 'approver',
  'case.label': 'agent',
  'case.unlabel': 'agent',
  'case.follow_up': 'agent',
  'case.merge': 'agent',
  'case.answered_elsewhere': 'agent',
  'case.kudos': 'agent',
  'case.amends': 'agent',
  'playbook.edit': 'approver',
  'case.fixed': 'agent',
  'case.mood': 'agent',
  'reply.decide': 'approver',
  'incident.state': 'approver',
  'grant.decide': 'approver',
  'codes.import': 'owner',
  'check.judge': 'agent',
  'people.merge': 'agent',
  'people.unmerge': 'agent',
  'people.erase': 'owner',
  'people.export': 'owner',
  'people.request': 'agent',
  'people.opt_out': 'agent',
  'people.opt_in': 'agent',
  'people.contact': 'agent',
  'people.uncontact': 'agent',
  'people.side': 'agent',
  'people.not_same': 'agent',
  'people.link': 'agent',
  'people.unlink': 'agent',
  'people.manager': 'approver',
  'people.list': 'agent',
  'people.rules': 'owner',
  'people.built': 'agent',
  'people.told': 'agent',
  'ask.feedback': 'approver',
  'ask.despite_pause': 'owner',
  'query.tighten': 'owner',
  'query.loosen': 'owner',
  'brand.unsure': 'owner',
  'source.check': 'agent',
} as const satisfies Record<string, Role>
export type StaffAction = keyof typeof ROLE_FOR

/** Whether a role may do something; actions ask again in their own transaction. */
export function mayDo(role: Role, action: StaffAction): boolean {
  return hasRole(role, ROLE_FOR[action])
}

/** Where an act came from; stands in every case event and audit row. */
export type Surface = 'slack' | 'desk' | 'cli' | 'job' | 'pipeline'
