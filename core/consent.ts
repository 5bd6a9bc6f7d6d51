import type { MentionAuthor } from './mention.ts'
import type { Network } from './network.ts'

/** What a member of a community may ask for by a command. */
export const CONSENT_ACTS = ['join', 'leave', 'forget'] as const
export type ConsentAct = (typeof CONSENT_ACTS)[number]

/** A member's own word about themselves; `at` is epoch ms and orders their words. */
export interface Consent {
  network: Network
  author: Pick<MentionAuthor, 'id' | 'handle' | 'name'>
  act: ConsentAct
  at: number
}
