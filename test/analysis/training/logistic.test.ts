import { describe, expect, it } from 'vitest'
import { minimise } from '../../../analysis/models/minimise.ts'
import { openHead } from '../../../analysis/models/model.ts'
import { fitLogistic, scoresOf, type Task } from '../../../analysis/training/logistic.ts'
import { createBody, quantise } from '../../../analysis/training/quantise.ts'
import { createRandom } from '../../../analysis/training/random.ts'
import type { SparseRows } from '../../../analysis/training/sparse-rows.ts'
import { createHashes } from '../../../analysis/understand/features.ts'

const SPACE = { wordBits: 3, pieceBits: 2, signBits: 2, dense: 2 }
const WIDTH = 8 + 4 + 4 + 2
const OPTIONS = { pull: 0.5, iterations: 60, tolerance: 1e-4 }

/** Rows whose class is told by which of the first three columns they hold. */
function aSet(count: number): { rows: SparseRows; task: Task } {
  const random = createRandom(3)
  const columns: number[] = []
  const values: number[] = []
  const starts = [0]
  const targets = new Uint8Array(count * 3)
  for (let row = 0; row < count; row += 1) {
    const k = Math.floor(random() * 3)
    targets[row * 3 + k] = 1
    columns.push(k, 3 + Math.floor(random() * 15))
    values.push(1, random())
    starts.push(columns.length)
  }
  return {
    rows: {
      starts: Uint32Array.from(starts),
      columns: Uint32Array.from(columns),
      values: Float32Array.from(values),
    },
    task: { kind: 'one', classes: 3, targets, weights: new Float32Array(count).fill(1) },
  }
}
const all = Array.from({ length: 200 }, (_, at) => at)

describe('logistic regression', () => {
  it('finds the lowest point of a bowl', () => {
    const point = new Float32Array(2)
    minimise(
      ([x = 0, y = 0], slope) => {
        slope[0] = 2 * (x - 3)
        slope[1] = 8 * (y + 1)
        return (x - 3) ** 2 + 4 * (y + 1) ** 2
      },
      point,
      { iterations: 50, tolerance: 1e-6 },
    )
    expect([...point].map((value) => Math.round(value * 1e3) / 1e3)).toEqual([3, -1])
  })

  it.each(['one', 'any'] as const)('learns what tells the classes apart (%s)', (kind) => {
    const { rows, task } = aSet(200)
    const fitted = fitLogistic(rows, WIDTH, all, { ...task, kind }, OPTIONS)
    for (const row of all) {
      const scores = scoresOf(rows, row, fitted)
      expect(task.targets[row * 3 + scores.indexOf(Math.max(...scores))]).toBe(1)
    }
  })

  it('learns the same from the same rows', () => {
    const { rows, task } = aSet(200)
    const one = fitLogistic(rows, WIDTH, all, task, OPTIONS)
    expect(fitLogistic(rows, WIDTH, all, task, OPTIONS)).toEqual(one)
  })

  it('learns nothing from rows that were left out', () => {
    const { rows, task } = aSet(200)
    const half = all.slice(0, 100)
    const one = fitLogistic(rows, WIDTH, half, task, OPTIONS)
    task.targets.fill(1, 300)
    expect(fitLogistic(rows, WIDTH, half, task, OPTIONS)).toEqual(one)
  })

  it('scores the same in small numbers, but for rounding', () => {
    const { rows, task } = aSet(200)
    const fitted = fitLogistic(rows, WIDTH, all, task, OPTIONS)
    const body = createBody()
    const header = quantise('test', 'one', ['a', 'b', 'c'], fitted, SPACE, body)
    const head = openHead(header, body.bytes())
    const words = { ...createHashes(2), hash: Uint32Array.from([8 + 1, 16 + 5]), count: 2 }
    const features = {
      list: [],
      words,
      pieces: createHashes(0),
      signs: createHashes(0),
      dense: new Float32Array(2),
    }
    const scores = head.score(
      { features, words: Float32Array.from([0.8, 0.6]), pieces: new Float32Array(0), sums: null },
      [0.5, 0],
    )
    const row = {
      starts: Uint32Array.from([0, 3]),
      columns: Uint32Array.from([1, 5, 16]),
      values: Float32Array.from([0.8, 0.6, 0.5]),
    }
    scoresOf(row, 0, fitted).forEach((score, k) => expect(scores[k]).toBeCloseTo(score, 1))
  })
})
