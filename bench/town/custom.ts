import type { Intent } from '../../core/judgement.ts'
import { DAYS, season } from './calendar.ts'
import type { Chance } from './chance.ts'
import type { Said } from './resident.ts'

/** When somebody buys and speaks: since when, until when, and the weeks in which they do not. */
export interface Presence {
  from: number
  to: number
  pauses: [from: number, to: number][]
}

/** Most were there before us; the others come in the course of two years. All go on holiday, some on leave. */
export function settle(chance: Chance, to = DAYS, latestArrival = DAYS * 0.8): Presence {
  const from = chance.happens(0.6) ? 0 : chance.between(0, Math.min(latestArrival, to - 100))
  const pauses: [number, number][] = [0, 1].flatMap((year) =>
    Array.from({ length: chance.whole(0, 2) }, (): [number, number] => {
      const start =
        year * 365 + (chance.happens(0.5) ? chance.between(180, 245) : chance.between(0, 360))
      return [start, start + chance.between(6, 24)]
    }),
  )
  // A baby, an illness, work elsewhere: long silences that end well.
  if (chance.happens(0.06)) {
    const start = chance.between(from, DAYS - 60)
    pauses.push([start, start + chance.between(40, 90)])
  }
  return { from, to, pauses }
}

export function isPresent({ from, to, pauses }: Presence, day: number): boolean {
  return day >= from && day < to && pauses.every(([start, end]) => day < start || day >= end)
}

/** Days of purchases by somebody's own rhythm, thinned by season, absence and what `keenness` says. */
export function shop(
  chance: Chance,
  presence: Presence,
  gapDays: number,
  keenness: (day: number) => number = () => 1,
): number[] {
  const found: number[] = []
  // People are more regular than pure chance: a gap is spread around the usual one.
  let day = presence.from + chance.between(0, gapDays)
  while (day < presence.to) {
    if (isPresent(presence, day) && chance.happens(Math.min(1, 0.7 * season(day) * keenness(day))))
      found.push(day)
    day += Math.max(0.5, 0.7 * gapDays * chance.skewed(0.9, 0.45))
  }
  return found
}

const TOPICS: Record<string, Omit<Said, 'day'>> = {
  praise: { mood: 'positive', intents: ['praise'] },
  recommendation: { mood: 'positive', intents: ['recommendation'] },
  praised_recommendation: { mood: 'positive', intents: ['praise', 'recommendation'] },
  answer: { mood: 'positive', intents: ['recommendation'], isAnswer: true },
  thanks: { mood: 'positive', intents: ['thanks'] },
  plain: { mood: 'neutral', intents: [] },
  happy: { mood: 'positive', intents: [] },
  question: { mood: 'neutral', intents: ['question'] },
  buying: { mood: 'neutral', intents: ['question', 'purchase_intent'] },
  suggestion: { mood: 'neutral', intents: ['suggestion'] },
  complaint: { mood: 'negative', intents: ['complaint'] },
  grumble: { mood: 'negative', intents: [] },
  leaving: { mood: 'negative', intents: ['complaint', 'churn_threat'] },
  neutral_help: { mood: 'neutral', intents: [], isAnswer: true },
}

/** A remark on one of the usual things; one complaint in fourteen is meant the other way round. */
export function say(chance: Chance, day: number, topic: string, more: Partial<Said> = {}): Said {
  const usual = TOPICS[topic]
  if (usual === undefined) throw new Error(`nobody talks of ${topic}`)
  return { ...usual, day, sarcastic: usual.mood === 'negative' && chance.happens(0.07), ...more }
}

/** Talk at a steady pace over the usual things. */
export function chat(
  chance: Chance,
  presence: Presence,
  perYear: number,
  mix: Record<string, number>,
): Said[] {
  return chance
    .days(presence.from, presence.to, perYear / 365)
    .filter((day) => isPresent(presence, day))
    .map((day) => say(chance, day, chance.weighted(mix)))
}

/** Whether it is said for the brand. */
export function speaksFor({
  mood,
  intents,
}: {
  mood: string
  intents: readonly Intent[]
}): boolean {
  return mood === 'positive' && intents.some((i) => i === 'praise' || i === 'recommendation')
}
