import type { Intent } from '../../core/judgement.ts'

/** A pattern that speaks for a label by itself; `weight` is how sure one hit makes us. */
export interface Rule {
  id: string
  label: Intent | 'emergency'
  weight: number
  pattern: RegExp
  /** Where this also matches, the rule is silent. */
  unless?: RegExp | undefined
}
