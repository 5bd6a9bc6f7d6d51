import { expect, it } from 'vitest'
import { growingRest } from '../../cli/loops.ts'

it('rests a little at first, and then twice as long each time up to the whole', () => {
  const rest = growingRest(5000, 60_000)
  expect([rest(), rest(), rest(), rest(), rest(), rest()]).toEqual([
    5000, 10_000, 20_000, 40_000, 60_000, 60_000,
  ])
})
