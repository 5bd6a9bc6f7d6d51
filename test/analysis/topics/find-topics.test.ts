import { describe, expect, it } from 'vitest'
import { openModel } from '../../../analysis/models/model.ts'
import { brandWords } from '../../../analysis/topics/brand-words.ts'
import type { TopicPost } from '../../../analysis/topics/count-terms.ts'
import { findTopics } from '../../../analysis/topics/find-topics.ts'
import { logOddsZ } from '../../../analysis/topics/log-odds.ts'
import { readTerms } from '../../../analysis/topics/read-terms.ts'
import { createTopicMatcher } from '../../../analysis/topics/topic-matcher.ts'
import { readWeights } from '../../../cli/weights.ts'

const EVERYDAY = [
  'the coffee at juniper is lovely',
  'flat white was cold today',
  'the staff at harbour street are so kind',
  'wifi down again, cannot work',
  'lovely croissant and coffee',
  'they remembered my order',
  'sat by the window with a book',
]
const posts = (texts: readonly string[], count: number, lang = 'en'): TopicPost[] =>
  Array.from({ length: count }, (_, i) => ({
    text: texts[i % texts.length] ?? '',
    lang,
    author: i,
  }))
const BUNS = [
  'The cardamom bun is amazing',
  'tried a cardamom bun!',
  'Cardamom buns are back',
  'where do I get the cardamom buns?',
]

describe('log-odds', () => {
  it('is what Monroe and others write, by hand', () => {
    // 10 of 40 now, 10 of 160 before: share of all 0.1, prior 5 of 50 posts.
    const odds = Math.log(15 / (90 - 15)) - Math.log(15 / (210 - 15))
    const z = odds / Math.sqrt(1 / 15 + 1 / 15)
    expect(logOddsZ({ now: 10, ofNow: 40, before: 10, ofBefore: 160 })).toBeCloseTo(z, 12)
  })

  it('turns its sign with the two times, and is 0 where nothing was said', () => {
    const there = logOddsZ({ now: 9, ofNow: 50, before: 3, ofBefore: 50 })
    expect(logOddsZ({ now: 3, ofNow: 50, before: 9, ofBefore: 50 })).toBeCloseTo(-there, 12)
    expect(logOddsZ({ now: 0, ofNow: 0, before: 0, ofBefore: 0 })).toBe(0)
  })
})

describe('topics', () => {
  it('names what is new as most people write it, plural and parts in one', () => {
    const found = findTopics([...posts(EVERYDAY, 35), ...posts(BUNS, 12)], posts(EVERYDAY, 400))
    const [first] = found
    expect(first).toMatchObject({
      name: 'cardamom bun',
      direction: 'up',
      now: 12,
      ofNow: 47,
      before: 0,
    })
    expect(first?.forms).toContain('cardamom buns')
    expect(found.filter((topic) => topic.direction === 'up')).toHaveLength(1)
  })

  it('joins phrases that always come together', () => {
    const broken = posts(
      ['card reader broken, only cash', 'only cash as the card reader broke'],
      10,
    )
    const up = findTopics([...posts(EVERYDAY, 35), ...broken], posts(EVERYDAY, 400)).filter(
      (topic) => topic.direction === 'up',
    )
    expect(up).toHaveLength(1)
    expect(up[0]?.now).toBe(10)
  })

  it('sees what fades', () => {
    const before = [...posts(EVERYDAY, 300), ...posts(['pumpkin latte please'], 150)]
    const gone = findTopics(posts(EVERYDAY, 200), before).filter((t) => t.direction === 'down')
    expect(gone.map((topic) => topic.name)).toEqual(['pumpkin latte'])
  })

  it('is not moved by one person who says a thing many times', () => {
    const loud = Array.from({ length: 15 }, () => ({
      text: 'buy zorbcoin now',
      lang: 'en',
      author: 7,
    }))
    const found = findTopics([...posts(EVERYDAY, 35), ...loud], posts(EVERYDAY, 400))
    expect(found.filter((topic) => topic.name.includes('zorbcoin'))).toEqual([])
  })

  it('is the same whatever the order of the posts before', () => {
    const now = [...posts(EVERYDAY, 35), ...posts(BUNS, 12)]
    const before = posts(EVERYDAY, 400)
    expect(findTopics(now, before.toReversed()).map((t) => [t.key, t.z])).toEqual(
      findTopics(now, before).map((t) => [t.key, t.z]),
    )
  })

  it('reads further languages, with their small words and stems', () => {
    const now = posts(
      ['Die Schlange an der Kasse ist endlos', 'Wieder so lange Schlangen an der Kasse'],
      12,
      'de',
    )
    const [first] = findTopics(
      [...now, ...posts(['der Kuchen war lecker'], 30, 'de')],
      posts(['der Kuchen war lecker'], 200, 'de'),
    )
    expect(first?.direction).toBe('up')
    expect(first?.forms.some((form) => form.includes('kasse'))).toBe(true)
    expect(readTerms('停電で注文できない', 'ja').map((term) => term.form)).toContain('停電')
  })

  it('leaves out how people call the brand, not what it sells', () => {
    const brand = { name: 'Juniper Coffee', handles: ['@juniper'], keywords: [] }
    const texts = posts(
      [
        'juniper queue',
        'juniper wifi',
        'juniper staff',
        'juniper seats',
        'juniper music',
        'juniper coffee',
      ],
      60,
    )
    expect([...brandWords(brand, texts)]).toEqual(['juniper'])
    for (const text of ['juniper queue', 'juniper’s queue'])
      expect(readTerms(text, 'en', new Set(['juniper'])).map((t) => t.key)).toEqual(['queue'])
  })
})

