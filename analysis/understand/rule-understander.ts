import {
  ASPECTS,
  type Aspect,
  INTENTS,
  type Intent,
  type Reason,
  type Urgency,
} from '../../core/judgement.ts'
import { detectLanguage } from '../language/detect-language.ts'
import { ASPECT_WORDS } from './aspect-words.ts'
import { type BrandSignals, readBrandSignals } from './brand-signals.ts'
import { type LexiconFinding, readLexicon } from './lexicon-sentiment.ts'
import { hasLexicon, polarityOf } from './polarity.ts'
import { matchRules, normaliseForRules, type Rule } from './rules.ts'
import { type Token, tokenise } from './tokenise.ts'
import type {
  SentimentScores,
  Understander,
  UnderstandInput,
  Understanding,
} from './understanding.ts'

/** Under these confidences the first analysis says unsure; chosen by hand, not measured. */
const ABSTAIN = { relevance: 0.6, sentiment: 0.45 }

/** An intent is named from here on; chosen so that one weak rule alone does not name it. */
const LABEL_FROM = 0.5

const MODEL = 'rules-1'

interface Reading {
  tokens: readonly Token[]
  lang: string
  lexicon: LexiconFinding
  rules: readonly { rule: Rule; words: string }[]
  signals: BrandSignals | null
}

/** The first analysis: lexicons and rules, no training; it explains itself and says when it is unsure. */
export function createRuleUnderstander(): Understander {
  return {
    model: MODEL,

    understand(input, options) {
      const reading = read(input)
      const abstain = options?.abstain !== false
      const intents = intentsOf(reading)
      const scores = sentimentOf(reading, intents)
      const relevance = relevanceOf(reading.signals)
      const labels = INTENTS.filter((intent) => intents[intent] >= LABEL_FROM)
      return {
        lang: reading.lang,
        relevance:
          abstain && relevance.confidence < ABSTAIN.relevance
            ? { ...relevance, label: 'unsure' }
            : relevance,
        sentiment: sentimentLabel(scores, abstain),
        intents,
        labels,
        urgency: urgencyOf(reading, labels),
        aspects: aspectsOf(reading.tokens),
        sarcasm: sarcasmOf(reading),
        model: MODEL,
      }
    },

    why(input) {
      const reading = read(input)
      return [
        ...brandReasons(reading.signals),
        ...reading.rules.map(({ rule, words }) => ({
          label: rule.label,
          words: [words],
          rule: rule.id,
          weight: rule.weight,
        })),
        ...reading.lexicon.hits.map(({ word, value }) => ({
          label: value > 0 ? 'positive' : 'negative',
          words: [word],
          weight: Math.abs(value),
        })),
      ]
    },
  }
}

function read(input: UnderstandInput): Reading {
  const tokens = tokenise(input.text)
  const normal = normaliseForRules(input.text)
  const lang = detectLanguage(input.text, input.lang)
  return {
    tokens,
    lang,
    lexicon: readLexicon(tokens, polarityOf(lang)),
    rules: matchRules(normal),
    signals:
      input.brand === undefined ? null : readBrandSignals(input, input.brand, tokens, normal),
  }
}

function intentsOf(reading: Reading): Record<Intent, number> {
  const { positive, negative } = reading.lexicon
  const mood = positive - negative
  const intents = Object.fromEntries(INTENTS.map((intent) => [intent, hits(reading, intent)]))
  const of = (intent: Intent): number => intents[intent] ?? 0
  // Kind words in an angry post are rarely praise, and the other way round.
  const sour = mood < -0.3 || of('complaint') > 0.6
  return {
    complaint: clamp(of('complaint') + (mood < -0.8 ? 0.2 : 0) - (mood > 0.8 ? 0.3 : 0)),
    praise: clamp(of('praise') + (mood > 0.8 ? 0.15 : 0) - (sour ? 0.4 : 0)),
    recommendation: clamp(of('recommendation') - (sour ? 0.3 : 0)),
    thanks: clamp(of('thanks') - (sour ? 0.3 : 0)),
    question: of('question'),
    purchase_intent: clamp(of('purchase_intent') - (sour ? 0.3 : 0)),
    churn_threat: clamp(of('churn_threat') - (mood > 0.8 ? 0.4 : 0)),
    suggestion: of('suggestion'),
  }
}

