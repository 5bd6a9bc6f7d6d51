import { expect, it } from 'vitest'
import { peoplePage } from '../../views/people-page.ts'

it('counts who stands on a rung, one or many', () => {
  const ladder = new Map([
    ['client', 3],
    ['advocate', 1],
  ])
  const page = peoplePage([], ladder, 0, 'UTC').toString()
  expect(page).toContain('<span class="value">3</span><span class="change">people</span>')
  expect(page).toContain('<span class="value">1</span><span class="change">person</span>')
})
