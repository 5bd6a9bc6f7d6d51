import { eld } from 'eld/extrasmall'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLetters } from '../../../analysis/language/letter-groups.ts'
import { makeLetterTable } from '../../../analysis/training/letter-table.ts'

function isSame(text: string): void {
  const theirs = eld.detect(text)
  const ours = readLetters(text)
  expect([text, ours.language]).toEqual([text, theirs.language])
  if (ours.language !== '') expect(ours.isReliable).toBe(theirs.isReliable())
}

describe('groups of letters', () => {
  it('tell what the package tells whose table they are', () => {
    for (const text of [
      'Der Kaffee war kalt und niemand hat sich entschuldigt',
      "C'est l'été, j'ai adoré votre glace à la pêche",
      'Η εξυπηρέτηση ήταν άψογη',
      'Обслуживание было ужасным',
      'القهوة باردة والخدمة بطيئة',
      'kahve soğuktu ama garson çok nazikti',
      '珈琲が冷たかった',
      "o' 'tis ' a",
      'ß',
      '',
      '🙂 12 …',
      `${'x'.repeat(90)} ${'ü'.repeat(80)} abc`,
      'ab '.repeat(200),
      'été '.repeat(100),
      'я'.repeat(400),
    ])
      isSame(text)
  })

  it('do so whatever is written', () => {
    const letters = fc.constantFrom(..."aeinrst čßñöяжικعلが'’` -A", 'the ', 'ung ', 'ção ', '𝒜')
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 300 }).map((parts) => parts.join('')),
        isSame,
      ),
      { numRuns: 200 },
    )
  })

  it('lie in a table that is made from the package again and again the same', async () => {
    const made = `${JSON.stringify(await makeLetterTable())}\n`
    await expect(made).toMatchFileSnapshot('../../../analysis/models/letters.json')
  })
})
