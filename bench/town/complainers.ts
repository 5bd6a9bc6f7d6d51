import { type Calendar, DAYS } from './calendar.ts'
import type { Chance } from './chance.ts'
import { chat, say, settle, shop } from './custom.ts'
import { clampGap, REGULAR_TALK, sufferCrises } from './customers.ts'
import type { Life, Said } from './resident.ts'

/**
 * A bad experience, aired in one to four posts within a week: the complaint first, then what went wrong
 * with the answer, in one case of four (or more, if they mean it) the word that they will go.
 */
function airAnger(chance: Chance, day: number, threat: number, until: number): Said[] {
  const said: Said[] = [say(chance, day, 'complaint')]
  let at = day
  for (
    let n = chance.weighted({ '0': 5, '1': 3, '2': 1.5, '3': 0.5 });
    said.length <= Number(n);
  ) {
    at += chance.between(0.1, 2.5)
    said.push(say(chance, at, chance.weighted({ complaint: 5, grumble: 2, question: 2, plain: 1 })))
  }
  if (chance.happens(threat)) {
    const n = chance.whole(0, said.length - 1)
    said[n] = say(chance, said[n]?.day ?? day, 'leaving')
  }
  return said.filter(({ day: when }) => when < until)
}

/** Is let down once or twice, says so, stays away for some weeks, and comes back: half with a kind word. */
export function liveAsReturning(chance: Chance, calendar: Calendar): Life {
  const presence = settle(chance)
  const remarks = [
    ...chat(chance, presence, Math.min(20, chance.skewed(2, 0.7)), REGULAR_TALK),
    ...sufferCrises(chance, calendar, presence, 0.15),
  ]
  const count = chance.happens(0.7) ? 1 : 2
  for (let n = 0; n < count; n += 1) {
    const day = chance.between(presence.from + 20, DAYS - 30)
    remarks.push(...airAnger(chance, day, 0.2, DAYS))
    const sulk = chance.between(7, 50)
    presence.pauses.push([day + 1, day + sulk])
    if (chance.happens(0.5)) {
      const kind = chance.weighted({ thanks: 5, praise: 4, recommendation: 1 })
      remarks.push(say(chance, day + sulk * chance.between(0.3, 1.4), kind))
    }
  }
  const buys = shop(chance, presence, clampGap(chance.skewed(18, 0.8)))
  return { remarks: remarks.filter(({ day }) => day < DAYS), buys, leavesDay: null }
}

/**
 * Is let down again and again, buys less each time, falls silent, and goes. One in six goes in anger, the same
 * fortnight; one in five says goodbye, when it is too late.
 */
export function liveAsLeaving(chance: Chance, calendar: Calendar): Life {
  const leavesDay = chance.between(150, DAYS)
  const presence = settle(chance, leavesDay, leavesDay - 120)
  const inAnger = chance.happens(0.17)
  let day = leavesDay - (inAnger ? chance.between(0, 13) : chance.between(18, 130))
  const blows = [day]
  const count = Number(chance.weighted({ '1': 3, '2': 4, '3': 2, '4': 1 }))
  while (blows.length < count) {
    day -= chance.between(8, 110)
    if (day < presence.from + 10) break
    blows.push(day)
  }
  blows.reverse()
  const last = blows.at(-1) ?? day
  const first = blows[0] ?? day
  const remarks = [
    ...chat(chance, { ...presence, to: first }, Math.min(20, chance.skewed(2, 0.7)), REGULAR_TALK),
    // Between the blows they still speak, less and colder.
    ...chat(chance, { ...presence, from: first, to: last }, 2, {
      complaint: 3,
      grumble: 3,
      question: 3,
      plain: 3,
      praise: 1,
    }),
    ...sufferCrises(chance, calendar, { ...presence, to: last }, 0.2),
  ]
  for (const [n, blow] of blows.entries()) {
    const isLast = n === blows.length - 1
    remarks.push(...airAnger(chance, blow, isLast ? 0.4 : 0.2, leavesDay))
  }
  if (chance.happens(0.2)) remarks.push(say(chance, leavesDay - 0.01, 'leaving'))
  const keenness = (at: number) => {
    const borne = blows.filter((blow) => blow < at).length
    const fading = at > last ? Math.max(0.15, 1 - (at - last) / 60) : 1
    return 0.65 ** borne * fading
  }
  const buys = shop(chance, presence, clampGap(chance.skewed(18, 0.8)), keenness)
  return { remarks, buys, leavesDay }
}
