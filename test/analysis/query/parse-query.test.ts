import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_QUERY_LENGTH, parseQuery } from '../../../analysis/query/parse-query.ts'
import { printQuery } from '../../../analysis/query/print-query.ts'
import type { QueryNode } from '../../../analysis/query/query.ts'
import { QueryError } from '../../../analysis/query/query-error.ts'
import { anExpression } from './arbitraries.ts'

/** What people write, and its plain form. */
const READINGS: readonly [source: string, plain: string][] = [
  ['acme', 'acme'],
  ['constructor toString __proto__', 'constructor AND toString AND __proto__'],
  ['acme coffee', 'acme AND coffee'],
  ['acme AND coffee', 'acme AND coffee'],
  ['acme OR tea coffee', 'acme OR (tea AND coffee)'],
  ['acme tea OR coffee', '(acme AND tea) OR coffee'],
  ['(acme OR tea) coffee', '(acme OR tea) AND coffee'],
  ['acme NOT tea coffee', 'acme AND NOT tea AND coffee'],
  ['acme -tea -"green tea"', 'acme AND NOT tea AND NOT "green tea"'],
  ['acme –tea', 'acme AND NOT tea'],
  ['acme AND NOT (tea OR milk)', 'acme AND NOT (tea OR milk)'],
  ['NOT NOT acme', 'NOT NOT acme'],
  ['((acme))', 'acme'],
  ['acme AND (tea AND (milk AND sugar))', 'acme AND tea AND milk AND sugar'],
  ['“flat white”', '"flat white"'],
  ['`C++` `:(`', '`C++` AND `:(`'],
  ['coff*', 'coff*'],
  ['#acme @acme.bsky.social', '#acme AND @acme.bsky.social'],
  ['@acme@mastodon.example', '@acme@mastodon.example'],
  ['a NEAR b', 'a NEAR/5 b'],
  ['a ONEAR/3 "b c"', 'a ONEAR/3 "b c"'],
  ['a NEAR/2 (b OR cafe*) OR d', '(a NEAR/2 (b OR cafe*)) OR d'],
  ['acme site:https://www.Reddit.com/r/Coffee/?a=1', 'acme AND site:reddit.com/r/coffee'],
  ['acme Author:@Tea', 'acme AND author:tea'],
  ['acme author:(a OR b)', 'acme AND (author:a OR author:b)'],
  ['acme lang:(en OR pt_BR)', 'acme AND (lang:en OR lang:pt-br)'],
  ['acme lang:(NOT en)', 'acme AND NOT lang:en'],
  ['acme community:"Coffee Lovers"', 'acme AND community:"coffee lovers"'],
  ['acme community:r/Coffee', 'acme AND community:coffee'],
  ['title:acme', 'title:acme'],
  ['title:(acme OR "flat white" -tea)', 'title:acme OR (title:"flat white" AND NOT title:tea)'],
  ['title:(acme NEAR/2 (tea OR milk))', 'title:(acme NEAR/2 (tea OR milk))'],
  ['links:acme.com/menu', 'links:acme.com/menu'],
  ['acme url:acme.com/menu', 'acme AND url:acme.com/menu'],
  ['acme type(review)', 'acme AND type(review)'],
  ['acme type:review', 'acme AND type(review)'],
  ['acme type(review OR comment)', 'acme AND (type(review) OR type(comment))'],
  ['acme followers(>1000)', 'acme AND followers(>1000)'],
  ['acme followers(>= 10)', 'acme AND followers(>=10)'],
  ['acme followers:<5', 'acme AND followers(<5)'],
  ['acme is(vip) has(link) has(media)', 'acme AND is(vip) AND has(link) AND has(media)'],
  ['acme network:twitter', 'acme AND network:x'],
  [
    'acme sentiment:negative intent:complaint stage:client',
    'acme AND sentiment:negative AND intent:complaint AND stage:client',
  ],
  ['acme // the café, not the anvil\nOR tea', 'acme OR tea'],
  ['// nothing yet\r\nacme', 'acme'],
  ['acme//tea', 'acme//tea'],
  ['AT&T', 'AT&T'],
  ['（acme OR tea） coffee', '(acme OR tea) AND coffee'],
  ['東京タワー 👍', '東京タワー AND 👍'],
]

