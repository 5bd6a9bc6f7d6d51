import { HOLE } from './fill-answer.ts'
import { findMeasures } from './measures.ts'
import { findPromise, findTakeBack } from './risky-words.ts'

/** What a machine was given and may use: the words of the playbook; the post is nobody's permission. */
export interface DraftGround {
  /** Everything that the playbook says: its answer, question, steps, facts. */
  playbook: string
  max: number
}

const LINK =
  /\b(?:https?:\/\/|www\.)\S+|(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|app|shop|info|example|[a-z]{2})(?![\w@])(?:\/\S*)?/giu
const MAIL = /[\w.+-]+@[\w-]+\.[\w.-]+/gu
const PHONE = /(?<!\w)\+?\d[\d\s()./-]{6,}\d(?!\w)/gu
/** Letters and figures mixed, or all capitals: what a voucher looks like. */
const CODE =
  /(?<![\p{L}\d])(?=[A-Z\d-]*\d)(?=[A-Z\d-]*[A-Z])[A-Z\d]{2,}(?:-?[A-Z\d]+)*(?![\p{L}\d])|(?<![\p{L}\d])[A-Z]{6,}(?![\p{L}\d])/gu

/** Why words of a machine may not become a draft, in a sentence for staff; null where they may. */
export function guardDraft(text: string, { playbook, max }: DraftGround): string | null {
  if (text.trim() === '') return 'It said nothing.'
  if (text.length > max) return 'It was too long.'
  if (text.search(HOLE) >= 0) return 'It left something to fill in.'
  for (const [pattern, what] of [
    [MAIL, 'an address'],
    [LINK, 'a link'],
    [PHONE, 'a phone number'],
    [CODE, 'a code'],
  ] as const)
    for (const [found] of text.matchAll(pattern))
      if (!playbook.includes(found)) return `It named ${what} that the playbook does not have.`
  const promise = findPromise(text)
  if (promise !== null && !playbook.toLowerCase().includes(promise.toLowerCase()))
    return 'It promised something that the playbook does not.'
  if (findTakeBack(text) !== null) return 'It asked them to take their words back.'
  const known = findMeasures(playbook)
  const made = findMeasures(text).find(
    (one) => !known.some(({ unit, value }) => unit === one.unit && value === one.value),
  )
  return made === undefined ? null : 'It named a figure that the playbook does not have.'
}
