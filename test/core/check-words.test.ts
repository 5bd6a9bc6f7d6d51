import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkWords, troubles, type WordsContext } from '../../core/check-words.ts'
import { findContradictions } from '../../core/contradictions.ts'
import { findInternalLink } from '../../core/risky-words.ts'
import { sensitiveTopics } from '../../core/sensitive-topics.ts'

const CONTEXT: WordsContext = {
  count: { length: 10, max: 300 },
  networkName: 'Bluesky',
  facts: [],
  isSaidToThem: false,
  saidToday: 0,
  changes: [],
}
const codes = (text: string, more: Partial<WordsContext> = {}) => {
  const checks = checkWords(text, { ...CONTEXT, ...more })
  return checks.filter(({ level }) => level !== 'ok').map(({ level, code }) => `${level} ${code}`)
}

describe('the checks before words leave', () => {
  it.each([
    ['I am sorry. I am looking into it now.', []],
    ['Dear {name}, sorry.', ['stop holes']],
    ['See http://127.0.0.1:4747/cases/4', ['stop link']],
    ['See http://192.168.0.4/order and http://10.1.2.3', ['stop link']],
    ['See juniper.slack.com/archives/C1', ['stop link']],
    ['See https://juniper.example/menu', []],
    ['We guarantee it.', ['look promise']],
    ['Your order will be delivered by Monday.', ['look promise']],
    ['We will gladly refund it.', ['look promise']],
    ['I’ll send you a new one.', ['look promise']],
    ['You will get another cup.', ['look promise']],
    ['I will send you a message, and look for it right away.', []],
    ['Will you get in touch?', []],
    ['Wir versprechen es.', ['look promise']],
    ['Wir ersetzen die Tasse.', ['look promise']],
    ['Nous vous remboursons la tasse.', ['look promise']],
    ['Le reembolsaremos la taza.', ['look promise']],
    ['Riceverà una tazza nuova.', ['look promise']],
    ['Nous garantissons tout.', ['look promise']],
    ['Please delete your review.', ['look take-back']],
    ['A free coffee if you update your review.', ['stop take-back']],
    ['Ein Gutschein, wenn Sie Ihre Bewertung ändern.', ['stop take-back']],
    ['We will change the recipe.', []],
    ['Our review of the case is done, have a free coffee.', []],
  ])('%s', (text, expected) => {
    expect(codes(text)).toEqual(expected)
  })

  it('hold the length against what the network takes, and say what a link costs', () => {
    expect(codes('x', { count: { length: 301, max: 300 } })).toEqual(['stop length'])
    expect(codes('x', { count: { length: 9999, max: null } })).toEqual([])
    const cost = { usd: 0.2, why: 'X charges $0.20 for an answer with a link.' }
    expect(codes('x', { count: { length: 1, max: 280, cost } })).toEqual(['look cost'])
  })

  it('know words that were said before', () => {
    expect(codes('Sorry.', { isSaidToThem: true })).toEqual(['look same-person'])
    expect(codes('Sorry.', { saidToday: 1 })).toEqual([])
    expect(codes('Sorry.', { saidToday: 2 })).toEqual(['look same-today'])
  })

  it('say one thing or another about every rule, also when all is well', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
        const checks = checkWords(text, CONTEXT)
        expect(checks.length).toBeGreaterThanOrEqual(6)
        expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length)
        const { stop, look } = troubles(checks)
        expect(stop === null || stop.level === 'stop').toBe(true)
        expect(look.every(({ level }) => level === 'look')).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('do not stumble over long or hostile text', () => {
    for (const text of [
      'a'.repeat(3000),
      'http://'.repeat(400),
      '{{{{'.repeat(700),
      '1 '.repeat(1500),
    ])
      expect(checkWords(text, CONTEXT).length).toBeGreaterThan(0)
  })
})

describe('links that only we can open', () => {
  it.each([
    ['https://juniper.example/shop', null],
    ['http://localhost:4747/cases/1', 'http://localhost:4747/cases/1'],
    ['write to 10.0.0.3/x', '10.0.0.3/x'],
    ['https://wiki.intranet/page', 'https://wiki.intranet/page'],
    ['https://docs.google.com/document/d/1', 'https://docs.google.com/document/d/1'],
    ['it was 10.30 in the morning', null],
    ['version 1.2.3', null],
  ])('%s', (text, found) => {
    expect(findInternalLink(text)).toBe(found)
  })
})

describe('answers against the facts of a playbook', () => {
  const facts = [
    { name: 'refund_time', value: '14 days', about: ['refund', 'money back'] },
    { name: 'delivery_time', value: '3 to 5 working days', about: [] },
    { name: 'opening', value: '8:00 to 18:00', about: ['open'] },
    { name: 'oat_milk_price', value: '£0.50', about: ['oat'] },
    { name: 'closed_on', value: 'Mondays', about: ['closed'] },
  ]
  it.each([
    ['You get your refund within 14 days.', []],
    ['You get your refund within two weeks.', []],
    ['You get your refund within 30 days.', ['refund_time']],
    ['Your money back in a month!', ['refund_time']],
    ['You wrote 30 days ago. A refund takes 14 days.', []],
    ['Delivery takes 4 working days.', ['delivery_time']],
    ['Delivery takes 3-5 working days.', []],
    ['We are open from 8am to 6 pm.', []],
    ['We are open until 19:00.', ['opening']],
    ['Oat milk is 50 more steps away.', []],
    ['Oat milk is £0.50.', []],
    ['Oat milk is 0,50 pounds, oat cream £1.20.', ['oat_milk_price']],
    ['We are closed on Tuesday.', ['closed_on']],
    ['Come on Tuesday.', []],
  ])('%s', (text, expected) => {
    expect(findContradictions(text, facts).map(({ fact }) => fact)).toEqual(expected)
  })
})

describe('topics that a second person reads', () => {
  it.each([
    ['My lawyer will write to you', ['legal']],
    ['I am suing you', ['legal']],
    ['there was glass in my bun, I went to hospital', ['safety']],
    ['I write for a newspaper', ['press']],
    ['where is my refund', ['refund']],
    ['Ich will mein Geld zurück', ['refund']],
    ['The issue is solved', []],
    ['Your courtyard is lovely', []],
    ['the expressway was closed', []],
    ['Fired up about the new menu', []],
    ['There was a fire in the kitchen', ['safety']],
    ['Coffee, a newspaper and rain: a good morning', []],
  ])('%s', (text, topics) => {
    expect(sensitiveTopics(text)).toEqual(topics)
  })
})
