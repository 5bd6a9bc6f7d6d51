import { INTENTS, type Intent, type Sentiment } from '../../core/judgement.ts'
import type { Chance } from './chance.ts'
import { measureNoise } from './measure-noise.ts'
import type { Kind, Remark } from './resident.ts'

/** What the analysis says of a remark. */
export interface Reading {
  sentiment: Sentiment
  intents: readonly Intent[]
  sure: boolean
}

export interface Spoken {
  remark: Remark
  id: string
  kind: Kind
}

interface Heads {
  /** Scales the chance of a miss and of a false word, so that the town as a whole reads as measured. */
  miss: number
  slip: number
}

/** Reads a whole town's remarks with the errors of the real analysis; a bot's text is read the same each time. */
export function readAll(chance: Chance, spoken: readonly Spoken[]): Reading[] {
  const { unsureOfRelevance } = measureNoise()
  const moods = readMoods(chance, spoken)
  const heads = new Map(INTENTS.map((intent) => [intent, tuneHead(intent, spoken, moods)]))
  const templates = new Map<string, Reading>()
  return spoken.map((said, n) => {
    const { remark } = said
    if (remark.network === 'offline')
      return { sentiment: remark.mood, intents: remark.intents, sure: true }
    const mood = moods[n] ?? remark.mood
    const intents = INTENTS.filter((intent) => {
      const head = heads.get(intent) ?? { miss: 0, slip: 0 }
      return remark.intents.includes(intent)
        ? !chance.happens(head.miss * weighMiss(remark, mood))
        : chance.happens(head.slip * weighSlip(intent, said, mood))
    })
    const isRelevanceSure = !chance.happens(unsureOfRelevance)
    const reading = { sentiment: mood, intents, sure: mood !== 'unsure' && isRelevanceSure }
    if (remark.template === null) return reading
    const known = templates.get(`${said.id} ${remark.template}`)
    if (known === undefined) templates.set(`${said.id} ${remark.template}`, reading)
    return known ?? reading
  })
}

function readMoods(chance: Chance, spoken: readonly Spoken[]): Sentiment[] {
  const { moods, sarcasm } = measureNoise()
  return spoken.map(({ remark }) =>
    chance.weighted(remark.sarcastic ? sarcasm : moods[remark.mood]),
  )
}

/** Misses and slips are as many as measured, and fall where they are likely. */
function tuneHead(intent: Intent, spoken: readonly Spoken[], moods: readonly Sentiment[]): Heads {
  const { precision, recall } = measureNoise().intents[intent]
  let trueCount = 0
  let missWeight = 0
  let slipWeight = 0
  for (const [n, said] of spoken.entries()) {
    const mood = moods[n] ?? said.remark.mood
    if (said.remark.network === 'offline') continue
    if (said.remark.intents.includes(intent)) {
      trueCount += 1
      missWeight += weighMiss(said.remark, mood)
    } else slipWeight += weighSlip(intent, said, mood)
  }
  const slips = (trueCount * recall * (1 - precision)) / precision
  return {
    miss: ((1 - recall) * trueCount) / Math.max(1, missWeight),
    slip: slips / Math.max(1, slipWeight),
  }
}

/** A post whose mood is misread is harder in every way. */
function weighMiss({ mood }: Remark, read: Sentiment): number {
  return mood === read ? 1 : 1.6
}

function weighSlip(intent: Intent, { remark, kind }: Spoken, read: Sentiment): number {
  const has = (other: Intent) => remark.intents.includes(other)
  switch (intent) {
    case 'complaint':
      return read === 'negative' ? 6 : remark.mood === 'negative' || has('suggestion') ? 3 : 0.4
    case 'churn_threat':
      return has('complaint') ? 6 : remark.mood === 'negative' || kind === 'competitor' ? 4 : 0.2
    case 'praise':
      return read === 'positive'
        ? 5
        : remark.mood === 'positive'
          ? 3
          : read === 'neutral'
            ? 0.8
            : 0.3
    case 'recommendation':
      return kind === 'competitor' && remark.isAnswer
        ? 8
        : has('praise')
          ? 4
          : remark.mood === 'positive'
            ? 2
            : 0.4
    case 'question':
      return has('complaint') || remark.isAnswer ? 2 : 1
    default:
      return 1
  }
}
