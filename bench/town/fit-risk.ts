import { knownAt } from '../../analysis/people/history.ts'
import { scoreRisk } from '../../analysis/people/risk.ts'
import { zoneDays } from '../../analysis/people/zone-days.ts'
import { PEOPLE_RULES, type PeopleRules } from '../../core/people-rules.ts'
import { TUNING_SEEDS } from '../town.ts'
import { createChance } from './chance.ts'
import { knownOn, timeOf } from './known.ts'
import { daysOfLooks, isWatched, leaveDays } from './leavers.ts'
import { createTown } from './town.ts'

// `node bench/town/fit-risk.ts` fits the weights of the risk on the towns for tuning (or on those from one given seed to
// another) and prints them, with what each threshold would flag. Takes some minutes.

type Weight = 'anger' | 'leftAlone' | 'question' | 'silence' | 'fewerOrders' | keyof typeof STAYING
interface Watched {
  left: boolean
  /** At each look, what each weight of one would add. */
  looks: readonly (readonly number[])[]
}

const STAYING = { thanks: true, help: true, praise: true, orders: true }
const LEAVING = ['anger', 'leftAlone', 'question', 'silence', 'fewerOrders'] as const
const WEIGHTS: readonly Weight[] = [...LEAVING, ...(Object.keys(STAYING) as Weight[])]
const ROUNDS = 6
const STEPS = 8
const RIDGE = 1
const UTC = zoneDays('UTC')
const NONE = { ...PEOPLE_RULES.risk, ...Object.fromEntries(WEIGHTS.map((weight) => [weight, 0])) }

const [first = TUNING_SEEDS[0], last = TUNING_SEEDS[1]] = process.argv.slice(2).map(Number)
const people = Array.from({ length: last - first + 1 }, (_, n) => watchTown(first + n)).flat()
const weights = fit(people)
for (const [n, name] of ['start', ...WEIGHTS].entries())
  console.log(name.padEnd(12), weights[n]?.toFixed(2))
for (let from = 15; from <= 35; from += 1) {
  const limit = Math.log(from / (100 - from))
  const flagged = (left: boolean) => {
    const group = people.filter((one) => one.left === left)
    return group.filter((one) => weigh(worst(one, weights), weights) >= limit).length / group.length
  }
  console.log(`from ${from}`, flagged(true).toFixed(3), 'of leavers,', flagged(false).toFixed(3))
}

function watchTown(seed: number): Watched[] {
  const town = createTown(seed)
  const chance = createChance(seed + 1_000_000)
  const days = leaveDays(town)
  return town.filter(isWatched).flatMap((who) => {
    const looks = daysOfLooks(who.leavesDay ?? chance.pick(days)).map((day) => {
      const now = timeOf(day)
      return { now, known: knownAt(knownOn(who, day), now) }
    })
    const rows = looks[0]?.known
    if (rows === undefined || rows.ours || rows.contacts.length + rows.purchases.length < 2)
      return []
    const features = looks.map(({ now, known }) =>
      WEIGHTS.map((weight) => {
        const rules: PeopleRules = { ...PEOPLE_RULES, risk: { ...NONE, [weight]: 1 } }
        const { terms } = scoreRisk(known.contacts, known.purchases, now, UTC, rules)
        return (
          terms.reduce((sum, { points }) => sum + Math.abs(points), 0) *
          (weight in STAYING ? -1 : 1)
        )
      }),
    )
    return [{ left: who.leavesDay !== null, looks: features }]
  })
}

/** A logistic over the look at which each person scores highest; which that is depends on the weights, so in rounds. */
function fit(watched: readonly Watched[]): number[] {
  let found = [0, ...WEIGHTS.map(() => 0)]
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = watched.map((one) => ({ x: [1, ...worst(one, found)], y: one.left ? 1 : 0 }))
    for (let step = 0; step < STEPS; step += 1) found = improve(found, rows)
  }
  return found
}

/** One step of Newton's method. */
function improve(from: readonly number[], rows: readonly { x: number[]; y: number }[]): number[] {
  const size = from.length
  const slope = from.map((weight, i) => (i === 0 ? 0 : -RIDGE * weight))
  const bend = from.map((_, i) => from.map((__, j): number => (i === j && i > 0 ? RIDGE : 0)))
  for (const { x, y } of rows) {
    const chance = 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * (from[i] ?? 0), 0)))
    for (let i = 0; i < size; i += 1) {
      slope[i] = (slope[i] ?? 0) + (y - chance) * (x[i] ?? 0)
      const row = bend[i] ?? []
      for (let j = 0; j < size; j += 1)
        row[j] = (row[j] ?? 0) + chance * (1 - chance) * (x[i] ?? 0) * (x[j] ?? 0)
    }
  }
  return solve(bend, slope).map((move, i) => (from[i] ?? 0) + move)
}

/** Gauss-Jordan with pivots; both sides are used up. */
function solve(left: number[][], right: number[]): number[] {
  const rows = left.map((row, i) => [...row, right[i] ?? 0])
  for (let i = 0; i < rows.length; i += 1) {
    const pivot = rows.findIndex(
      (row, r) =>
        r >= i && rows.every((o, p) => p < i || Math.abs(o[i] ?? 0) <= Math.abs(row[i] ?? 0)),
    )
    ;[rows[i], rows[pivot]] = [rows[pivot] ?? [], rows[i] ?? []]
    const head = rows[i] ?? []
    for (const [r, row] of rows.entries()) {
      if (r === i) continue
      const share = (row[i] ?? 0) / (head[i] ?? 1)
      for (let c = i; c < row.length; c += 1) row[c] = (row[c] ?? 0) - share * (head[c] ?? 0)
    }
  }
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1))
}

function worst({ looks }: Watched, by: readonly number[]): readonly number[] {
  return looks.reduce((a, b) => (weigh(b, by) > weigh(a, by) ? b : a))
}

function weigh(x: readonly number[], by: readonly number[]): number {
  return x.reduce((sum, value, i) => sum + value * (by[i + 1] ?? 0), by[0] ?? 0)
}
