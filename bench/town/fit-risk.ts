import { minimise } from '../../analysis/models/minimise.ts'
import { knownAt } from '../../analysis/people/history.ts'
import { scoreRisk } from '../../analysis/people/risk.ts'
import { zoneDays } from '../../analysis/people/zone-days.ts'
import { PEOPLE_RULES, type PeopleRules } from '../../core/people-rules.ts'
import { TUNING_SEEDS } from '../town.ts'
import { createChance } from './chance.ts'
import { knownOn, timeOf } from './known.ts'
import { daysOfLooks, isWatched, leaveDays } from './leavers.ts'
import { createTown } from './town.ts'

// `node bench/town/fit-risk.ts` fits the weights of the risk on the towns for tuning (or on those of the given seeds) and
// prints them, with what each threshold would flag. Takes some minutes.

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
const STEPS = 200
const TOLERANCE = 1e-5
const RIDGE = 1
const UTC = zoneDays('UTC')
const NONE = { ...PEOPLE_RULES.risk, ...Object.fromEntries(WEIGHTS.map((weight) => [weight, 0])) }

const given = process.argv.slice(2).map(Number)
const people = (given.length > 0 ? given : TUNING_SEEDS).flatMap(watchTown)
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
    found = fitRows(rows)
  }
  return found
}

/** The logistic of these rows, held a little towards nothing but for its start. */
function fitRows(rows: readonly { x: number[]; y: number }[]): number[] {
  const point = new Float32Array(1 + WEIGHTS.length)
  minimise(
    (at, slope) => {
      at.forEach((weight, i) => {
        slope[i] = i === 0 ? 0 : RIDGE * weight
      })
      let loss = at.reduce((sum, weight, i) => sum + (i === 0 ? 0 : (RIDGE / 2) * weight ** 2), 0)
      for (const { x, y } of rows) {
        const score = x.reduce((sum, value, i) => sum + value * (at[i] ?? 0), 0)
        loss += Math.log1p(Math.exp(y === 1 ? -score : score))
        const error = 1 / (1 + Math.exp(-score)) - y
        for (const [i, value] of x.entries()) slope[i] = (slope[i] ?? 0) + error * value
      }
      return loss
    },
    point,
    { iterations: STEPS, tolerance: TOLERANCE },
  )
  return [...point]
}

function worst({ looks }: Watched, by: readonly number[]): readonly number[] {
  return looks.reduce((a, b) => (weigh(b, by) > weigh(a, by) ? b : a))
}

function weigh(x: readonly number[], by: readonly number[]): number {
  return x.reduce((sum, value, i) => sum + value * (by[i + 1] ?? 0), by[0] ?? 0)
}
