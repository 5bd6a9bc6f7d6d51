import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateQuery } from '../../../analysis/query/evaluate-query.ts'
import { parseQuery } from '../../../analysis/query/parse-query.ts'
import type { MatchPost } from '../../../analysis/query/post.ts'
import { anExpression, aPost } from './arbitraries.ts'

function matches(source: string, post: string | MatchPost): boolean {
  const asked = typeof post === 'string' ? { text: post } : post
  return evaluateQuery(parseQuery(source, { purpose: 'route' }), asked)
}

const TEXTS: readonly [source: string, finds: readonly string[], misses: readonly string[]][] = [
  ['acme', ['Acme!', 'at ACME, today', '#acme', '@acme', 'acme’s', 'Acme™'], ['acmes', 'acm', '']],
  ['café', ['CAFE', 'cafe\u0301'], ['cafeteria']],
  ['straße', ['STRASSE', 'Straße'], ['strase']],
  ['istanbul', ['İSTANBUL', 'Istanbul', 'ıstanbul'], []],
  ['coca-cola', ['Coca Cola', 'coca-cola', 'coca—cola'], ['cocacola', 'cola coca']],
  ['"flat white"', ['a Flat, white!', 'flat\nwhite'], ['white flat', 'flat big white', 'flat']],
  ['"flat 👍 white"', ['flat 👍🏽 white'], ['flat white']],
  ['flat white', ['white and flat'], ['flat']],
  ['`C++`', ['in C++.', 'C++, C'], ['c++', 'C ++', 'ABC++']],
  ['`NASA`', ['NASA!', 'the NASA'], ['nasa', 'NASAL', 'xNASA']],
  ['`:(`', ['sad :(', ':(('], [': (']],
  ['`東京`', ['大東京都'], ['东京']],
  ['coff*', ['coffee', 'COFFEEHOUSE', 'coff'], ['my cof', 'decoff']],
  ['東京', ['大東京タワー', '東京'], ['東 京', '京東', '東。京']],
  ['ｽﾀﾊﾞ', ['スタバに行く'], ['スター']],
  ['กาแฟ', ['ร้านกาแฟดี'], ['กา แฟ']],
  ['삼성', ['삼성은 좋다'], ['삼 성']],
  ['👍', ['ok👍🏽', '👍👍'], ['👎']],
  ['❤️', ['I ❤ tea'], ['💔']],
  ['🇩🇪', ['go 🇩🇪!'], ['🇧🇩🇪🇺']],
  [
    '#acme',
    ['love #Acme!', '＃ａｃｍｅ', '今日は#acme'],
    ['acme', '#acmes', 'x#acme', '#acme_fan'],
  ],
  ['#東京', ['#東京 最高'], ['#東京タワー', '東京']],
  [
    '@acme',
    ['hi @Acme!', '.@acme', '@acmeさん'],
    ['acme', 'me@acme.com', '@acme.bsky.social', '@acme_x'],
  ],
  ['@acme.bsky.social', ['cc @acme.bsky.social.'], ['@acme', '@acme.bsky']],
  ['@acme@m.example', ['hi @acme@m.example!'], ['@acme', '@acme@n.example']],
  ['a NEAR/2 b', ['a b', 'b x y a', 'a, x y b'], ['a x y z b', 'a', 'b']],
  ['a ONEAR/2 b', ['a b', 'a x y b'], ['b a', 'a x y z b']],
  ['a NEAR/2 a', ['a x a'], ['a']],
  ['a NEAR/3 (b OR "c d")', ['c d x a', 'a b'], ['a c', 'a']],
  ['juni* NEAR/3 #tea', ['juniper has a #tea'], ['juniper tea', 'juniper and so on and on #tea']],
  ['`:(` NEAR/2 acme', ['acme again :(', ':( my acme'], ['acme is what they call it :(']],
  ['NOT tea acme', ['acme'], ['acme tea', 'tea']],
  ['acme tea OR milk', ['milk', 'acme tea'], ['acme', 'tea']],
  [
    'links:acme.com',
    ['see https://www.acme.com/x.', 'at HTTP://blog.acme.com', 'www.acme.com!'],
    ['acme.com', 'https://notacme.com', 'https://acme.com.evil.org'],
  ],
  [
    'links:acme.com/menu',
    ['https://acme.com/menu', 'https://acme.com/Menu/1?x'],
    ['https://acme.com/menus', 'https://acme.com'],
  ],
  ['acme has(link)', ['acme https://x.org'], ['acme']],
]

