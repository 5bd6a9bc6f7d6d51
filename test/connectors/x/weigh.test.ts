import { expect, test } from 'vitest'
import { hasLink, weighText } from '../../../connectors/x/weigh.ts'

test.each([
  ['plain letters count once', 'Sorry about that.', 17],
  ['letters with accents count once, composed or not', 'cafe\u0301', 4],
  ['Chinese and Japanese characters count twice', '美味しい', 8],
  ['an emoji counts twice, whatever it is made of', '👩‍👩‍👧‍👦', 2],
  ['a flag and a skin tone count twice', '🇨🇭👍🏽', 4],
  ['a link counts 23 however long it is', `see https://harbor.example/${'a'.repeat(90)}`, 27],
  ['a bare domain is a link as well', 'see harborbeans.com now', 31],
  ['curly quotes count once', '“fine”', 6],
  ['a full stop without a space is no link', 'Thanks.We care', 14],
])('%s', (_claim, text, weight) => {
  expect(weighText(text)).toBe(weight)
})

test('a link is seen with and without its scheme, and not in a mail address or a number', () => {
  expect(['go to harbor.cafe/menu', 'http://a.b/c'].map(hasLink)).toEqual([true, true])
  expect(['12.50 only', 'me@harborbeans.com', 'all good'].map(hasLink)).toEqual([
    false,
    false,
    false,
  ])
})
