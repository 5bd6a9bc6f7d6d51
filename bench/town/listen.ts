import { type Contact, DAY_MS } from '../../analysis/people/history.ts'
import { DAYS, START } from './calendar.ts'
import type { Chance } from './chance.ts'
import { measureNoise } from './measure-noise.ts'
import { readAll } from './noise.ts'
import type { Kind, Remark, Resident } from './resident.ts'

/** A contact as it was heard; whether it turned round is for later to say. */
export type Heard = Omit<Contact, 'turnedRound'>

/** A resident with what the desk heard of them, in order of time. */
export interface Inhabitant extends Resident {
  heard: readonly Heard[]
}

const GIVEAWAY_KEPT = 0.65
const SPAM_KEPT = 0.3
/** Of the words of a prize; assumed, as no posts tell it. */
const PRIZE_READ = 0.9
const PRIZE_MISREAD = 0.005
const INTENT_OF = { neutral: 'question', positive: 'praise', negative: 'complaint' } as const

/** Drops what relevance misses, lets in what it mistakes, and labels the rest with the usual errors. */
export function listen(chance: Chance, residents: readonly Resident[]): Inhabitant[] {
  const { recallOfRelevance, strays } = measureNoise()
  const kept = residents.flatMap(({ id, kind, remarks }) => {
    const spam = new Map<number | null, boolean>()
    return remarks.flatMap((remark) => {
      if (!spam.has(remark.template)) spam.set(remark.template, chance.happens(SPAM_KEPT))
      const isSpamKept = spam.get(remark.template) === true
      if (!isKept(chance, kind, remark, { isSpamKept, recallOfRelevance })) return []
      const own = { remark, id, kind }
      const doesStray = chance.happens(strays / (1 - strays))
      return doesStray ? [own, { remark: strayFrom(chance, remark), id, kind }] : [own]
    })
  })
  const readings = readAll(chance, kept)
  const heard = new Map<string, Heard[]>()
  for (const [n, { remark, id }] of kept.entries()) {
    const reading = readings[n]
    if (reading === undefined) continue
    const isPrizeRead = chance.happens(remark.saysPrize ? PRIZE_READ : PRIZE_MISREAD)
    const list = heard.get(id) ?? []
    list.push({
      id: `c${n}`,
      at: Math.round(START + remark.day * DAY_MS),
      network: remark.network,
      ...reading,
      helped: chance.happens(remark.isAnswer ? 0.85 : 0.01),
      forPrize: reading.sentiment !== 'negative' && isPrizeRead,
      answeredAt:
        remark.answeredDay === null ? null : Math.round(START + remark.answeredDay * DAY_MS),
    })
    heard.set(id, list)
  }
  return residents.map((resident) => ({
    ...resident,
    heard: (heard.get(resident.id) ?? []).toSorted((a, b) => a.at - b.at),
  }))
}

function isKept(
  chance: Chance,
  kind: Kind,
  remark: Remark,
  { isSpamKept, recallOfRelevance }: { isSpamKept: boolean; recallOfRelevance: number },
): boolean {
  if (remark.network === 'offline') return true
  if (remark.isStray) return isSpamKept
  return chance.happens(kind === 'giveaway_hunter' ? GIVEAWAY_KEPT : recallOfRelevance)
}

/** The same person, some weeks off, of something else that bears the brand's name. */
function strayFrom(chance: Chance, remark: Remark): Remark {
  const mood = chance.weighted({ neutral: 5, positive: 3, negative: 2 })
  const day = Math.min(DAYS - 0.1, Math.max(0, remark.day + chance.between(-60, 60)))
  const intents = chance.happens(0.3) ? [INTENT_OF[mood]] : []
  return {
    ...remark,
    day,
    mood,
    intents,
    isStray: true,
    template: null,
    answeredDay: null,
    isAnswer: false,
  }
}
