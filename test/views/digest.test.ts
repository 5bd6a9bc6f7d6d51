import { Resvg } from '@resvg/resvg-js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestCard } from '../../views/digest-card.ts'
import { digestMessage } from '../../views/digest-message.ts'
import { digestPage } from '../../views/digest-page.ts'
import { digestText } from '../../views/digest-text.ts'
import { feelingPicture } from '../../views/feeling-chart.ts'
import { leftOut } from '../../views/filter-words.ts'
import { html } from '../../views/html.ts'
import { ABOUT, faultsOf, MODES, someWords, tryDigests } from '../support/digest-cases.ts'
import { digestView, WORDS } from '../support/digest-view.ts'
import { TAG } from '../support/hostile-texts.ts'

describe('a digest', () => {
  it('says how it went in a sentence, five figures with change and n, and three things to do', () => {
    const card = digestCard(digestView())
    expect(card.title).toBe('Juniper Coffee, 16 to 22 November')
    expect(card.verdict).toBe(
      'People were happier than not in these seven days. 2 answers are late.',
    )
    expect(card.figures.map(({ name, value, change, of }) => [name, value, change, of])).toEqual([
      [
        'Mentions',
        '182',
        '15 more than the week before',
        '25 unhappy, 47 neutral, 98 happy, 12 unsure',
      ],
      ['Net feeling', '+43', '+29 the week before, n = 157', 'between +31 and +53, n = 170'],
      ['Complaints', '10 came in', '3 more than the week before', '7 closed, 5 open now'],
      ['Typical first answer', '41 min', '53 min the week before, n = 30', '38 of 41 in time'],
      [
        'Turned around',
        '3 of 7',
        '2 of 9 a week before',
        'complaints answered in 30 days, too few for a percentage',
      ],
    ])
    expect(card.todo.map(({ text, button }) => [text, button.action])).toEqual([
      ['Answer Nadia Brandt on Instagram, late since 23:00 on 22 November', 'case.reply'],
      ['Decide about the gift for Ida Falk on Instagram', 'grant.review'],
      ['Thank Theo Amadi on Instagram', 'case.thank'],
    ])
    expect(card.todoMore).toBe('Also waiting: 1 late answer, 3 kind words to thank for.')
  })

  it('compares a day with the same day a week before and says when too few spoke', () => {
    const few = { negative: 1, neutral: 0, positive: 2, unsure: 4 }
    const card = digestCard(digestView({ kind: 'day', feeling: few }))
    expect(card.title).toBe('Juniper Coffee on Sunday 22 November')
    expect(card.verdict).toContain(
      'Only 3 clear posts on Sunday: 2 happy, 1 unhappy. Too few for a trend.',
    )
    expect(card.figures[0]?.change).toBe('160 fewer than the Sunday before')
  })

  it('is two lines where nothing happened: the verdict, and whether we listened at all', () => {
    const nobody = { negative: 0, neutral: 0, positive: 0, unsure: 0 }
    const none = { emergency: 0, late: 0, gift: 0, follow_up: 0, waiting: 0, thank: 0 }
    const people = { advocates: [], up: [], down: [], atRisk: [], out: [], thanksDue: [] }
    const held = { count: 0, cases: [], kinds: {} }
    const quiet = { kind: 'day' as const, feeling: nobody, todo: [], waiting: none, people, held }
    const message = digestMessage(digestCard(digestView(quiet)), ABOUT, { by: 'slack' })
    expect(message.blocks).toHaveLength(2)
    expect(message.text).toContain('Nobody wrote about Juniper Coffee on Sunday.')
    expect(message.text).toContain('1 of 2 sources listens.')
    expect(message.text).toContain('What we did not see: Google (google) was not heard')
  })

  it('says the numbers of its chart in words, too, whoever draws it', () => {
    for (const mode of MODES) {
      const { text, blocks } = digestMessage(digestCard(digestView()), ABOUT, mode)
      for (const words of [text, JSON.stringify(blocks)])
        expect(words).toContain('(unhappy/neutral/happy): Mon 16 1/6/14, Tue 17 2/6/14')
      expect(blocks.some(({ type }) => type === 'data_visualization')).toBe(mode.by === 'slack')
      expect(blocks.some(({ type }) => type === 'image')).toBe(mode.by === 'picture')
      expect(faultsOf({ text, blocks })).toEqual([])
    }
  })

  it('names no more of what was removed or erased since', () => {
    const gone = { ...WORDS, quotes: new Map(), people: new Map(), cases: new Map() }
    const text = digestText(digestCard(digestView({}, gone)))
    expect(text).not.toMatch(/Nadia|Helen|Person 1|barista/)
    expect(text).toContain('Mentions: 182')
  })

  it('is a message that Slack takes and in which nothing comes to life, whatever people write', () => {
    // 20,000 of them: node bench/digest-payloads.ts
    tryDigests(1000)
  })

  it('is a page on which hostile words stay words', () => {
    for (const words of fc.sample(someWords, { numRuns: 60, seed: 5 })) {
      const card = digestCard(digestView({}, words))
      const page = digestPage(card, [], html``).toString()
      expect(page).not.toContain(`<${TAG}`)
      expect(page).not.toMatch(/<(script|img|iframe|form action="https|base|meta)/i)
    }
  })
})

describe('the picture of a chart', () => {
  it('is the drawing of the desk without letters, in plain colours', () => {
    const svg = feelingPicture(digestCard(digestView()).chart.points, { width: 720, height: 220 })
    expect(svg).not.toMatch(/<text|var\(|style=/)
    expect(svg).toContain('#a83a20')
    const picture = new Resvg(svg, { font: { loadSystemFonts: false } }).render()
    expect([picture.width, picture.height]).toEqual([720, 220])
    const colours = new Set<string>()
    // Each asking makes a copy of them all.
    const { pixels } = picture
    for (let i = 0; i < pixels.length; i += 4) colours.add(pixels.toString('hex', i, i + 3))
    for (const colour of ['a83a20', 'd3ccbf', '2a7596', 'ffffff']) expect(colours).toContain(colour)
  })
})

it('says what a filter leaves out as people would', () => {
  expect(leftOut('NOT tree')).toBe('posts with “tree”')
  expect(leftOut('NOT (juniper NEAR/3 tree)')).toBe('posts with “tree” near “juniper”')
})
