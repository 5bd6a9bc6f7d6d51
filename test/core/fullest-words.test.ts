import { expect, it } from 'vitest'
import { fullestWords } from '../../core/fullest-words.ts'

it.each([
  [
    ['card', 'dead', 'card payments'],
    ['card payments', 'dead'],
  ],
  [['card', 'card payments', 'all card payments'], ['all card payments']],
  [
    ['car', 'card'],
    ['car', 'card'],
  ],
  [[], []],
])('of %j the fullest are %j', (phrases, fullest) => {
  expect(fullestWords(phrases)).toEqual(fullest)
})
