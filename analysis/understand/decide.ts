import { MOODS } from '../../core/feedback.ts'
import { ASPECTS, type Aspect, INTENTS, type Intent, URGENCIES } from '../../core/judgement.ts'
import type { Model } from '../models/model.ts'
import { feelingHead } from '../models/signal.ts'
import type { Reading } from './feature-signs.ts'
import type { Look } from './look-at-post.ts'
import { isUnreal } from './meant-in-earnest.ts'
import { normaliseForRules } from './rules.ts'
import type { Understanding } from './understanding.ts'

/** Of posts this surely unhappy six of seven complain, and of praise named in them two thirds is wrong. */
const SURELY_UNHAPPY = 0.8
const COMPLAINT_OF_UNHAPPY = 0.5
/** Whoever is this surely happy complains only where that is likelier than not. */
const HAPPY = 0.6
const COMPLAINT_OF_HAPPY = 0.5
/** From so likely on an emergency is one even where a song or a tale is spoken of. */
const IN_A_TALE = 0.4

/** Turns the shares of all heads into what the product says: labels from their thresholds, unsure below confidence. */
export function decide(
  model: Model,
  { reading, scores: { shares }, weighMoods }: Look,
  abstains: boolean,
): Understanding {
  const { header } = model
  const of = (name: string): readonly number[] => shares.get(name) ?? []
  const hasBrand = reading.signals !== null
  // Public complaints are English; elsewhere only the invented ones know the language.
  const isPlain = !hasBrand && feelingHead(reading.lang) === 'feeling-en'
  const intents = intentsOf(of('intents'), isPlain ? (of('complaint')[0] ?? 0) : null)
  const limit = (name: string, k: number): number => model.heads.get(name)?.thresholds[k] ?? 0.5
  const unsureBelow = { ...header.abstain, ...reading.input.brand?.unsureBelow }
  const feeling = hasBrand ? of('sentiment') : of(feelingHead(reading.lang))
  const isUnhappy = (feeling[0] ?? 0) >= SURELY_UNHAPPY
  // A feeling read without the brand mistakes more jokes: there the complaint has to be the likelier, too.
  const isNoPraise = isUnhappy && (hasBrand || intents.complaint > intents.praise)
  const limitOf = (intent: Intent, k: number): number => {
    if (intent === 'complaint' && isPlain) return limit('complaint', 0)
    const usual = limit('intents', k)
    return intent === 'complaint' && hasBrand ? complaintLimit(usual, feeling) : usual
  }
  const isNamed = (intent: Intent, k: number): boolean =>
    intents[intent] >= limitOf(intent, k) && !(intent === 'praise' && isNoPraise)
  return {
    lang: reading.lang,
    relevance: relevanceOf(hasBrand ? (of('relevance')[0] ?? 1) : 1, {
      from: limit('relevance', 0),
      unsureBelow: abstains ? unsureBelow.relevance : 0,
    }),
    sentiment: sentimentOf(feeling, weighMoods, abstains ? unsureBelow.sentiment : 0),
    intents,
    labels: INTENTS.filter(isNamed),
    urgency: urgencyOf(of('urgency'), reading, header.emergency),
    aspects: ASPECTS.filter((_: Aspect, k) => (of('aspects')[k] ?? 0) >= limit('aspects', k)),
    sarcasm: of('sarcasm')[0] ?? 0,
    model: header.model,
  }
}

function complaintLimit(usual: number, [negative = 0, , positive = 0]: readonly number[]): number {
  if (positive >= HAPPY) return Math.max(usual, COMPLAINT_OF_HAPPY)
  return negative >= SURELY_UNHAPPY ? usual * COMPLAINT_OF_UNHAPPY : usual
}

/** Without a brand, public complaints are the better teachers of what one is. */
function intentsOf(
  shares: readonly number[],
  plainComplaint: number | null,
): Record<Intent, number> {
  const all = Object.fromEntries(INTENTS.map((intent, k) => [intent, shares[k] ?? 0])) as Record<
    Intent,
    number
  >
  return plainComplaint === null ? all : { ...all, complaint: plainComplaint }
}

function relevanceOf(
  share: number,
  { from, unsureBelow }: { from: number; unsureBelow: number },
): Understanding['relevance'] {
  const label = share >= from ? 'relevant' : 'irrelevant'
  const confidence = label === 'relevant' ? share : 1 - share
  return { label: confidence < unsureBelow ? 'unsure' : label, confidence }
}

/** The mood is what the words say; how sure it is rests on how likely that mood is here, too. */
function sentimentOf(
  shares: readonly number[],
  weighMoods: Look['weighMoods'],
  unsureBelow: number,
): Understanding['sentiment'] {
  const [negative = 0, neutral = 0, positive = 0] = shares
  const k = shares.indexOf(Math.max(negative, neutral, positive))
  const likely = weighMoods?.(shares) ?? shares
  const confidence = likely[k] ?? 0
  const label = MOODS[k] ?? 'neutral'
  return {
    label: confidence < unsureBelow ? 'unsure' : label,
    confidence,
    scores: { negative, neutral, positive },
  }
}

/** An emergency is called earlier where a rule names a danger too, and later in a song or a tale. */
function urgencyOf(
  shares: readonly number[],
  { rules, input }: Reading,
  { alone, withRule }: { alone: number; withRule: number },
): Understanding['urgency'] {
  const [emergency = 0, soon = 0, none = 0] = shares
  const ruled = rules.some(({ rule }) => rule.label === 'emergency')
  const isCalled =
    emergency >= (ruled ? withRule : alone) &&
    (ruled || emergency >= IN_A_TALE || !isUnreal(normaliseForRules(input.text)))
  if (isCalled) return { label: URGENCIES[0], confidence: emergency }
  return soon > none ? { label: 'soon', confidence: soon } : { label: 'none', confidence: none }
}
