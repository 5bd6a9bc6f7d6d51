import type { Intent, Sentiment } from '../../core/judgement.ts'
import type { Chance } from './chance.ts'
import type { Kind, Mood, Remark } from './resident.ts'

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

/** Rows: what was meant; columns: what is read. About 0.72 is right, and most errors are with neutral. */
const READ_AS: Record<Mood, Record<Mood, number>> = {
  negative: { negative: 0.78, neutral: 0.16, positive: 0.06 },
  neutral: { negative: 0.11, neutral: 0.75, positive: 0.14 },
  positive: { negative: 0.06, neutral: 0.23, positive: 0.71 },
}
const SARCASM_READ_AS: Record<Mood, number> = { negative: 0.35, neutral: 0.2, positive: 0.45 }
const UNSURE_OF_MOOD = 0.07
const UNSURE_OF_RELEVANCE = 0.03

/** How often a word that is said is right, and how often it is said when it should be. */
export const MEASURED: Record<Intent, { precision: number; recall: number }> = {
  complaint: { precision: 0.71, recall: 0.76 },
  praise: { precision: 0.45, recall: 0.75 },
  thanks: { precision: 0.87, recall: 0.98 },
  recommendation: { precision: 0.58, recall: 0.69 },
  question: { precision: 0.82, recall: 0.81 },
  churn_threat: { precision: 0.55, recall: 0.55 },
  // Not measured for us: as good as its like.
  purchase_intent: { precision: 0.65, recall: 0.65 },
  suggestion: { precision: 0.6, recall: 0.6 },
}
const INTENTS = Object.keys(MEASURED) as Intent[]

interface Heads {
  /** Scales the chance of a miss and of a false word, so that the town as a whole reads as measured. */
  miss: number
  slip: number
}

/** Reads a whole town's remarks with the errors of the real analysis; a bot's text is read the same each time. */
export function readAll(chance: Chance, spoken: readonly Spoken[]): Reading[] {
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
    const isMoodUnsure = chance.happens(UNSURE_OF_MOOD)
    const reading: Reading = {
      sentiment: isMoodUnsure ? 'unsure' : mood,
      intents,
      sure: !isMoodUnsure && !chance.happens(UNSURE_OF_RELEVANCE / (1 - UNSURE_OF_MOOD)),
    }
    if (remark.template === null) return reading
    const known = templates.get(`${said.id} ${remark.template}`)
    if (known === undefined) templates.set(`${said.id} ${remark.template}`, reading)
    return known ?? reading
  })
}

function readMoods(chance: Chance, spoken: readonly Spoken[]): Mood[] {
  return spoken.map(({ remark }) =>
    chance.weighted(remark.sarcastic ? SARCASM_READ_AS : READ_AS[remark.mood]),
  )
}

/** Misses and slips are as many as measured, and fall where they are likely. */
function tuneHead(intent: Intent, spoken: readonly Spoken[], moods: readonly Mood[]): Heads {
  const { precision, recall } = MEASURED[intent]
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
function weighMiss({ mood }: Remark, read: Mood): number {
  return mood === read ? 1 : 1.6
}

function weighSlip(intent: Intent, { remark, kind }: Spoken, read: Mood): number {
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
