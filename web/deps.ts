import type { Kysely } from 'kysely'
import type { ActionContext } from '../actions/context.ts'
import type { ReadWords } from '../actions/read-answer.ts'
import type { Drafter } from '../actions/suggest-draft.ts'
import type { WordCount } from '../core/check-words.ts'
import type { Logger } from '../core/logger.ts'
import type { Way } from '../core/reply-way.ts'
import type { WriteRules } from '../db/batch-writer/changes.ts'
import type { CaseFacts } from '../db/case-facts.ts'
import type { Schema } from '../db/schema.ts'
import type { CaseView } from '../views/case-view.ts'
import type { Brands } from './brands.ts'

/** Everything the desk may touch. */
export interface WebDeps {
  ctx: ActionContext & {
    openCode: (sealed: string) => string
    /** Keyed: nothing can be read back from it, and nobody else can make it. */
    fingerprint: (plain: string) => string
  }
  /** Reads of pages; a worker of its own in production. */
  reader: Kysely<Schema>
  log: Logger
  /** 32 random bytes as text. */
  token(): string
  replyRight(facts: CaseFacts): CaseView['reply']
  countReply(facts: CaseFacts, text: string, way?: Way): WordCount
  wake(): void
  /** What the analysis makes of words that a customer wrote to us. */
  readWords: ReadWords
  /** What the writer of posts needs to know of the settings. */
  rules(): WriteRules
  /** The demo signs everybody in as this member of staff; null on a live desk. */
  demoStaffId: string | null
  /** A machine that drafts answers, where the settings name one. */
  drafter: Drafter | null
  metrics(): Promise<string>
  ready(): Promise<{ ok: boolean; detail: string }>
}

export interface Signed {
  staffId: string
  staffName: string
  csrf: string
}

export type WebEnv = { Variables: { signed: Signed; brands: Brands } }