const POST: MatchPost = {
  text: 'a flat white',
  title: 'Acme Coffee reviewed',
  url: 'https://www.reddit.com/r/Coffee/comments/1?x=1',
  links: ['https://Acme.com/menu/'],
  hashtags: ['#Brunch', 'oat'],
  handles: ['@Acme', 'tea.bsky.social'],
  authorHandle: '@Ana',
  authorFollowers: 1000,
  lang: 'pt-BR',
  network: 'reddit',
  kind: 'reply',
  community: 'r/Coffee',
  hasMedia: true,
  traits: ['vip'],
  sentiment: 'negative',
  intents: ['question'],
  stage: 'client',
}

describe('evaluateQuery', () => {
  it.each(TEXTS)('%s finds what it says and nothing else', (source, finds, misses) => {
    for (const text of finds) expect(matches(source, text), text).toBe(true)
    for (const text of misses) expect(matches(source, text), text).toBe(false)
  })

  it.each([
    'acme',
    'title:acme',
    'title:"coffee reviewed"',
    'title:revi*',
    'title:`Acme`',
    'title:(acme NEAR/1 reviewed)',
    'title:(acme -white)',
    '#brunch',
    '#oat',
    '@acme',
    '@tea.bsky.social',
    'author:ana',
    'author:(bo OR @ANA)',
    'site:reddit.com',
    'site:reddit.com/r/coffee',
    'url:comments/1',
    'links:acme.com',
    'links:acme.com/menu',
    'lang:pt',
    'lang:pt-br',
    'network:reddit',
    'type(comment)',
    'type(question)',
    'type(reply)',
    'community:coffee',
    'has(media)',
    'has(link)',
    'is(vip)',
    'followers(>999)',
    'followers(>=1000)',
    'followers(=1000)',
    'followers(<1001)',
    'followers(<=1000)',
    'sentiment:negative',
    'intent:question',
    'stage:client',
  ])('%s is true of a post that is so', (source) => {
    expect(matches(source, POST)).toBe(true)
    expect(matches(`NOT (${source})`, POST)).toBe(false)
  })

  it.each([
    'title:white',
    'title:`acme`',
    'acme NEAR/10 flat',
    '"reviewed a"',
    '#acme',
    '@tea',
    'author:acme',
    'site:dit.com',
    'site:reddit.com/r/cof',
    'links:acme.com/men',
    'links:reddit.com',
    'lang:en',
    'network:x',
    'type(post)',
    'community:coffees',
    'is(staff)',
    'followers(>1000)',
    'followers(<1000)',
    'sentiment:positive',
    'intent:praise',
    'stage:advocate',
  ])('%s is not true of a post that is otherwise', (source) => {
    expect(matches(source, POST)).toBe(false)
  })

  it.each([
    'author:a',
    'site:a.com',
    'lang:en',
    'network:x',
    'type(post)',
    'is(vip)',
    'followers(<5)',
    'has(media)',
    'stage:client',
  ])('%s is never true of what is not known', (source) => {
    expect(matches(source, 'a')).toBe(false)
  })

  it('reads a plain post kind as people do', () => {
    expect(matches('type(post)', { text: '', kind: 'quote' })).toBe(true)
    expect(matches('type(question)', { text: '', kind: 'question' })).toBe(true)
    expect(matches('type(review)', { text: '', kind: 'review' })).toBe(true)
  })

  it('obeys De Morgan', () => {
    fc.assert(
      fc.property(anExpression, anExpression, aPost, (a, b, post) => {
        expect(matches(`NOT ((${a}) OR (${b}))`, post)).toBe(
          matches(`(NOT (${a})) (NOT (${b}))`, post),
        )
        expect(matches(`NOT ((${a}) AND (${b}))`, post)).toBe(
          matches(`(NOT (${a})) OR (NOT (${b}))`, post),
        )
        expect(matches(`NOT NOT (${a})`, post)).toBe(matches(a, post))
      }),
    )
  })

  it('is slowed by no hostile post', () => {
    const post = {
      text: 'a '.repeat(32_000),
      title: `${'@a '.repeat(9_000)}${'#a '.repeat(9_000)}`,
    }
    expect(matches('a NEAR/10 a', post)).toBe(true)
    expect(matches('#a NEAR/10 @a', post)).toBe(true)
    expect(matches(`\`a\` NEAR/10 b`, post)).toBe(false)
    expect(matches(`"${'a '.repeat(99)}b"`, post)).toBe(false)
  })
})

