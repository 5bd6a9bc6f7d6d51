import fc from 'fast-check'
import type { MatchPost } from '../../../analysis/query/post.ts'

/** Few words in many scripts, so that queries and posts meet often. */
const WORDS = [
  'acme',
  'Acme',
  'ACME',
  'coffee',
  'coff',
  'coffeehouse',
  'tea',
  'the',
  'a',
  'café',
  'cafe\u0301',
  'straße',
  'STRASSE',
  'İstanbul',
  'ﬁne',
  'C++',
  'AT&T',
  "l'oréal",
  'acme™',
  '東京',
  '東京タワー',
  '京都',
  'スタバ',
  'ｽﾀﾊﾞ',
  'ﾊﾟﾝ',
  'iPhone15ケース',
  '삼성은',
  '삼성',
  'ㅋㅏ',
  'ไทย',
  'กาแฟ',
  'ភាសា',
  'हिन्दी',
  'قهوة',
  'القَهوة',
  'קפה',
  '👍',
  '👍🏽',
  '👩‍👩‍👧',
  '🇩🇪',
  '🇧🇩🇪🇺',
  '❤️',
  'x̂',
  'so\u00ADft',
  '𝐀𝐜𝐦𝐞',
  '𠮷野',
  '℡',
  '#acme',
  '＃acme',
  '#東京',
  '@acme',
  '.@acme.bsky.social',
  'me@acme.com',
  'https://acme.com/menu?x=1.',
  'www.tea.org',
  'xhttps://tea.org',
  ':(',
  '€',
  '12',
  '\ud83d',
  '~'.repeat(3),
] as const

const GAPS = [' ', ' ', ' ', ' ', '', ', ', '. ', '\n', '-', '…', '_', '\u200b', '\u3000'] as const

/** Text that a person might write, or might send to break something. */
export const aText: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...GAPS)), { maxLength: 9 })
  .map((parts) => parts.flat().join(''))

/** A post in which most of what a query can ask about may be known. */
export const aPost: fc.Arbitrary<MatchPost> = fc
  .record(
    {
      text: aText,
      title: aText,
      url: fc.constantFrom('https://www.reddit.com/r/coffee/1', 'https://acme.com', 'nonsense'),
      links: fc.subarray(['https://blog.acme.com/menu/1', 'http://tea.org:80', '']),
      hashtags: fc.subarray(['#Acme', 'tea', '東京']),
      handles: fc.subarray(['@Acme', 'acme.bsky.social']),
      authorHandle: fc.constantFrom('@Acme', 'tea'),
      authorFollowers: fc.constantFrom(0, 10, 5000),
      lang: fc.constantFrom('en', 'en-GB', 'pt_BR'),
      network: fc.constantFrom('x', 'bluesky'),
      kind: fc.constantFrom('post', 'reply', 'review', 'question'),
      community: fc.constantFrom('r/Coffee', 'tea'),
      hasMedia: fc.boolean(),
      hasLink: fc.boolean(),
      traits: fc.subarray(['vip', 'customer']),
      sentiment: fc.constantFrom('negative', 'positive'),
      intents: fc.subarray(['question', 'praise']),
      stage: fc.constantFrom('client', 'advocate'),
    },
    { requiredKeys: ['text'] },
  )
  .map((post) => post as MatchPost)

const aSign = fc.constantFrom('#acme', '#東京', '#tea', '@acme', '@acme.bsky.social', '@Tea')
const aPrefix = fc.constantFrom('coff*', 'acme*', 'Coffee*', 'stra*', 'cafes*', 'हिन्द*')
const aLiteral = fc
  .constantFrom(
    'C++',
    'Acme',
    'acme',
    ':(',
    '€',
    '東京',
    '京',
    'ス',
    'ﾊ',
    'ㅋ',
    'é',
    'café',
    '🇩🇪',
    '👍',
    'so\u00ADft',
    '.com',
    'x',
    '\u0301',
    'acme™',
    'coffee, tea',
    '𝐀𝐜𝐦𝐞',
    'iPhone15ケ',
  )
  .map((text) => `\`${text}\``)
const aWord = fc
  .constantFrom(...WORDS)
  .filter((word) => !/^[#＃@.:€~]|:|\ud83d$|^https?/.test(word))
const aPhrase = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 })
  .map((words) => `"${words.join(' ')}"`)
  .filter((phrase) => /[\p{L}\p{N}]/u.test(phrase))

const aField = fc.constantFrom(
  'author:acme',
  'author:(acme OR tea)',
  'site:reddit.com/r/coffee',
  'site:acme.com',
  'community:coffee',
  'url:coffee',
  'links:acme.com',
  'links:(acme.com/menu OR tea.org)',
  'title:acme',
  'title:"coffee tea"',
  'title:(acme -coffee)',
  'title:`Acme`',
  'title:coff*',
  'title:(acme NEAR/2 (coffee OR 東京))',
  'lang:en',
  'lang:(en-gb OR pt)',
  'type(post)',
  'type(question OR review)',
  'type:comment',
  'network:x',
  'followers(>100)',
  'followers(<=10)',
  'sentiment:negative',
  'intent:praise',
  'stage:client',
  'is(vip OR customer)',
  'has(media)',
  'has(link)',
)

const aNearOperand = fc.oneof(
  { weight: 3, arbitrary: aWord },
  aPhrase,
  aPrefix,
  aSign,
  aLiteral,
  fc.array(fc.oneof(aWord, aPhrase, aPrefix), { minLength: 2, maxLength: 3 }).map(orGroup),
)
const aNear = fc
  .tuple(
    aNearOperand,
    fc.constantFrom('NEAR', 'NEAR/1', 'NEAR/3', 'ONEAR/2', 'ONEAR/10'),
    aNearOperand,
  )
  .map((parts) => parts.join(' '))

/** A term of the language, as people write it. */
export const aTerm: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: aWord },
  { weight: 2, arbitrary: aPhrase },
  aPrefix,
  { weight: 2, arbitrary: aSign },
  { weight: 2, arbitrary: aLiteral },
  { weight: 3, arbitrary: aField },
  { weight: 2, arbitrary: aNear.map((near) => `(${near})`) },
)

/** Any expression; not all are queries, for some hold nothing to find. */
export const anExpression: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    aTerm,
    fc
      .tuple(tie('node'), fc.constantFrom(' ', ' AND '), tie('node'))
      .map(([a, op, b]) => `(${a}${op}${b})`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a} OR ${b})`),
    fc.tuple(fc.constantFrom('NOT ', '-'), tie('node')).map(([not, a]) => `${not}(${a})`),
  ),
})).node

function orGroup(parts: readonly string[]): string {
  return `(${parts.join(' OR ')})`
}
