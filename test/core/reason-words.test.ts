import { expect, it } from 'vitest'
import { emergencyRules, reasonWords } from '../../core/reason-words.ts'

const REASONS = [
  { label: 'relevant', words: ['latte'], rule: 'brand-words' },
  { label: 'negative', words: ['Cold', 'worst'] },
  {
    label: 'question',
    words: ['is anybody there who could tell me whether you are open?'],
    rule: 'asks',
  },
  { label: 'complaint', words: ['worst', 'cold'] },
  { label: 'emergency', words: ['swollen lips'], rule: 'allergy' },
  { label: 'emergency', words: ['URGENT'] },
]

it('words that say why to act stand first, each once, and no whole sentence among them', () => {
  expect(reasonWords(REASONS)).toEqual(['swollen lips', 'URGENT', 'worst', 'cold', 'latte'])
})

it('a sentence is shown where there is nothing shorter', () => {
  expect(reasonWords(REASONS.slice(2, 3))).toEqual(REASONS[2]?.words)
})

it('only rules of danger make an emergency', () => {
  expect(emergencyRules(REASONS)).toEqual(['allergy'])
})
