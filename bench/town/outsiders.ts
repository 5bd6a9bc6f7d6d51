import { type Calendar, DAYS } from './calendar.ts'
import type { Chance } from './chance.ts'
import { chat, say, settle } from './custom.ts'
import type { Life, Said } from './resident.ts'

/** Most posts for a prize stand below the post of the giveaway or bear its tag; paid ones must say so, and half do. */
const PRIZES_SAID = 0.6
const PAID_SAID = 0.5

/** Comes in fits: a day of jeers, baits and mock praise, also to people who only asked; buys nothing. */
export function liveAsTroll(chance: Chance): Life {
  const remarks: Said[] = []
  const presence = settle(chance)
  for (const day of chance.days(
    presence.from,
    presence.to,
    Math.min(20, chance.skewed(4, 0.8)) / 365,
  ))
    for (let n = chance.whole(2, 8); n > 0; n -= 1) {
      const topic = chance.weighted({
        grumble: 6,
        complaint: 3,
        leaving: 0.5,
        plain: 1,
        question: 1,
      })
      const said = say(chance, day + chance.between(0, 0.4), topic)
      const isNasty = said.mood === 'negative'
      remarks.push({
        ...said,
        sarcastic: isNasty && chance.happens(0.3),
        isAnswer: isNasty && chance.happens(0.12),
      })
    }
  return { remarks, buys: [], leavesDay: null }
}

/** Loves the brand for three days, whenever there is something to win; some buy once, on offer. */
export function liveAsHunter(chance: Chance, { giveaways }: Calendar): Life {
  const remarks: Said[] = []
  const presence = settle(chance)
  const zeal = chance.between(0.2, 0.9)
  for (const giveaway of giveaways)
    if (giveaway > presence.from && chance.happens(zeal))
      for (let n = chance.whole(1, 4); n > 0; n -= 1)
        remarks.push({
          ...say(
            chance,
            giveaway + chance.between(0, 3),
            chance.weighted({ happy: 5, praise: 2, recommendation: 2, plain: 2 }),
          ),
          isAsked: true,
          saysPrize: chance.happens(PRIZES_SAID),
        })
  const buys = chance.happens(0.15) ? chance.days(presence.from, DAYS, 1.2 / 365) : []
  return { remarks, buys, leavesDay: null }
}

/** Another shop's account: on weekdays, finds fault, answers who asks with its own name, seldom polite. */
export function liveAsCompetitor(chance: Chance): Life {
  const presence = settle(chance)
  const remarks = chat(chance, presence, Math.min(60, chance.skewed(14, 0.6)), {
    grumble: 4,
    complaint: 1,
    plain: 4,
    neutral_help: 4,
    happy: 1.5,
    question: 1,
  })
  return {
    remarks: remarks.filter(({ day }) => Math.floor(day) % 7 < 5),
    buys: [],
    leavesDay: null,
  }
}

/** The same few texts at the same pace, day and night: deals, copied praise, lists of tags. */
export function liveAsBot(chance: Chance): Life {
  const remarks: Said[] = []
  const from = chance.between(0, DAYS * 0.8)
  const to = Math.min(DAYS, from + chance.skewed(200, 0.8))
  const gap = Math.max(0.5, chance.skewed(6, 0.8))
  const isSpam = chance.happens(0.7)
  const texts = [0, 1, 2].map(() =>
    chance.weighted({ plain: 6, happy: 3, praise: 1, recommendation: 1 }),
  )
  for (let day = from, n = 0; day < to; day += gap * chance.between(0.95, 1.05), n += 1)
    remarks.push({
      ...say(chance, day, texts[n % texts.length] ?? 'plain'),
      template: n % texts.length,
      isStray: isSpam,
      isAsked: true,
    })
  return { remarks, buys: [], leavesDay: null }
}

/** Many followers, sent products, posts in campaigns, most of them paid; has never bought a thing. */
export function liveAsInfluencer(chance: Chance, { launches }: Calendar): Life {
  const presence = settle(chance)
  const mix = {
    praise: 4,
    praised_recommendation: 2,
    recommendation: 2,
    happy: 2,
    plain: 4,
    question: 1,
  }
  const remarks = chat(chance, presence, Math.min(20, chance.skewed(4, 0.7)), mix).map(
    (said): Said => {
      const isAsked = chance.happens(0.4)
      return { ...said, isAsked, saysPrize: isAsked && chance.happens(PAID_SAID) }
    },
  )
  for (const launch of launches)
    if (launch > presence.from && chance.happens(0.3))
      for (let n = chance.whole(1, 4); n > 0; n -= 1)
        remarks.push({
          ...say(chance, launch + chance.between(0, 9), chance.weighted(mix)),
          isAsked: true,
          saysPrize: chance.happens(PAID_SAID),
        })
  return { remarks, buys: [], leavesDay: null }
}

/** Works for the brand: proud of it in private, helps who asks, buys at a discount like everybody there. */
export function liveAsStaff(chance: Chance): Life {
  const presence = settle(chance)
  const remarks = chat(chance, presence, Math.min(40, chance.skewed(7, 0.7)), {
    praise: 3,
    happy: 3,
    answer: 3,
    neutral_help: 2,
    recommendation: 2,
    plain: 4,
  })
  return {
    remarks,
    buys: chance.days(presence.from, presence.to, 1 / 20),
    leavesDay: null,
  }
}
