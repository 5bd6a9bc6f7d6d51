import type { Address } from '../core/address.ts'
import type { Way } from '../core/reply-way.ts'

/** What a press of the Reply or Thank dialog brings. */
export interface ReplyInput {
  caseId: number
  /** The exact words that were previewed. */
  text: string
  /** One press of one dialog: a second press with the same key is the same reply. */
  pressKey: string
  /** The version of the case that the dialog showed. */
  seenVersion: number
  /** The newest answer and event that the dialog showed; without them all of a changed case is news. */
  seenReply?: number
  seenEvent?: number
  /** Longest text the network takes, by its own count; null for no limit. */
  count?: { length: number; max: number | null }
  /** Somebody else is writing, and this person knows. */
  anyway?: boolean
  /** The playbook whose draft it began as. */
  playbookId?: string | null
  /** The case is over once it is sent. */
  resolveAfter?: boolean
  /** When to look after it again, epoch ms. */
  followUpAt?: number | null
  /** Below the post unless told. */
  way?: Way
  /** How this person wants to be spoken to from now on. */
  address?: Address | null
}
