import { describe, expect, it } from 'vitest'
import { toProbabilities } from '../../../analysis/models/probabilities.ts'
import { calibrate } from '../../../analysis/training/calibrate.ts'
import { figuresOfOne } from '../../../analysis/training/figures.ts'
import {
  calibrationError,
  interval,
  macroF1,
  macroRecall,
  precisionRecall,
} from '../../../analysis/training/metrics.ts'
import { createRandom, shuffle } from '../../../analysis/training/random.ts'
import { sameness, without } from '../../../analysis/training/read-sets.ts'
import { bestThreshold } from '../../../analysis/training/thresholds.ts'

const rows = [
  { truth: 0, answer: 0 },
  { truth: 0, answer: 1 },
  { truth: 1, answer: 1 },
  { truth: 1, answer: 1 },
]

describe('figures', () => {
  it('count every class the same', () => {
    expect(macroRecall(rows, 2)).toBeCloseTo(0.75)
    expect(macroF1(rows, 2)).toBeCloseTo((2 / 3 + 4 / 5) / 2)
  })

  it('count an unsure answer as neither right nor of another class', () => {
    const unsure = [...rows, { truth: 0, answer: -1 }]
    expect(macroRecall(unsure, 2)).toBeCloseTo((1 / 3 + 1) / 2)
  })

  it('tell precision from recall', () => {
    const found = precisionRecall([
      { truth: true, answer: true },
      { truth: true, answer: false },
      { truth: false, answer: true },
      { truth: false, answer: true },
    ])
    expect(found).toEqual({ precision: 1 / 3, recall: 1 / 2, f1: 2 / 5 })
  })

  it('see an answer that is too sure', () => {
    const answers = Array.from({ length: 10 }, (_, at) => ({ confidence: 0.9, right: at < 5 }))
    expect(calibrationError(answers)).toBeCloseTo(0.4)
  })

  it('say how large a calibration error chance alone makes, less on more rows', () => {
    const random = createRandom(3)
    const figure = (count: number, start: string) => {
      const honest = Array.from({ length: count }, () => {
        const share = 0.5 + random() / 2
        return { truth: random() < share ? 0 : 1, shares: [share, 1 - share] }
      })
      const figures = figuresOfOne({ head: 'h', set: 's', slice: 'all' }, honest, 2, random)
      return figures.find(({ measure }) => measure.startsWith(start)) ?? { value: -1, high: -1 }
    }
    const byChance = 'calibration error by chance'
    const few = figure(300, byChance)
    expect(few.value).toBeGreaterThan(0.03)
    expect(few.high).toBeGreaterThan(few.value)
    expect(figure(10_000, byChance).value).toBeLessThan(0.02)
    expect(figure(10_000, 'calibration error').value).toBeLessThan(0.03)
  })

  it('give an interval that holds the figure and that a seed repeats', () => {
    const many = Array.from({ length: 200 }, (_, at) => rows[at % 4]!)
    const draw = () => interval(many, (some) => macroRecall(some, 2), createRandom(5))
    const [low, high] = draw()
    expect(draw()).toEqual([low, high])
    expect(low).toBeLessThan(0.75)
    expect(high).toBeGreaterThan(0.75)
  })
})

describe('calibration', () => {
  it.each(['one', 'any'] as const)('tempers scores that are too sure (%s)', (kind) => {
    const random = createRandom(9)
    const scored = Array.from({ length: 2000 }, () => {
      const score = random() * 4 - 2
      const share = 1 / (1 + Math.exp(-score))
      const isTrue = random() < share
      const truth = kind === 'one' ? [isTrue ? 1 : 0] : isTrue ? [0] : []
      return { scores: kind === 'one' ? [0, score * 3] : [score * 3], truth, weight: 1 }
    })
    const fitted = calibrate(kind, kind === 'one' ? 2 : 1, scored)
    const error = calibrationError(
      scored.map(({ scores, truth }) => {
        const shares = toProbabilities(kind, scores, fitted)
        const confidence = kind === 'one' ? (shares[1] ?? 0) : (shares[0] ?? 0)
        return { confidence, right: truth.includes(kind === 'one' ? 1 : 0) }
      }),
    )
    expect(error).toBeLessThan(0.04)
  })

  it('keeps levelled classes as likely as each other', () => {
    const scored = Array.from({ length: 50 }, (_, at) => ({
      scores: [0, 0],
      truth: [at % 5 === 0 ? 0 : 1],
      weight: 1,
    }))
    expect(calibrate('one', 2, scored, true).shifts).toEqual([0, 0])
  })
})

it('puts the threshold where true and false part', () => {
  const shares = Array.from({ length: 100 }, (_, at) => ({
    share: at / 100,
    truth: at >= 30,
    weight: 1,
  }))
  expect(bestThreshold(shares)).toBeCloseTo(0.3, 1)
})

describe('rows of two sets', () => {
  it('are the same whatever was done to links, handles and case', () => {
    expect(sameness('@user GREAT day! http://x.y/z')).toBe(sameness('Great day @someone http'))
  })

  it('are not learnt from where they are measured on', () => {
    const row = (id: string, text: string) => ({ id, text, label: 'x', extra: '' })
    const left = without([row('1', 'Good tea!'), row('2', 'Bad tea')], [[row('3', 'good TEA')]])
    expect(left.map(({ id }) => id)).toEqual(['2'])
  })
})

it('shuffles by its seed', () => {
  const list = [1, 2, 3, 4, 5, 6, 7, 8]
  expect(shuffle(list, createRandom(1))).toEqual(shuffle(list, createRandom(1)))
  expect(shuffle(list, createRandom(1))).not.toEqual(shuffle(list, createRandom(2)))
  expect(shuffle(list, createRandom(1)).sort()).toEqual(list)
})
