import { findMeasures } from './measures.ts'
import type { PlaybookFact } from './playbook.ts'

/** A sentence that speaks of a fact and names another figure for it. */
export interface Contradiction {
  fact: string
  value: string
  found: string
}

/** Common beginnings are enough to know a word again in another form. */
const STEM = 4
/** Words of a name that say what kind of figure it is, not what it is of. */
const HOLLOW = new Set(['time', 'days', 'hours', 'price', 'cost', 'amount', 'until', 'from', 'max'])

/**
 * Where words say something else than a playbook's facts: in one sentence a word of the fact and a figure of
 * the same unit that the fact does not have. Facts without a figure cannot be checked.
 */
export function findContradictions(text: string, facts: readonly PlaybookFact[]): Contradiction[] {
  return sentencesOf(text).flatMap((sentence) => {
    const said = findMeasures(sentence)
    return facts
      .filter((fact) => speaksOf(sentence, fact))
      .flatMap((fact) => {
        const true_ = findMeasures(fact.value)
        const wrong = said.find(
          (one) =>
            true_.some(({ unit }) => unit === one.unit) &&
            true_.every(({ unit, value }) => unit !== one.unit || value !== one.value),
        )
        return wrong === undefined
          ? []
          : [{ fact: fact.name, value: fact.value, found: wrong.said.trim() }]
      })
  })
}

function speaksOf(sentence: string, { about, name }: PlaybookFact): boolean {
  const words = about.length > 0 ? about : ownWords(name)
  const plain = sentence.toLowerCase()
  return words.some((word) => plain.includes(word.toLowerCase()))
}

/** "refund_time" speaks of refunds. */
function ownWords(name: string): string[] {
  return name.split('_').filter((word) => word.length >= STEM && !HOLLOW.has(word))
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?;])\s+|\n+/u).filter((sentence) => sentence.trim() !== '')
}