/** How sure the rules of a label make us together: each hit leaves less doubt. */
function hits(reading: Reading, label: Rule['label']): number {
  const doubt = reading.rules
    .filter(({ rule }) => rule.label === label)
    .reduce((left, { rule }) => left * (1 - rule.weight), 1)
  return 1 - doubt
}

function sentimentOf(reading: Reading, intents: Record<Intent, number>): SentimentScores {
  const { lexicon, lang } = reading
  const kind =
    lexicon.positive + 1.2 * intents.praise + 0.6 * intents.thanks + 0.6 * intents.recommendation
  const unkind = lexicon.negative + 1.6 * intents.complaint + intents.churn_threat
  // Without a lexicon of the language silence says little, so neutral must not look sure.
  const calm = hasLexicon(lang) ? 1 : 0.75
  const weights = [Math.exp(1.5 * unkind - 0.6), Math.exp(calm), Math.exp(1.5 * kind - 0.6)]
  //
  const sum = weights.reduce((total, weight) => total + Math.min(weight, 1e6), 0)
  const [negative = 0, neutral = 0, positive = 0] = weights.map((one) => Math.min(one, 1e6) / sum)
  return { negative, neutral, positive }
}

function sentimentLabel(scores: SentimentScores, abstain: boolean): Understanding['sentiment'] {
  const names = ['negative', 'neutral', 'positive'] as const
  const label = names.reduce((best, name) => (scores[name] > scores[best] ? name : best), 'neutral')
  const confidence = scores[label]
  return { label: abstain && confidence < ABSTAIN.sentiment ? 'unsure' : label, confidence, scores }
}

function relevanceOf(signals: BrandSignals | null): {
  label: 'relevant' | 'irrelevant'
  confidence: number
} {
  if (signals === null) return { label: 'relevant', confidence: 1 }
  const odds =
    (signals.handles.length > 0 ? 3 : 0) +
    (signals.asName ? 0.5 : 0) +
    (signals.parentAbout ? 0.8 : 0) +
    Math.min(3, signals.keywords.length) * 0.8 -
    Math.min(3, signals.others.length) * 1.1 -
    (signals.spam.length > 0 ? 2.5 : 0) -
    (signals.named ? 0 : 0.5)
  const relevant = 1 / (1 + Math.exp(-odds))
  return relevant >= 0.5
    ? { label: 'relevant', confidence: relevant }
    : { label: 'irrelevant', confidence: 1 - relevant }
}

function urgencyOf(
  reading: Reading,
  labels: readonly Intent[],
): { label: Urgency; confidence: number } {
  const emergency = hits(reading, 'emergency')
  if (emergency >= LABEL_FROM) return { label: 'emergency', confidence: emergency }
  const waits = labels.includes('question') || labels.includes('complaint')
  const gone = labels.includes('churn_threat') && !labels.includes('question')
  if (waits && !gone) return { label: 'soon', confidence: 0.6 }
  return { label: 'none', confidence: 1 - emergency * 0.5 - (gone ? 0.3 : 0.1) }
}

function aspectsOf(tokens: readonly Token[]): Aspect[] {
  const words = new Set(tokens.map((token) => token.text.replace(/^#/u, '')))
  return ASPECTS.filter((aspect) => ASPECT_WORDS[aspect].some((word) => words.has(word)))
}

/** Bright words beside a breach, or a face known for irony: a hint, never a verdict. */
function sarcasmOf(reading: Reading): number {
  const breach = hits(reading, 'complaint') > 0.5 && reading.lexicon.positive > 0.5
  const face = reading.tokens.some((token) => /[🙃🙄🤡]/u.test(token.text))
  const tag = reading.tokens.some((token) => /^#(?:sarcasm|irony|not)$/u.test(token.text))
  return tag ? 0.9 : clamp(0.1 + (breach ? 0.4 : 0) + (face ? 0.3 : 0))
}

function brandReasons(signals: BrandSignals | null): Reason[] {
  if (signals === null) return []
  const about = [...signals.handles, ...signals.keywords]
  return [
    ...(about.length > 0 ? [{ label: 'relevant', words: about, rule: 'brand-words' }] : []),
    ...(signals.others.length > 0
      ? [{ label: 'irrelevant', words: signals.others, rule: 'other-meaning' }]
      : []),
    ...(signals.spam.length > 0
      ? [{ label: 'irrelevant', words: signals.spam, rule: 'spam' }]
      : []),
  ]
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
