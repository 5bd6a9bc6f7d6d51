import { DANGERS_ABROAD } from './dangers-abroad.ts'
import { DANGERS_TO_AFFAIRS } from './dangers-to-affairs.ts'
import { DANGERS_TO_PEOPLE } from './dangers-to-people.ts'
import type { Rule } from './rule.ts'

/** Words that mean waiting an hour may do harm, in the context that makes them mean it. */
export const EMERGENCY_RULES: readonly Rule[] = [
  ...DANGERS_TO_PEOPLE,
  ...DANGERS_TO_AFFAIRS,
  ...DANGERS_ABROAD,
]
