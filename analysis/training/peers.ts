import { createRequire } from 'node:module'
import { SentimentAnalyzer } from 'natural/lib/natural/sentiment/index.js'
import { UsageError } from '../../core/errors.ts'

/** A package of others that scores English feeling; higher is happier. */
export interface Peer {
  name: string
  score(text: string): number
}

interface SentimentPackage {
  new (): { analyze(text: string): { comparative: number } }
}
interface VaderPackage {
  SentimentIntensityAnalyzer: { polarity_scores(text: string): { compound: number } }
}
type WinkPackage = (text: string) => { normalizedScore: number }

/** The four best known JavaScript packages, to be measured in the same run as our own; a UsageError names one that is not installed. */
export function loadPeers(
  load: (name: string) => unknown = createRequire(import.meta.url),
): Peer[] {
  const open = (name: string): unknown => {
    try {
      return load(name)
    } catch (error) {
      throw new UsageError(
        `The package "${name}", which we are compared with, is not installed. Run "npm ci" without --omit=dev in the checkout, or leave --data out.`,
        { cause: error },
      )
    }
  }
  const Sentiment = open('sentiment') as SentimentPackage
  const vader = open('vader-sentiment') as VaderPackage
  const wink = open('wink-sentiment') as WinkPackage
  const sentiment = new Sentiment()
  const natural = new SentimentAnalyzer('English', undefined, 'afinn')
  return [
    { name: 'natural', score: (text) => natural.getSentiment(wordsOf(text)) || 0 },
    { name: 'sentiment', score: (text) => sentiment.analyze(text).comparative },
    {
      name: 'vader-sentiment',
      score: (text) => vader.SentimentIntensityAnalyzer.polarity_scores(text).compound,
    },
    { name: 'wink-sentiment', score: (text) => wink(text).normalizedScore },
  ]
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}']+/gu) ?? ['']
}

/** Below `low` is negative (class 0), from `high` on positive (class 2), neutral (class 1) between. */
export interface Cuts {
  low: number
  high: number
}

/** The cuts that give a score the best macro recall on rows that were set aside for tuning. */
export function tuneCuts(rows: readonly { score: number; truth: number }[]): Cuts {
  const grid = [...new Set(quantiles(rows.map((row) => row.score)).concat(0, 1e-9))].sort(
    (a, b) => a - b,
  )
  let best: Cuts = { low: 0, high: 1e-9 }
  let bestRecall = -1
  for (const low of grid)
    for (const high of grid) {
      if (high < low) continue
      const recall = recallOf(rows, { low, high })
      if (recall > bestRecall) [best, bestRecall] = [{ low, high }, recall]
    }
  return best
}

/** The class that a score stands for. */
export function cut(score: number, { low, high }: Cuts): number {
  return score < low ? 0 : score >= high ? 2 : 1
}

function recallOf(rows: readonly { score: number; truth: number }[], cuts: Cuts): number {
  const hits = [0, 0, 0]
  const all = [0, 0, 0]
  for (const { score, truth } of rows) {
    all[truth] = (all[truth] ?? 0) + 1
    if (cut(score, cuts) === truth) hits[truth] = (hits[truth] ?? 0) + 1
  }
  return hits.reduce((sum, hit, i) => sum + hit / Math.max(1, all[i] ?? 0), 0) / 3
}

function quantiles(scores: readonly number[]): number[] {
  const sorted = scores.toSorted((a, b) => a - b)
  return Array.from(
    { length: 41 },
    (_, i) => sorted[Math.floor((i / 40) * (sorted.length - 1))] ?? 0,
  )
}
