import { type Calendar, DAYS } from './calendar.ts'
import type { Chance } from './chance.ts'
import { chat, isPresent, type Presence, say, settle, shop } from './custom.ts'
import type { Life, Said } from './resident.ts'

/** What a fan talks of: mostly what they like, to whom it may help, and now and then what they would change. */
const FAN_TALK = {
  praise: 26,
  praised_recommendation: 9,
  recommendation: 8,
  answer: 10,
  thanks: 10,
  happy: 6,
  plain: 11,
  question: 5,
  suggestion: 8,
  complaint: 6,
  grumble: 1,
}
export const REGULAR_TALK = {
  plain: 22,
  happy: 10,
  praise: 18,
  question: 15,
  buying: 7,
  thanks: 8,
  suggestion: 5,
  recommendation: 3,
  answer: 2,
  complaint: 8,
  grumble: 2,
}
const FANS_GONE = 0.05
const REGULARS_GONE = 0.04

/** Buys often, speaks well unasked, most of all when something new comes; grumbles like family. */
export function liveAsFan(chance: Chance, calendar: Calendar): Life {
  const leavesDay = chance.happens(FANS_GONE) ? chance.between(150, DAYS) : null
  const presence = settle(chance, leavesDay ?? DAYS, 500)
  const fade = fadeOut(chance, leavesDay)
  const remarks = chat(chance, presence, Math.min(60, chance.skewed(9, 0.7)), FAN_TALK)
  for (const launch of calendar.launches)
    if (chance.happens(0.3))
      for (let n = chance.whole(1, 3); n > 0; n -= 1)
        remarks.push(
          say(
            chance,
            launch + chance.between(0, 5),
            chance.weighted({ praise: 5, recommendation: 2, praised_recommendation: 2, plain: 2 }),
          ),
        )
  return {
    remarks: [
      ...remarks.filter(({ day }) => isPresent(presence, day) && chance.happens(fade(day))),
      ...sufferCrises(chance, calendar, presence, 0.12),
    ],
    buys: shop(chance, presence, clampGap(chance.skewed(11, 0.7)), fade),
    leavesDay,
  }
}

/** Buys by habit, says little, half of them nothing at all; a few move away or lose the taste, without a word. */
export function liveAsRegular(chance: Chance, calendar: Calendar): Life {
  const leavesDay = chance.happens(REGULARS_GONE) ? chance.between(150, DAYS) : null
  const presence = settle(chance, leavesDay ?? DAYS)
  const fade = fadeOut(chance, leavesDay)
  const speaks = chance.happens(0.5)
  const remarks = speaks
    ? [
        ...chat(chance, presence, Math.min(20, chance.skewed(1.6, 0.8)), REGULAR_TALK),
        ...sufferCrises(chance, calendar, presence, 0.06),
      ]
    : []
  return {
    remarks: remarks.filter(({ day }) => chance.happens(fade(day))),
    buys: shop(chance, presence, clampGap(chance.skewed(20, 0.8)), fade),
    leavesDay,
  }
}

/** Some hours or days in which the brand fails many at once. */
export function sufferCrises(
  chance: Chance,
  { crises }: Calendar,
  presence: Presence,
  share: number,
): Said[] {
  return crises
    .filter((day) => isPresent(presence, day) && chance.happens(share))
    .map((day) =>
      say(chance, day + chance.between(0, 4), chance.happens(0.8) ? 'complaint' : 'question'),
    )
}

export function clampGap(days: number): number {
  return Math.min(120, Math.max(3, days))
}

/** Nobody is gone from one day to the next: visits grow rare over some weeks. */
function fadeOut(chance: Chance, leavesDay: number | null): (day: number) => number {
  if (leavesDay === null) return () => 1
  const weeks = chance.between(4, 20)
  return (day) => {
    const left = (leavesDay - day) / (weeks * 7)
    return left >= 1 ? 1 : Math.max(0.1, left)
  }
}
