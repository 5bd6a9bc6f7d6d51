import { describe, expect, it } from 'vitest'
import { createCalendar, DAYS } from '../../bench/town/calendar.ts'
import { createChance } from '../../bench/town/chance.ts'
import { knownOn, timeOf } from '../../bench/town/known.ts'
import type { Inhabitant } from '../../bench/town/listen.ts'
import { measureNoise } from '../../bench/town/measure-noise.ts'
import { type Kind, POPULATION, type Remark } from '../../bench/town/resident.ts'
import { createTown } from '../../bench/town/town.ts'
import { CUSTOMERS, isAdvocate } from '../../bench/town/truth.ts'

const SEED = 7
const town = createTown(SEED)
const of = (kind: Kind) => town.filter((who) => who.kind === kind)
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const shareOf = <T>(values: readonly T[], test: (value: T) => boolean) =>
  values.filter(test).length / values.length
const remarksOf = (kind: Kind) => of(kind).flatMap(({ remarks }) => remarks)

/** What was heard beside what was said; strays were never said. */
const pairs = town.flatMap(({ remarks, heard }) => {
  const said = new Map<number, Remark>(remarks.map((remark) => [timeOf(remark.day), remark]))
  return heard.flatMap((contact) => {
    const remark = said.get(contact.at)
    return remark === undefined || remark.network === 'offline' ? [] : [{ remark, contact }]
  })
})

describe('the town', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(createTown(SEED)).toEqual(town)
    expect(createTown(SEED + 1)).not.toEqual(town)
  })

  it('has 5,000 people', () => {
    expect(town).toHaveLength(5000)
    for (const kind of Object.keys(POPULATION) as Kind[])
      expect(of(kind)).toHaveLength(POPULATION[kind])
  })

  it('is read with the errors of the real analysis', () => {
    const { moods, intents } = measureNoise()
    const shares = (counts: Record<string, number>) => {
      const all = Object.values(counts).reduce((sum, n) => sum + n, 0)
      return Object.entries(counts).map(([mood, n]) => [mood, n / all] as const)
    }
    for (const mood of ['negative', 'neutral', 'positive'] as const) {
      const meant = pairs.filter(({ remark }) => remark.mood === mood && !remark.sarcastic)
      for (const [read, share] of shares(moods[mood]))
        expect(shareOf(meant, ({ contact }) => contact.sentiment === read)).toBeCloseTo(share, 1)
    }
    for (const intent of ['complaint', 'praise', 'thanks', 'recommendation', 'question'] as const) {
      const said = pairs.filter(({ remark }) => remark.intents.includes(intent))
      const read = pairs.filter(({ contact }) => contact.intents.includes(intent))
      const both = said.filter(({ contact }) => contact.intents.includes(intent)).length
      const { recall, precision } = intents[intent]
      expect(Math.abs(both / said.length - recall), intent).toBeLessThan(0.06)
      expect(Math.abs(both / read.length - precision), intent).toBeLessThan(0.06)
    }
  })

  it('lets the desk know nothing of what comes later, nor of purchases that are not linked', () => {
    const day = 400
    for (const who of town.slice(3000, 4000)) {
      const { contacts, purchases } = knownOn(who, day)
      expect(
        contacts.every(
          ({ at, answeredAt }) => at <= timeOf(day) && (answeredAt ?? 0) <= timeOf(day),
        ),
      ).toBe(true)
      expect(purchases.every(({ paidAt }) => who.isLinked && paidAt <= timeOf(day))).toBe(true)
    }
  })
})

describe('its people', () => {
  it('fans speak often, kindly and unasked, and buy', () => {
    expect(mean(of('fan').map(({ remarks }) => remarks.length))).toBeGreaterThan(10)
    expect(shareOf(remarksOf('fan'), ({ mood }) => mood === 'negative')).toBeLessThan(0.15)
    expect(shareOf(remarksOf('fan'), ({ isAsked }) => isAsked)).toBe(0)
    expect(shareOf(of('fan'), (who) => isAdvocate(who, DAYS))).toBeGreaterThan(0.7)
  })

  it('regulars buy by habit, and half of them never speak', () => {
    expect(shareOf(of('regular'), ({ remarks }) => remarks.length === 0)).toBeGreaterThan(0.5)
    expect(mean(of('regular').map(({ buys }) => buys.length))).toBeGreaterThan(10)
  })

  it('complainers who return buy again after they complained', () => {
    const back = of('returning_complainer').filter((who) => {
      const complaint = who.remarks.findLast(({ intents }) => intents.includes('complaint'))?.day
      return who.buys.some(({ day }) => day > (complaint ?? 0))
    })
    expect(back.length / of('returning_complainer').length).toBeGreaterThan(0.8)
  })

  it('complainers who leave buy less before they go, and nothing after', () => {
    const pace = (who: Inhabitant, from: number, to: number) =>
      who.buys.filter(({ day }) => day >= from && day < to).length / (to - from)
    const leavers = of('leaving_complainer').map((who) => ({ who, gone: who.leavesDay ?? 0 }))
    const early = mean(leavers.map(({ who, gone }) => pace(who, gone - 240, gone - 180)))
    const late = mean(leavers.map(({ who, gone }) => pace(who, gone - 30, gone)))
    expect(late).toBeLessThan(0.6 * early)
    for (const { who, gone } of leavers)
      expect([...who.buys, ...who.remarks].every(({ day }) => day <= gone)).toBe(true)
    expect(
      shareOf(leavers, ({ who }) =>
        who.remarks.some(({ intents }) => intents.includes('complaint')),
      ),
    ).toBeGreaterThan(0.95)
  })

  it('trolls come in fits and mean ill', () => {
    const remarks = remarksOf('troll')
    expect(shareOf(remarks, ({ mood }) => mood === 'negative')).toBeGreaterThan(0.7)
    const days = of('troll').flatMap((who) => [
      ...new Set(who.remarks.map(({ day }) => `${Math.floor(day)} ${who.id}`)),
    ])
    expect(remarks.length / days.length).toBeGreaterThan(2)
  })

  it('giveaway hunters speak only when there is something to win', () => {
    const { giveaways } = createCalendar(createChance(SEED))
    for (const { day, isAsked } of remarksOf('giveaway_hunter')) {
      expect(isAsked).toBe(true)
      expect(giveaways.some((giveaway) => day >= giveaway && day < giveaway + 3)).toBe(true)
    }
  })

  it('competitors post on weekdays', () => {
    for (const { day } of remarksOf('competitor')) expect(Math.floor(day) % 7).toBeLessThan(5)
  })

  it('bots repeat few texts at one pace', () => {
    for (const { remarks } of of('bot')) {
      expect(new Set(remarks.map(({ template }) => template)).size).toBeLessThanOrEqual(3)
      const gaps = remarks.slice(1).map(({ day }, n) => day - (remarks[n]?.day ?? 0))
      if (gaps.length > 1) expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(1.2)
    }
  })

  it('influencers have the most followers and never buy, nor do trolls, bots and competitors', () => {
    const followers = (kind: Kind) => mean(of(kind).map((who) => who.followers ?? 0))
    expect(followers('influencer')).toBeGreaterThan(20 * followers('fan'))
    for (const kind of ['influencer', 'troll', 'bot', 'competitor'] as const)
      expect(of(kind).flatMap(({ buys }) => buys)).toEqual([])
  })

  it('only customers can be advocates', () => {
    const advocates = town.filter((who) => isAdvocate(who, DAYS))
    expect(advocates.length).toBeGreaterThan(50)
    expect(advocates.every(({ kind }) => CUSTOMERS.includes(kind))).toBe(true)
  })
})
