import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateQuery } from '../../../analysis/query/evaluate-query.ts'
import { explainMatch, metTerms } from '../../../analysis/query/explain-match.ts'
import { parseQuery } from '../../../analysis/query/parse-query.ts'
import type { MatchPost } from '../../../analysis/query/post.ts'
import { anExpression, aPost } from './arbitraries.ts'

function foundBy(source: string, post: string | MatchPost): string[] {
  const asked = typeof post === 'string' ? { text: post } : post
  return explainMatch(parseQuery(source, { purpose: 'route' }), asked).map(({ found }) => found)
}

describe('explainMatch', () => {
  it.each([
    ['acme', 'I love ACME!', ['ACME']],
    ['acme', 'Acme, acme™', ['Acme', 'acme']],
    ['cafe', 'the Café\u0301 we know', ['Café\u0301']],
    ['strasse', 'eine Straße', ['Straße']],
    ['"flat white"', 'a Flat, white one', ['Flat, white']],
    ['coff*', 'Coffeehouse', ['Coffeehouse']],
    ['東京', '大東京都', ['東京']],
    ['👍', 'ok 👍🏽!', ['👍🏽']],
    ['`C++`', 'my C++.', ['C++']],
    ['`:(`', 'sad :(', [':(']],
    ['a NEAR/2 b', 'a x b and b', ['a', 'b']],
    ['#tea', 'some #Tea', ['Tea']],
    ['acme OR tea', 'tea only', ['tea']],
    ['acme NOT milk', 'acme tea', ['acme']],
    ['acme NOT (milk NOT sugar)', 'acme milk sugar', ['acme', 'sugar']],
    ['acme', 'tea', []],
  ])('%s hits in %j the words that a reader would mark', (source, text, found) => {
    expect(foundBy(source, text)).toEqual(found)
  })

  it('names what is known about a post where no word was hit', () => {
    const post = { text: 'Acme', title: 'On acme', lang: 'en', hashtags: ['tea'] }
    const query = parseQuery('acme lang:en #tea')
    expect(explainMatch(query, post)).toEqual([
      { term: 'acme', where: 'text', found: 'Acme', at: { start: 0, end: 4 } },
      { term: 'acme', where: 'title', found: 'acme', at: { start: 3, end: 7 } },
      { term: 'lang:en', where: 'about', found: 'lang:en', at: null },
      { term: '#tea', where: 'about', found: '#tea', at: null },
    ])
  })

  it('names the terms alone, without what is known about the post and without those that were not met', () => {
    const query = parseQuery('("acme tea" OR milk OR @acme) lang:en')
    expect(metTerms(query, { text: 'Acme tea, @acme', lang: 'en' })).toEqual([
      '"acme tea"',
      '@acme',
    ])
    expect(metTerms(query, { text: 'Acme tea, @acme', lang: 'de' })).toEqual([])
  })

  it('explains exactly the posts that a query meets, within their bounds', () => {
    fc.assert(
      fc.property(anExpression, aPost, (source, post) => {
        const query = parseQuery(source, { purpose: 'route' })
        const reasons = explainMatch(query, post)
        if (!evaluateQuery(query, post)) expect(reasons).toEqual([])
        const hit = reasons.filter(({ where }) => where !== 'about').map(({ term }) => term)
        expect(metTerms(query, post)).toEqual(expect.arrayContaining(hit))
        for (const { where, at, found } of reasons) {
          if (at === null) continue
          const text = where === 'title' ? post.title : post.text
          expect(text?.slice(at.start, at.end)).toBe(found)
        }
      }),
    )
  })
})
