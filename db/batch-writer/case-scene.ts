import type { CaseBook } from './case-book.ts'
import type { WriteRules } from './changes.ts'

/** What the cases of one batch need of the world. */
export interface CaseScene {
  book: CaseBook
  nextId: () => number
  rules: WriteRules
  now: number
  /** `brand\nauthor` of those whose posts make no cards. */
  ignored: ReadonlySet<string>
  /** Rows for case_mention. */
  links: [number, number, number][]
}
