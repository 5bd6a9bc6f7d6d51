import { describe, expect, it } from 'vitest'
import { type LeaningTask, learnLeanings } from '../../../analysis/training/learn-leanings.ts'

// Five words: 0 and 1 mean much the same, 2 and 3 too, 4 says nothing.
const START = {
  rows: Float32Array.from([0.4, 0, 0.38, 0.02, 0, 0.4, 0.02, 0.38, 0, 0]),
  width: 2,
}

/** Rows of words 0 and 2 alone, each with the empty one. */
function aTask(name: string, weight = 1): LeaningTask {
  const rows = Array.from({ length: 600 }, (_, at) => ({
    words: Uint16Array.from([at % 2 === 0 ? 0 : 2, 4]),
    truth: at % 2,
    weight,
  }))
  return { name, classes: ['no', 'yes'], rows }
}

const leanTo = ({ rows }: { rows: Float32Array }, word: number, classes = 2) =>
  (rows[word * classes + 1] ?? 0) - (rows[word * classes] ?? 0)

describe('how words lean', () => {
  const learnt = learnLeanings(START, [aTask('one')], 1)

  it('is told by the posts that hold them', () => {
    expect(leanTo(learnt, 0)).toBeLessThan(0)
    expect(leanTo(learnt, 2)).toBeGreaterThan(0)
    expect(Math.abs(leanTo(learnt, 4))).toBeLessThan(leanTo(learnt, 2) / 2)
  })

  it('reaches words that no post holds, by what they mean', () => {
    expect(leanTo(learnt, 1)).toBeLessThan(0)
    expect(leanTo(learnt, 3)).toBeGreaterThan(0)
  })

  it('is the same from the same seed, and another from another', () => {
    expect(learnLeanings(START, [aTask('one')], 1).rows).toEqual(learnt.rows)
    expect(learnLeanings(START, [aTask('one')], 2).rows).not.toEqual(learnt.rows)
  })

  it('learns nothing from rows that count nothing', () => {
    const { rows } = learnLeanings(START, [aTask('one', 0)], 1)
    expect(rows.every((value) => value === 0)).toBe(true)
  })

  it('holds the classes of all tasks side by side', () => {
    const { rows, bias } = learnLeanings(START, [aTask('one'), aTask('two')], 1)
    expect(bias).toHaveLength(4)
    expect(rows).toHaveLength(5 * 4)
  })
})