describe('what moved', () => {
  const THINGS =
    'queue wifi music window chairs toilets scones soup mugs till garden lamps rota vouchers'
  const WORDS = THINGS.split(' ')
  /** A stream in which nothing changes: every post names two things, drawn by a plain generator. */
  const still = (count: number, seed: number): TopicPost[] => {
    let state = seed
    const draw = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return WORDS[Math.floor((state / 2 ** 32) * WORDS.length)]
    }
    return Array.from({ length: count }, (_, i) => ({
      text: `the ${draw()} and the ${draw()}`,
      lang: 'en',
      author: i,
    }))
  }

  it('is nothing where nothing changed, whatever day it is', () => {
    const moved = Array.from({ length: 20 }, (_, day) =>
      findTopics(still(300, day + 1), still(1500, 999 - day)).filter(
        ({ direction }) => direction !== 'steady',
      ),
    )
    expect(moved.flat().length).toBeLessThanOrEqual(2)
  })

  it('is what changed beside all that did not', () => {
    const now = [...still(300, 5), ...posts(['the boiler is cold', 'no boiler again'], 14)]
    const up = findTopics(now, still(1500, 77)).filter(({ direction }) => direction === 'up')
    expect(up.map(({ name }) => name)).toEqual(['boiler'])
  })
})

describe('near-synonyms', () => {
  const { meaning } = openModel(readWeights())
  const bags = (word: string, count: number) =>
    posts(
      [
        `my ${word} went to Oslo without me`,
        `still no ${word} on the belt`,
        `who delivers lost ${word} to the hotel?`,
        `the lock of my ${word} is broken`,
        `${word} fee doubled at the gate`,
      ],
      count,
    )
  const topicsOf = (one: string, other: string) =>
    findTopics(
      [...posts(EVERYDAY, 40), ...bags(one, 15), ...bags(other, 15)],
      posts(EVERYDAY, 400),
      new Set(),
      meaning.likeness,
    ).filter(({ direction }) => direction === 'up')

  it('are one topic, under the words of both, each post counted once', () => {
    const found = topicsOf('luggage', 'baggage').find(({ name }) =>
      /^(?:luggage|baggage)$/.test(name),
    )
    expect(found?.forms).toEqual(expect.arrayContaining(['luggage', 'baggage']))
    expect(found?.now).toBe(30)
  })

  it('are words alike in meaning, not all that stand in one place', () => {
    const found = topicsOf('luggage', 'guitar').map(({ forms }) => forms)
    expect(found.some((forms) => forms.includes('luggage') && forms.includes('guitar'))).toBe(false)
  })

  it('are words in like company, not all that are alike', () => {
    const cups = [
      ...bags('luggage', 15),
      ...posts(['a suitcase of records plays on stage', 'suitcase band tonight by the stage'], 15),
    ]
    const found = findTopics(
      [...posts(EVERYDAY, 40), ...cups],
      posts(EVERYDAY, 400),
      new Set(),
      meaning.likeness,
    ).map(({ forms }) => forms)
    expect(found.some((forms) => forms.includes('luggage') && forms.includes('suitcase'))).toBe(
      false,
    )
  })
})

describe('the matcher', () => {
  const match = createTopicMatcher([
    { key: 'cardamom bun', forms: ['cardamom bun', 'cardamom buns'] },
    { key: 'wifi', forms: ['wifi', 'wi-fi'] },
  ])

  it('finds whole words and phrases, in any case, as tags too', () => {
    expect(match('The #WiFi is down, but the Cardamom Buns are great')).toEqual([
      'cardamom bun',
      'wifi',
    ])
    expect(match('cardamom and buns')).toEqual([])
    expect(match('wifixx')).toEqual([])
    expect(match('no wifi☕')).toEqual(['wifi'])
    expect(match('🔥wi-fi🔥 “cardamom buns”')).toEqual(['cardamom bun', 'wifi'])
    expect(match('das WLAN-wifi. WI-FI!')).toEqual(['wifi'])
  })

  it('counts a post for five topics at most', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({
      key: `t${i}`,
      forms: [`word${'abcdefghi'[i]}`],
    }))
    expect(createTopicMatcher(many)(many.flatMap((one) => one.forms).join(' '))).toHaveLength(5)
  })
})
