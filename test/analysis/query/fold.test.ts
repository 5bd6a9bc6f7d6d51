import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold } from '../../../analysis/query/fold.ts'
import { tokenise } from '../../../analysis/query/tokenise.ts'
import { aText } from './arbitraries.ts'

describe('fold', () => {
  it.each([
    ['ACME', 'acme'],
    ['Café', 'cafe'],
    ['Cafe\u0301', 'cafe'],
    ['STRAẞE straße', 'strasse strasse'],
    ['İstanbul ISPARTA ısparta', 'istanbul isparta isparta'],
    ['ＡＣＭＥ ｱｸﾒ', 'acme アクメ'],
    ['ﬁne', 'fine'],
    ['Łódź Ærø', 'lodz aero'],
    ['ΑΣ ας', 'ασ ασ'],
    ['soft\u00ADware zero\u200Bwidth', 'software zerowidth'],
    ['👍🏽', '👍'],
    ['❤️', '❤'],
    ['Acme™', 'acme '],
    ['𝐀𝐜𝐦𝐞', 'acme'],
    ['الْقَهْوَةُ', 'القهوة'],
    ['שָׁלוֹם', 'שלום'],
    ['が か\u3099', 'が が'],
    ['हिन्दी', 'हिन्दी'],
    ['z̵̢̛a̶͝l̸g̵o', 'zalgo'],
  ])('reads %j as %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it('changes nothing when done twice, for every character there is', () => {
    for (let point = 0; point <= 0x10_ffff; point++) {
      const text = String.fromCodePoint(point)
      const folded = fold(text)
      if (fold(folded) !== folded) expect(fold(folded), point.toString(16)).toBe(folded)
    }
  })

  it('changes nothing when done twice, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(aText, fc.string({ unit: 'binary' })), (text) => {
        expect(fold(fold(text))).toBe(fold(text))
      }),
    )
  })
})

describe('tokenise', () => {
  it.each([
    ['Flat-white, please!', ['flat', 'white', 'please']],
    ["McDonald's L’Oréal", ['mcdonald', 's', 'l', 'oreal']],
    ['東京タワー', ['東', '京', 'タ', 'ワ', 'ー']],
    ['2024年のiPhone15ケース', ['2024', '年', 'の', 'iphone15', 'ケ', 'ー', 'ス']],
    ['กาแฟ', ['ก', 'า', 'แ', 'ฟ']],
    ['삼성은', ['삼', '성', '은']],
    ['yes👍🏽👍', ['yes', '👍', '👍']],
    ['🇧🇩🇪🇺', ['🇧🇩', '🇪🇺']],
    ['हिन्दी में', ['हिन्दी', 'में']],
    ['Acme® © 2024', ['acme', '2024']],
    ['#acme_fan @tea', ['acme', 'fan', 'tea']],
    ['€ … :(', []],
  ])('cuts %j into words', (text, words) => {
    expect(tokenise(fold(text)).map((token) => token.text)).toEqual(words)
  })
})
