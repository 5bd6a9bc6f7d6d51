/** What a network allows us; the core refuses what the record forbids (DESIGN, promise 6). */
export interface Policy {
  mayStore: boolean
  mayLinkIdentity: boolean
  /** `if_tagged`: only where the author mentioned or quoted us. */
  mayReply: 'always' | 'if_tagged' | 'never'
  mayDm: boolean
  /** How deletions reach us. */
  deletions: 'push' | 'sweep' | 'none'
  retentionDays: number | null
  /** Profiles, scores and rewards only after the person opted in. */
  needsOptIn: boolean
}
