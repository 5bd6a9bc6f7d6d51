import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateQuery } from '../../../analysis/query/evaluate-query.ts'
import { parseQuery } from '../../../analysis/query/parse-query.ts'
import type { MatchPost } from '../../../analysis/query/post.ts'
import { compileRules, MAX_RULE, MAX_SEARCH } from '../../../connectors/x/query-rules.ts'
import { type Matchable, readRule } from '../../support/fake-x/rule-language.ts'

const rulesOf = (source: string, max = MAX_RULE, suffix = '') =>
  compileRules({ id: 'q', root: parseQuery(source).root }, max, suffix).values

describe('a query as rules of X', () => {
  it.each([
    ['juniper', ['juniper']],
    ['"harbor beans"', ['"harbor beans"']],
    ['coca-cola', ['"coca cola"']],
    ['juniper coffee', ['juniper coffee']],
    ['juniper OR "harbor beans"', ['juniper OR "harbor beans"']],
    ['(juniper OR harbor) coffee', ['(juniper OR harbor) coffee']],
    ['juniper -gin', ['juniper -gin']],
    ['juniper -(gin OR tonic)', ['juniper -gin -tonic']],
    ['#juniper OR @harborbeans', ['#juniper OR @harborbeans']],
    ['café', ['café OR cafe']],
    ['juniper lang:en', ['juniper lang:en']],
    ['juniper author:mara', ['juniper from:mara']],
    // What X cannot say is left to us.
    ['juniper coff*', ['juniper']],
    ['juniper followers(>100)', ['juniper']],
    ['juniper -(gin tonic)', ['juniper']],
    ['juniper NEAR/5 (coffee OR tea)', ['juniper (coffee OR tea)']],
    ['juniper -(tea NEAR/3 gin)', ['juniper']],
    ['`C++`', ['c']],
    ['juniper lang:id', ['juniper']],
    ['"and" OR juniper', []],
    ['links:tea.example/menu', ['url:"tea.example/menu"']],
    // What no post of X can be is not asked for.
    ['juniper network:bluesky', []],
    ['juniper OR (coffee network:bluesky)', ['juniper']],
    ['juniper -network:bluesky', ['juniper']],
    ['juniper title:coffee', []],
    ['juniper community:coffee', []],
    // Nothing that may stand alone.
    ['coff*', []],
    ['juniper OR coff*', []],
  ])('%s', (source, expected) => {
    expect(rulesOf(source)).toEqual(expected)
  })

  it('is taken by X whatever the length: a long one becomes several that together find the same', () => {
    const names = Array.from({ length: 120 }, (_, i) => `"brand number ${i}"`)
    const source = `(${names.join(' OR ')}) (coffee OR tea OR "hot chocolate") -sale`
    for (const max of [MAX_RULE, MAX_SEARCH]) {
      const rules = rulesOf(source, max, ' -is:retweet -from:harborbeans')
      expect(rules.length).toBeGreaterThan(2)
      const read = rules.map((rule) => readRule(rule, max))
      for (const rule of read) expect(rule).toHaveProperty('fits')
      for (let i = 0; i < 120; i++) {
        const post = aPost(`my tea at brand number ${i} was fine`)
        expect(
          read.some((rule) => 'fits' in rule && rule.fits(post)),
          String(i),
        ).toBe(true)
        expect(read.some((rule) => 'fits' in rule && rule.fits(aPost(`brand number ${i}`)))).toBe(
          false,
        )
      }
    }
  })

  it('a query that is only too long in one row of ANDs loses what narrows it, not what it finds', () => {
    const words = Array.from({ length: 200 }, (_, i) => `word${i}`)
    const [rule = '', ...more] = rulesOf(words.join(' '))
    expect(more).toEqual([])
    expect(rule.length).toBeLessThanOrEqual(MAX_RULE)
    const read = readRule(rule, MAX_RULE)
    expect('fits' in read && read.fits(aPost(words.join(' ')))).toBe(true)
  })

  it('never misses a post that the query means, and X takes every rule', () => {
    fc.assert(
      fc.property(
        anExpression,
        fc.array(aText, { minLength: 3, maxLength: 12 }),
        (source, texts) => {
          const query = parseOrNull(source)
          if (query === null) return
          const { values } = compileRules({ id: 'q', root: query.root }, MAX_RULE)
          const rules = values.map((value) => readRule(value, MAX_RULE))
          for (const [i, rule] of rules.entries())
            if ('fault' in rule) throw new Error(`${source} → ${values[i]}: ${rule.fault}`)
          if (rules.length === 0) return
          for (const text of texts) {
            const post = aPost(text)
            if (evaluateQuery(query, ours(post)))
              expect(
                rules.some((rule) => 'fits' in rule && rule.fits(post)),
                `${source} → ${values.join(' | ')} misses: ${text}`,
              ).toBe(true)
          }
        },
      ),
      { numRuns: 800 },
    )
  })
})

const WORDS = [
  'juniper',
  'Juniper',
  'coffee',
  'tea',
  'gin',
  'café',
  'STRASSE',
  'straße',
  '☕',
  'and',
  'the',
  'c',
  'x1',
]
const GAPS = [' ', ' ', ', ', '. ', '-', '\n', '']
const aText = fc
  .array(
    fc.tuple(
      fc.constantFrom(...WORDS, '#juniper', '@mara', '@harborbeans', 'https://tea.example/menu'),
      fc.constantFrom(...GAPS),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.flat().join(''))

const TERMS =
  'juniper|coffee|tea|gin|café|straße|☕|"and"|"the"|x1|"juniper coffee"|"the juniper"|coffee-tea|coff*|`Juniper`|#juniper|@mara|author:mara|author:ole|lang:en|lang:de|network:x|network:bluesky|has(link)|followers(>100)|type(reply)|type(review)|title:coffee|is(vip)|site:x.com|links:tea.example|(juniper NEAR/2 coffee)|(tea ONEAR/3 (gin OR coffee))'.split(
    '|',
  )
const aTerm = fc.constantFrom(...TERMS)
const anExpression: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    aTerm,
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a} ${b})`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a} OR ${b})`),
    tie('node').map((a) => `-(${a})`),
  ),
})).node

function parseOrNull(source: string) {
  try {
    return parseQuery(source)
  } catch {
    return null
  }
}

function aPost(text: string): Matchable {
  const urls = [...text.matchAll(/https?:\S+/g)].map(([url]) => url)
  return {
    text,
    username: 'mara',
    userId: '7',
    lang: 'en',
    urls,
    mentions: [...text.matchAll(/@(\w+)/g)].map((m) => m[1] ?? ''),
    hashtags: [...text.matchAll(/#([\p{L}\p{N}_]+)/gu)].map((m) => m[1] ?? ''),
    is: { retweet: false, reply: false, quote: false },
    has: { links: urls.length > 0, media: false },
  }
}

/** The same post as our own language sees it. */
function ours(post: Matchable): MatchPost {
  return {
    text: post.text,
    url: 'https://x.com/i/status/1',
    links: post.urls,
    hashtags: post.hashtags,
    handles: post.mentions,
    authorHandle: post.username,
    authorFollowers: 200,
    lang: post.lang,
    network: 'x',
    kind: 'post',
    hasLink: post.has.links,
  }
}
