import { describe, expect, it } from 'vitest'
import { bestReach, scoreReach } from '../../../analysis/people/reach.ts'
import { assessPerson, type Standing } from '../../../analysis/people/standing.ts'
import { PEOPLE_RULES, type PeopleRules } from '../../../core/people-rules.ts'
import { type Dice, throwDice } from './oracle/dice.ts'
import { arrive, type Case, drawCase } from './oracle/histories.ts'
import { type Verdict, workOut } from './oracle/oracle.ts'
import { type Author, workOutBestReach, workOutReach } from './oracle/reach.ts'

const HISTORIES = 10_000
const BRANDS = 500
const CHANGED = 2000
/** On a busy machine the comparing may take longer than a test usually may. */
const PATIENCE = 30_000

/** What has to occur among the made-up people, in the words of `traits`. */
const TRAITS = [
  ...['prospect', 'first_time', 'repeat', 'client', 'advocate'].map((stage) => `stage ${stage}`),
  ...['now', 'month start', 'in between'].map((from) => `stage from ${from}`),
  ...['call', 'mend', 'ask_how_it_goes', 'thank', 'invite', 'ask_opinion'].map(
    (step) => `step ${step}`,
  ),
  ...['tell_news', 'ask_if_well', 'answer'].map((step) => `step ${step}`),
  'ours',
  'struck out',
  'one strike',
  'at risk',
  'some risk',
  'less risk than a stranger',
  'late',
  'as late as counts',
  'advocate, purchase unknown',
  'held by prizes',
  'love below nothing',
  'much love',
]

const cases: readonly Case[] = Array.from({ length: HISTORIES }, (_, seed) =>
  drawCase(throwDice(seed + 1)),
)

describe('the standing of 10,000 made-up people', () => {
  const verdicts = cases.map(({ arrived, now, zone }) => workOut(arrived, now, zone))
  const standings = cases.map(({ arrived, now, zone }) => assessPerson(arrived, now, zone))

  it('is the one that the rules page gives', { timeout: PATIENCE }, () => {
    for (const [index, standing] of standings.entries()) {
      expect(differences(standing, verdicts[index] ?? null), `history ${index + 1}`).toEqual([])
    }
  })

  it('does not depend on the order of the rows, nor on rows that come again', {
    timeout: PATIENCE,
  }, () => {
    for (const [index, { rows, arrived, now, zone }] of cases.entries()) {
      const standing = JSON.stringify(standings[index])
      const anew = index % 5 === 0 ? arrive(throwDice(index + 7), arrived) : rows
      expect(JSON.stringify(assessPerson(anew, now, zone)), `history ${index + 1}`).toBe(standing)
    }
  })

  it('is of every kind many times, so that the two tests above have seen every rule', () => {
    const seen = new Map<string, number>()
    for (const trait of verdicts.flatMap(traits)) seen.set(trait, (seen.get(trait) ?? 0) + 1)
    const rare = TRAITS.filter((trait) => (seen.get(trait) ?? 0) < 20)
    expect(rare).toEqual([])
  })
})

describe('the standing of made-up people by rules that a team set', () => {
  it('is the one that the rules page gives with these numbers', { timeout: PATIENCE }, () => {
    let moved = 0
    for (const [index, { arrived, now, zone }] of cases.slice(0, CHANGED).entries()) {
      const rules = drawRules(throwDice(index + 77))
      const standing = assessPerson(arrived, now, zone, rules)
      const verdict = workOut(arrived, now, zone, rules)
      expect(differences(standing, verdict), `history ${index + 1}`).toEqual([])
      if (standing?.stage.stage !== assessPerson(arrived, now, zone)?.stage.stage) moved++
    }
    // Else the settings would be read by nobody.
    expect(moved).toBeGreaterThan(CHANGED / 20)
  })
})

describe('the reach of made-up authors', () => {
  it('is the one that the rules page gives, in any order', () => {
    for (let seed = 1; seed <= BRANDS; seed++) {
      const dice = throwDice(seed)
      const all: Author[] = Array.from({ length: dice.whole(0, 30) }, (_, id) => ({
        id,
        network: dice.pick(['x', 'discord', 'bluesky']),
        followers: dice.chance(0.2) ? null : dice.whole(0, 12) ** dice.whole(1, 3),
      }))
      const reaches = scoreBrand(all)
      expect(scoreBrand(dice.shuffle(all))).toEqual(reaches)
      for (const author of all) {
        expectNear(reaches.get(author.id), workOutReach(author, all))
      }
      const mine = all.filter(() => dice.chance(0.2))
      const best = bestReach(mine.map(({ id }) => reaches.get(id) ?? null))
      expectNear(best, workOutBestReach(mine, all))
    }
  })
})

