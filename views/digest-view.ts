import type { DigestFacts } from '../core/digest.ts'
import type { DigestWords } from '../core/digest-words.ts'
import type { ShownFeeling } from './feeling-words.ts'

/** A share of something with its 95 % interval. */
interface ShownShare {
  right: number
  n: number
  interval: { low: number; high: number }
}

/** All that a digest is drawn from: its numbers, the words behind its ids, and what the numbers allow to say. */
export interface DigestView {
  facts: DigestFacts
  words: DigestWords
  judged: {
    feeling: ShownFeeling
    feelingBefore: ShownFeeling
    change: 'better' | 'worse' | 'same' | 'too_few'
    precision: ShownShare
    acted: ShownShare
  }
  /** Whether an answer may be sent for a case from here. */
  mayReply(caseId: number): boolean
}
