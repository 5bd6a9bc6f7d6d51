import { MOODS } from '../../core/feedback.ts'
import { fullestWords } from '../../core/fullest-words.ts'
import { INTENTS, type Reason } from '../../core/judgement.ts'
import type { Head, Model } from '../models/model.ts'
import type { PostScores } from '../models/score-post.ts'
import { feelingHead } from '../models/signal.ts'
import type { BrandSignals } from './brand-signals.ts'
import type { Reading } from './feature-signs.ts'
import type { Hashes } from './features.ts'
import { DENSE, wordsWithMeaning } from './featurise.ts'
import { isSmallWord } from './small-words.ts'
import type { Understanding } from './understanding.ts'

const MOST_WORDS = 3
/** Share of the strongest word that another must reach to be shown. */
const WORTH_SHOWING = 0.25
const LEAST = 0.02
/** What a word of the lexicon adds, beside what the heads learnt of it. */
const LEXICON_VALUE = 1

/** Says which words and rules carried each decision about a post. */
export function explain(
  model: Model,
  reading: Reading,
  scores: PostScores,
  found: Understanding,
): Reason[] {
  const { sentiment, relevance } = found
  const feeling = model.heads.get(feelingHead(reading.lang))
  const reasons: Reason[] = [...brandReasons(reading.signals)]
  const isSaid = reasons.some(({ label }) => label === relevance.label)
  if (reading.signals !== null && relevance.label !== 'unsure' && !isSaid) {
    const sign = relevance.label === 'relevant' ? 1 : -1
    const words = carry(model, reading, scores, [[model.heads.get('relevance'), 0, sign]])
    reasons.push(...toReason(relevance.label, words, true))
  }
  reasons.push(...ruleReasons(reading, found))
  const best = strongest(sentiment.scores)
  const own = reading.signals === null ? undefined : model.heads.get('sentiment')
  if (best.label !== 'neutral') {
    const words = carry(model, reading, scores, [
      [feeling, best.k, 1],
      [own, best.k, 0.5],
    ])
    for (const { at, value } of reading.lexicon.hits)
      words[at] = (words[at] ?? 0) + LEXICON_VALUE * (best.label === 'positive' ? value : -value)
    reasons.push(...toReason(best.label, words))
  }
  for (const intent of found.labels) {
    const k = INTENTS.indexOf(intent)
    const plain: Part = [intent === 'complaint' ? model.heads.get('complaint') : undefined, 0, 1]
    const words = carry(model, reading, scores, [[model.heads.get('intents'), k, 1], plain])
    reasons.push(...toReason(intent, words))
  }
  if (found.urgency.label === 'emergency') {
    const words = carry(model, reading, scores, [[model.heads.get('urgency'), 0, 1]])
    reasons.push(...toReason('emergency', words))
  }
  return reasons

  function toReason(label: string, words: Float64Array, isRelevance = false): Reason[] {
    const named = namedWords(reading, words, isRelevance)
    if (named.length === 0) return []
    const weight = named.reduce((sum, one) => sum + one.value, 0)
    return [{ label, words: named.map(({ word }) => word), weight: Math.round(weight * 100) / 100 }]
  }
}

type Part = readonly [Head | undefined, number, number]

interface Named {
  word: string
  value: number
}

/** What each token of the post adds to the score of a class, over one or more heads. */
function carry(
  { meaning }: Model,
  reading: Reading,
  { weighed }: PostScores,
  parts: readonly Part[],
): Float64Array {
  const sums = new Float64Array(reading.tokens.length)
  for (const [head, k, sign] of parts) {
    if (head === undefined) continue
    const add = (name: 'words' | 'pieces' | 'signs', hashes: Hashes, values?: Float32Array) => {
      for (let n = 0; n < hashes.count; n += 1) {
        const at = hashes.at[n] ?? 0
        if (at >= sums.length) continue
        const weight = head.weightOf(name, hashes.hash[n] ?? 0, k)
        sums[at] = (sums[at] ?? 0) + sign * weight * (values?.[n] ?? 1)
      }
    }
    add('words', weighed.features.words, weighed.words)
    add('pieces', weighed.features.pieces, weighed.pieces)
    add('signs', weighed.features.signs)
    const weights = Array.from({ length: meaning.width }, (_, d) => head.dense[DENSE + d]?.[k] ?? 0)
    const words = wordsWithMeaning(reading)
    for (const [n, part] of meaning.partsOf(words, weights).entries()) {
      const at = words[n]?.at ?? sums.length
      if (at < sums.length) sums[at] = (sums[at] ?? 0) + sign * part
    }
  }
  return sums
}

/** The words that weigh most, each once, in the order of the post; small ones only where there are no others. */
function namedWords(reading: Reading, sums: Float64Array, isRelevance: boolean): Named[] {
  const isOwn = ownWords(reading, isRelevance)
  const all = reading.tokens
    .map((token, at) => ({ ...token, word: token.raw, value: sums[at] ?? 0, at }))
    .filter(
      ({ kind, value, at }) => value > LEAST && kind !== 'mark' && kind !== 'link' && !isOwn(at),
    )
    .sort((one, other) => other.value - one.value)
  const telling = all.filter(({ text }) => !isSmallWord(text, reading.lang))
  const list = telling.length > 0 ? telling : all
  const limit = (list[0]?.value ?? 0) * WORTH_SHOWING
  return list
    .filter(
      ({ text, value }, at) => value >= limit && list.findIndex((one) => one.text === text) === at,
    )
    .slice(0, MOST_WORDS)
    .sort((one, other) => one.at - other.at)
}

/** The brand's own name says nothing of a mood, and one of several words has a reason of its own why it is about the brand. */
function ownWords({ tokens, signals }: Reading, isRelevance: boolean): (at: number) => boolean {
  const names = (signals?.names ?? []).filter(({ first, last }) => !isRelevance || last > first)
  return (at) =>
    (!isRelevance && tokens[at]?.kind === 'handle') ||
    names.some(({ first, last }) => at >= first && at <= last)
}

function strongest(scores: Understanding['sentiment']['scores']): { label: string; k: number } {
  const list = [scores.negative, scores.neutral, scores.positive]
  const k = list.indexOf(Math.max(...list))
  return { label: MOODS[k] ?? 'neutral', k }
}

/** Rules are reasons only for what was decided: a rule that was overruled explains nothing. */
function ruleReasons({ rules }: Reading, found: Understanding): Reason[] {
  const said = new Set<string>([...found.labels, found.urgency.label])
  return rules
    .filter(({ rule }) => said.has(rule.label))
    .map(({ rule, words }) => ({
      label: rule.label,
      words: [words],
      rule: rule.id,
      weight: rule.weight,
    }))
}

function brandReasons(signals: BrandSignals | null): Reason[] {
  if (signals === null) return []
  const about = [...signals.handles, ...fullestWords(signals.keywords)]
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