/** What is refused: line, column, found, a part of the message, and what to write instead. */
const REFUSALS: readonly [
  source: string,
  line: number,
  column: number,
  found: string,
  message: RegExp,
  suggestion: string | null,
][] = [
  ['', 1, 1, '', /empty/, null],
  ['  // only a comment', 1, 1, '', /empty/, null],
  ['acme AND', 1, 6, 'AND', /AND needs a word on its right/, null],
  ['AND acme', 1, 1, 'AND', /AND needs a word on its left/, null],
  ['acme OR OR tea', 1, 6, 'OR', /OR needs a word on its right/, null],
  ['acme NOT', 1, 6, 'NOT', /NOT needs a word on its right/, null],
  ['acme AND (', 1, 10, '(', /never closed/, null],
  ['(acme', 1, 1, '(', /never closed/, null],
  ['acme (tea', 1, 6, '(', /never closed/, null],
  ['(acme OR', 1, 7, 'OR', /OR needs a word on its right/, null],
  ['acme)', 1, 5, ')', /closes nothing/, ''],
  ['acme ()', 1, 6, '()', /brackets are empty/, null],
  ['acme "tea', 1, 6, '"tea', /quote is never closed/, '"tea"'],
  ['acme `tea', 1, 6, '`tea', /backtick is never closed/, '`tea`'],
  ['acme ""', 1, 6, '""', /quotes are empty/, null],
  ['acme ``', 1, 6, '``', /backticks are empty/, null],
  ['tea*', 1, 1, 'tea*', /needs at least 4 letters before it/, 'tea'],
  ['acme *', 1, 6, '*', /needs at least 4 letters/, null],
  ['*acme', 1, 1, '*', /only at the end/, null],
  ['ac*me', 1, 3, '*', /only at the end/, null],
  ['flat-whit*', 1, 1, 'flat-whit*', /single word/, '"flat-whit"'],
  ['東京*', 1, 1, '東京*', /not needed in this script/, '東京'],
  ['#acme*', 1, 1, '#acme*', /only on words/, '#acme'],
  ['#', 1, 1, '#', /no name after #/, null],
  ['#flat-white', 1, 1, '#flat-white', /not a hashtag/, '`#flat-white`'],
  ['@', 1, 1, '@', /no name after @/, null],
  ['@a!b', 1, 1, '@a!b', /not a handle/, '`@a!b`'],
  ['€', 1, 1, '€', /no letter, digit or emoji/, '`€`'],
  ['acme - tea', 1, 6, '-', /minus must touch/, 'NOT'],
  ['acme && tea', 1, 6, '&&', /Write AND/, 'AND'],
  ['acme | tea', 1, 6, '|', /Write OR/, 'OR'],
  ['acme ! tea', 1, 6, '!', /Write NOT/, 'NOT'],
  ['acme !tea', 1, 6, '!tea', /write NOT/, 'NOT tea'],
  ['acme +tea', 1, 6, '+tea', /plus is not needed/, 'tea'],
  ['"a b"~5', 1, 6, '~5', /NEAR\/5/, null],
  ['a NEAR/0 b', 1, 3, 'NEAR/0', /starts at 1/, 'NEAR/1'],
  ['a ONEAR/11 b', 1, 3, 'ONEAR/11', /ONEAR goes up to 10 words apart. You wrote 11/, 'ONEAR/10'],
  ['a NEAR/x b', 1, 3, 'NEAR/x', /You wrote x/, 'NEAR/5'],
  ['a NEAR/ b', 1, 3, 'NEAR/', /no number/, 'NEAR/5'],
  ['a NEAR5 b', 1, 3, 'NEAR5', /Write NEAR\/5/, 'NEAR/5'],
  ['a NEAR', 1, 3, 'NEAR', /NEAR needs a word on its right/, null],
  ['NEAR/2 a', 1, 1, 'NEAR/2', /on its left/, null],
  ['a NEAR b NEAR c', 1, 10, 'NEAR', /NEAR joins two/, null],
  ['a NEAR (b AND c)', 1, 8, '(b AND c)', /NEAR joins words/, null],
  ['a NEAR (b -c)', 1, 8, '(b -c)', /NEAR joins words/, null],
  ['a NEAR site:b.com', 1, 8, 'site:b.com', /NEAR joins words/, null],
  ['a author:(b NEAR c)', 1, 13, 'NEAR', /does not work in author/, null],
  ['acme sitee:reddit.com', 1, 6, 'sitee:', /Unknown field sitee:, did you mean site:\?/, 'site:'],
  ['acme tilte:tea', 1, 6, 'tilte:', /did you mean title:\?/, 'title:'],
  ['acme wherever:tea', 1, 6, 'wherever:', /put them in quotes: "wherever:tea"/, null],
  ['acme site: reddit.com', 1, 6, 'site:', /no value/, null],
  ['acme lang:', 1, 6, 'lang:', /no value/, null],
  ['acme author:""', 1, 13, '""', /no value/, null],
  ['acme site(a.com)', 1, 6, 'site', /needs a colon/, 'site:'],
  ['acme site:reddit', 1, 11, 'reddit', /takes an address/, 'reddit.com'],
  ['acme site:a.com*', 1, 11, 'a.com*', /only on words/, null],
  ['acme site:`a.com`', 1, 11, '`a.com`', /takes no backticks/, 'a.com'],
  ['https://acme.com/x', 1, 1, 'https://acme.com/x', /write links:acme.com\/x/, 'links:acme.com/x'],
  ['acme lang:english', 1, 11, 'english', /short code/, 'en'],
  ['acme type(reviwe)', 1, 11, 'reviwe', /Did you mean review\?/, 'review'],
  ['acme is(king)', 1, 9, 'king', /customer, advocate, vip, staff/, null],
  ['acme network:bluesy', 1, 14, 'bluesy', /Did you mean bluesky\?/, 'bluesky'],
  ['acme sentiment:angry', 1, 16, 'angry', /negative, neutral, positive/, null],
  ['acme followers(many)', 1, 16, 'many', /followers\(>1000\). You wrote many/, null],
  ['acme followers(1000)', 1, 16, '1000', /takes a comparison/, '>1000'],
  ['acme followers(>10k)', 1, 16, '>10k', /takes a comparison/, '>10000'],
  ['acme followers(>1.5k)', 1, 16, '>1.5k', /takes a comparison/, '>1500'],
  ['acme followers(>1,000)', 1, 16, '>1,000', /takes a comparison/, '>1000'],
  ['acme title:(site:a.com)', 1, 13, 'site:', /cannot stand inside title/, null],
  ['acme title:(#tea)', 1, 13, '#tea', /takes words and phrases/, null],
  ['NOT acme', 1, 1, 'NOT acme', /only NOT terms. Add a word to look for/, null],
  ['-acme -tea', 1, 1, '-acme -tea', /only NOT terms/, null],
  ['acme OR NOT tea', 1, 9, 'NOT tea', /This side of OR/, null],
  ['tea (acme OR -x) OR (lang:en -b)', 1, 21, '(lang:en -b)', /This side of OR/, null],
  ['lang:en (acme OR site:a.com)', 1, 18, 'site:a.com', /This side of OR/, null],
  ['site:reddit.com', 1, 1, 'site:reddit.com', /only narrows/, null],
  ['followers(>5) lang:en', 1, 1, 'followers(>5) lang:en', /only narrows/, null],
  ['NOT (acme OR tea)', 1, 1, 'NOT (acme OR tea)', /only NOT/, null],
  ['acme\nOR (tea NEAR/12 milk)', 2, 9, 'NEAR/12', /up to 10/, 'NEAR/10'],
  ['acme\r\n\r\n  sitee:x', 3, 3, 'sitee:', /site:/, 'site:'],
  ['👩‍👩‍👧 é東 sitee:x', 1, 6, 'sitee:', /site:/, 'site:'],
]

describe('parseQuery', () => {
  it.each(READINGS)('reads %j', (source, plain) => {
    expect(printQuery(parseQuery(source))).toBe(plain)
  })

  it.each(REFUSALS)('refuses %j and says where and what to do', (...row) => {
    const [source, line, column, found, message, suggestion] = row
    const error = refusalOf(source)
    expect({ line: error.line, column: error.column, found: error.found }).toEqual({
      line,
      column,
      found,
    })
    expect(error.message).toMatch(message)
    expect(error.suggestion).toBe(suggestion)
  })

  it('takes what every mend with a replacement leads to, or says the next thing', () => {
    for (const [source, , , , , suggestion] of REFUSALS) {
      if (suggestion === null) continue
      const { at, message } = refusalOf(source)
      const mended = source.slice(0, at.start) + suggestion + source.slice(at.end)
      const next = refusalOrNull(mended)
      expect(next?.message, mended).not.toBe(message)
    }
  })

  it.each([
    ['tea and milk', 5, /and is read as a word to look for. Write AND/],
    ['tea Or milk', 5, /Write OR/],
    ['not tea', 1, /Write NOT/],
    ['tea near/3 milk', 5, /Write NEAR\/3/],
    ['C++ course', 1, /signs in C\+\+ are not looked for.*`C\+\+`/],
    ['"coff*" tea', 1, /only a sign/],
    ['tea sentiment:negative', 5, /known only after/],
  ])('reads %j with a warning', (source, column, message) => {
    const { warnings } = parseQuery(source)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({ line: 1, column })
    expect(warnings[0]?.message).toMatch(message)
  })

  it('warns of nothing in everyday queries', () => {
    for (const source of ["l'oréal", 'AT&T', 'acme!', '(tea OR milk)', 'coca-cola', 'node.js']) {
      expect(parseQuery(source).warnings, source).toEqual([])
    }
  })

  it('lets a routing filter only narrow', () => {
    const { root, warnings } = parseQuery('sentiment:negative followers(>1000)', {
      purpose: 'route',
    })
    expect(root.kind).toBe('and')
    expect(warnings).toEqual([])
  })

  it('says where in the source each term stands', () => {
    const source = 'acme OR (tea NEAR/2 "flat white")'
    const { root } = parseQuery(source)
    const [acme, near] = 'children' in root ? root.children : []
    expect(source.slice(acme?.at.start, acme?.at.end)).toBe('acme')
    expect(source.slice(near?.at.start, near?.at.end)).toBe('(tea NEAR/2 "flat white")')
  })

  it.each([
    ['brackets without end', '('.repeat(100_000)],
    ['brackets as deep as fit', `${'('.repeat(9_000)}a${')'.repeat(9_000)}`],
    ['minus signs', `${'-'.repeat(19_999)}a`],
    ['NOTs', `${'NOT '.repeat(4_999)}a`],
    ['fields', 'title:('.repeat(2_500)],
    ['words', 'a '.repeat(9_999)],
    ['one long phrase', `"${'a '.repeat(9_000)}"`],
    ['comments', '//\n'.repeat(6_000)],
    ['length', 'a'.repeat(MAX_QUERY_LENGTH + 1)],
  ])('refuses hostile %s without harm', (_, source) => {
    expect(() => parseQuery(source)).toThrow(QueryError)
  })

  it('throws nothing but QueryError, whatever is written', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '"',
      '`',
      '-',
      ' ',
      'AND',
      'OR',
      'NOT ',
      'NEAR/3',
      'title:',
      'is(',
      ':',
      '*',
      '#',
      '@',
      'a',
      '東',
      '👍',
      '\n',
      '//',
      'followers(>',
      '\ud83d',
      '\u0301',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
        ),
        (source) => {
          const error = refusalOrNull(source)
          if (error === null) return
          expect(error).toBeInstanceOf(QueryError)
          expect(error.column).toBeGreaterThan(0)
          expect(error.line).toBeGreaterThan(0)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('reads its own plain form as the same query', () => {
    fc.assert(
      fc.property(anExpression, (source) => {
        const first = parseQuery(source, { purpose: 'route' })
        const plain = printQuery(first)
        const second = parseQuery(plain, { purpose: 'route' })
        expect(withoutPlaces(second.root)).toEqual(withoutPlaces(first.root))
        expect(printQuery(second)).toBe(plain)
      }),
      { numRuns: 500 },
    )
  })

  it('binds NOT before AND before OR', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd')
    const term = fc.tuple(fc.boolean(), names)
    fc.assert(
      fc.property(
        fc.array(fc.array(term, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        (sides) => {
          const bare = sides.map((side) => side.map(written).join(' AND ')).join(' OR ')
          const bracketed = sides
            .map((side) => `(${side.map((part) => `(${written(part)})`).join(' ')})`)
            .join(' OR ')
          const options = { purpose: 'route' } as const
          expect(withoutPlaces(parseQuery(bare, options).root)).toEqual(
            withoutPlaces(parseQuery(bracketed, options).root),
          )
        },
      ),
    )
  })
})

function written([negated, name]: [boolean, string]): string {
  return negated ? `NOT ${name}` : name
}

function refusalOf(source: string): QueryError {
  const error = refusalOrNull(source)
  if (error === null) throw new Error(`${source} was read`)
  return error
}

function refusalOrNull(source: string): QueryError | null {
  try {
    parseQuery(source)
    return null
  } catch (error) {
    return error as QueryError
  }
}

function withoutPlaces(node: QueryNode): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) => (key === 'at' ? undefined : value)),
  )
}
