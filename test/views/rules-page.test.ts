import { expect, it } from 'vitest'
import { rulesPage } from '../../views/rules-page.ts'

it('names a fault by the words above the field, not by its key', () => {
  const fault = 'weights.praise: found "lots". Write a number.'
  const page = rulesPage({}, { moves: null, fault, csrf: 'c', maySet: true }).toString()
  expect(page).toContain('“Praises us”: found')
  expect(page).not.toContain('weights.praise:')
})
