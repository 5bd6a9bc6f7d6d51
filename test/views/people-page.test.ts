import { expect, it } from 'vitest'
import { peoplePage } from '../../views/people-page.ts'

it('counts who stands on a rung, one or many', () => {
  const stages = new Map([
    ['client', 3],
    ['advocate', 1],
  ])
  const nothing = { more: false, now: 0, zone: 'UTC', above: null, below: null }
  const view = { people: [], filter: 'everybody', find: null, stages, ...nothing }
  const page = peoplePage(view).toString()
  expect(page).toContain('<span class="value">3</span><span class="change">people</span>')
  expect(page).toContain('<span class="value">1</span><span class="change">person</span>')
})

it('shows what was looked for as text', () => {
  const nothing = { more: false, now: 0, zone: 'UTC', above: null, below: null }
  const find = '"><script>alert(1)</script>'
  const view = { people: [], filter: 'everybody', find, stages: new Map(), ...nothing }
  const page = peoplePage(view).toString()
  expect(page).toContain('Nobody is called “&quot;&gt;&lt;script&gt;')
  expect(page).not.toContain('<script>')
})