function drawRules(dice: Dice): PeopleRules {
  const weights = Object.entries(PEOPLE_RULES.weights).map(([act, weight]) => [
    act,
    weight < 0 ? -dice.whole(0, 20) / 2 : dice.whole(0, 20) / 2,
  ])
  const repeatOrders = dice.whole(1, 4)
  return {
    weights: Object.fromEntries(weights) as PeopleRules['weights'],
    love: { halfLifeDays: dice.whole(5, 400), perDay: dice.whole(1, 30) },
    risk: {
      ...(Object.fromEntries(
        Object.keys(PEOPLE_RULES.risk).map((key) => [key, dice.whole(0, 40) / 10]),
      ) as unknown as PeopleRules['risk']),
      halfLifeDays: dice.whole(5, 200),
      from: dice.whole(5, 80),
    },
    strikes: { withinDays: dice.whole(10, 700), out: dice.whole(1, 4) },
    stages: {
      promotingDays: dice.whole(1, 4),
      promotingWithinDays: dice.whole(5, 200),
      deedSorts: dice.whole(0, 4),
      deedDays: dice.whole(0, 4),
      openDays: dice.whole(1, 90),
      clientOrders: repeatOrders + dice.whole(0, 4),
      repeatOrders,
    },
    thankedDays: dice.whole(1, 200),
  }
}

/** Where the program and the page differ, in words; empty when they agree. */
function differences(standing: Standing | null, verdict: Verdict | null): string[] {
  if (standing === null || verdict === null) return standing === verdict ? [] : ['ours or not']
  const { love, risk, strikes, next } = standing
  const pairs: [what: string, program: unknown, page: unknown][] = [
    ['at risk', standing.isAtRisk, verdict.isAtRisk],
    ['stage', standing.stage.stage, verdict.stage],
    ['strikes', strikes.contacts.join(), verdict.strikes.join()],
    ['is out', strikes.isOut, verdict.isOut],
    ['advocate, purchase unknown', standing.isAdvocateUnproved, verdict.isAdvocateUnproved],
    ['next step', next.step, verdict.step],
    ['due', next.dueAt, verdict.dueAt],
  ]
  const figures: [what: string, program: number, page: number][] = [
    ['love', love.value, verdict.love.value],
    ['S', total(love.terms), verdict.love.sum],
    ['risk', risk.value, verdict.risk.value],
    ['R', -3.3 + total(risk.terms), verdict.risk.sum],
  ]
  return [
    ...pairs.filter(([, program, page]) => program !== page),
    ...figures.filter(([, program, page]) => !isNear(program, page)),
  ].map(([what, program, page]) => `${what}: program ${String(program)}, page ${String(page)}`)
}

function total(terms: readonly { points: number }[]): number {
  return terms.reduce((sum, { points }) => sum + points, 0)
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9
}

function traits(verdict: Verdict | null): string[] {
  if (verdict === null) return ['ours']
  const { strikes, love, risk } = verdict
  const flags: [trait: string, isSo: boolean][] = [
    ['struck out', verdict.isOut],
    ['one strike', strikes.length === 1],
    ['at risk', verdict.isAtRisk],
    ['some risk', risk.sum > -3.3 && !verdict.isAtRisk],
    ['less risk than a stranger', risk.sum < -3.3],
    ['late', risk.silence > 0 && risk.silence < 4],
    ['as late as counts', risk.silence === 4],
    ['advocate, purchase unknown', verdict.isAdvocateUnproved],
    ['held by prizes', verdict.isHeldByPrizes],
    ['love below nothing', love.sum < 0],
    ['much love', love.value > 50],
  ]
  return [
    `stage ${verdict.stage}`,
    `stage from ${verdict.stageFrom}`,
    `step ${verdict.step}`,
    ...flags.filter(([, isSo]) => isSo).map(([trait]) => trait),
  ]
}

function scoreBrand(all: readonly Author[]): Map<number, number | null> {
  const reaches = new Map<number, number | null>()
  for (const network of new Set(all.map((author) => author.network))) {
    const there = all.filter((author) => author.network === network)
    const scored = scoreReach(new Map(there.map(({ id, followers }) => [id, followers])))
    for (const [id, reach] of scored) reaches.set(id, reach)
  }
  return reaches
}

function expectNear(program: number | null | undefined, page: number | null): void {
  if (page === null) expect(program).toBeNull()
  else expect(program).toBeCloseTo(page, 9)
}