/**
 * The language once more, for plain ASCII and Japanese, from its grammar alone and on bare strings:
 * no folding, tokens, trees or spans are shared with the evaluator.
 */
describe('evaluateQuery against a reading on bare strings', () => {
  type Bare = (text: string) => boolean
  const word = fc
    .constantFrom('acme', 'tea', 'flat', 'white', 'b2b')
    .map((name): [string, Bare] => [name, (text) => ` ${spaced(text)} `.includes(` ${name} `)])
  const phrase = fc
    .constantFrom('flat white', 'tea acme tea', 'b2b tea')
    .map((name): [string, Bare] => [
      `"${name}"`,
      (text) => ` ${spaced(text)} `.includes(` ${name} `),
    ])
  const stem = fc
    .constantFrom('acme', 'whit', 'flat')
    .map((name): [string, Bare] => [`${name}*`, (text) => ` ${spaced(text)}`.includes(` ${name}`)])
  const japanese = fc
    .constantFrom('東京', '京', 'タワー')
    .map((name): [string, Bare] => [name, (text) => text.includes(name)])
  const near = fc
    .tuple(
      fc.constantFrom('acme', 'tea', 'flat'),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('white', 'tea'),
      fc.boolean(),
    )
    .map(([left, n, right, ordered]): [string, Bare] => [
      `(${left} ${ordered ? 'ONEAR' : 'NEAR'}/${n} ${right})`,
      (text) => {
        const words = spaced(text)
          .split(' ')
          .filter((part) => part !== '')
        return words.some((first, i) =>
          words.some((second, j) => {
            const between = j - i - 1
            if (between < 0 || between > n) return false
            return (
              (first === left && second === right) ||
              (!ordered && first === right && second === left)
            )
          }),
        )
      },
    ])
  const tree = fc.letrec<{ node: [string, Bare] }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(word, phrase, stem, japanese, near),
      fc
        .tuple(tie('node'), tie('node'))
        .map(([[a, isA], [b, isB]]): [string, Bare] => [
          `(${a} ${b})`,
          (text) => isA(text) && isB(text),
        ]),
      fc
        .tuple(tie('node'), tie('node'))
        .map(([[a, isA], [b, isB]]): [string, Bare] => [
          `(${a} OR ${b})`,
          (text) => isA(text) || isB(text),
        ]),
      tie('node').map(([a, isA]): [string, Bare] => [`NOT ${a}`, (text) => !isA(text)]),
    ),
  })).node
  const pieces = [
    'acme',
    'Acme',
    'tea',
    'TEA',
    'flat',
    'white',
    'whites',
    'b2b',
    'x',
    '東京',
    '京',
    'タワー',
    '東',
    '!',
    '-',
    '#',
    '\n',
  ]
  const text = fc
    .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(' ', ' ', '')), { maxLength: 12 })
    .map((parts) => parts.flat().join(''))

  it('agrees', () => {
    fc.assert(
      fc.property(tree, text, ([source, expected], said) => {
        expect(matches(source, said), `${source} of ${said}`).toBe(expected(said))
      }),
      { numRuns: 2_000 },
    )
  })
})

/** Words between single spaces, each Japanese letter a word. */
function spaced(text: string): string {
  return text
    .toLowerCase()
    .replace(/[東京タワー]/g, ' $& ')
    .replace(/[^a-z0-9東京タワー]+/g, ' ')
}
