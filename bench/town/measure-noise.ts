import { join } from 'node:path'
import { askWithBrand, type InventedPost, readInvented } from '../../analysis/training/invented.ts'
import { createUnderstander } from '../../analysis/understand/model-understander.ts'
import type { Understanding } from '../../analysis/understand/understanding.ts'
import { readWeights } from '../../cli/weights.ts'
import { MOODS, type Mood } from '../../core/feedback.ts'
import { INTENTS, type Intent, type Sentiment } from '../../core/judgement.ts'

/** How the analysis errs, in shares; that of sentiment counts posts, so that it can be drawn from. */
export interface Noise {
  /** Of the posts about the brand so many are kept, and of these so many without being sure of it. */
  recallOfRelevance: number
  unsureOfRelevance: number
  /** Of the posts that are kept so many are about something else. */
  strays: number
  /** Rows: what was meant; columns: what is read. */
  moods: Record<Mood, Record<Sentiment, number>>
  /** How those are read that say the opposite of what they mean. */
  sarcasm: Record<Sentiment, number>
  /** How often a word that is said is right, and how often it is said when it should be. */
  intents: Record<Intent, { precision: number; recall: number }>
}

interface Read {
  post: InventedPost
  found: Understanding
}

/** Posts about brands, written to measure, without sight of the code or of the posts that taught it. */
const POSTS = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'invented-eval')
const SENTIMENTS = [...MOODS, 'unsure'] as const

let measured: Noise | null = null

/**
 * The errors of the present analysis on the independent posts of its model card, read as the desk reads: with the brand,
 * and unsure where it is unsure. Measured once a process, so that no table can grow old.
 */
export function measureNoise(): Noise {
  measured ??= measure(readPosts())
  return measured
}

function readPosts(): Read[] {
  const understander = createUnderstander(readWeights())
  const invented = readInvented(POSTS)
  return invented.posts.map((post) => ({
    post,
    found: understander.understand(askWithBrand(invented, post)),
  }))
}

function measure(all: readonly Read[]): Noise {
  const [ours, others] = [
    all.filter(({ post }) => post.relevance === 'relevant'),
    all.filter(({ post }) => post.relevance === 'irrelevant'),
  ]
  const isKept = ({ found }: Read) => found.relevance.label !== 'irrelevant'
  const kept = ours.filter(isKept).length
  const straying = others.filter(isKept).length
  const plain = ours.filter(({ post }) => !post.sarcasm)
  return {
    recallOfRelevance: kept / ours.length,
    unsureOfRelevance: ours.filter(({ found }) => found.relevance.label === 'unsure').length / kept,
    strays: straying / (straying + kept),
    moods: tally(MOODS, (mood) => countMoods(plain.filter(({ post }) => post.sentiment === mood))),
    sarcasm: countMoods(ours.filter(({ post }) => post.sarcasm)),
    intents: tally(INTENTS, (intent) => {
      const said = ours.filter(({ found }) => found.labels.includes(intent))
      const meant = ours.filter(({ post }) => post.intents.includes(intent))
      const right = said.filter(({ post }) => post.intents.includes(intent)).length
      return { precision: right / said.length, recall: right / meant.length }
    }),
  }
}

function countMoods(rows: readonly Read[]): Record<Sentiment, number> {
  return tally(
    SENTIMENTS,
    (mood) => rows.filter(({ found }) => found.sentiment.label === mood).length,
  )
}

function tally<K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>
}
