import { featureWords } from '../understand/feature-words.ts'
import { tokenise } from '../understand/tokenise.ts'
import { meaningKey } from '../understand/word-meaning.ts'
import type { HeadSpec } from './examples.ts'
import type { LeaningTask } from './learn-leanings.ts'
import { readSet, without } from './read-sets.ts'

/** Sets that no head learns from, whose questions tell how words lean; with labels that say nothing of it. */
export const FURTHER_SETS = [
  { set: 'tweeteval-emoji', not: [], licence: 'TweetEval, SemEval terms' },
  { set: 'semeval-topic', not: [], licence: 'SemEval/Twitter terms' },
  { set: 'vader-groundtruth', not: [], licence: 'MIT' },
  { set: 'crowdflower-brands', not: ['unsure'], licence: 'Data for Everyone' },
  { set: 'crowdflower-apple', not: ['irrelevant'], licence: 'Data for Everyone' },
  { set: 'twitter-entity', not: ['irrelevant'], licence: 'CC0' },
  { set: 'banking77', not: [], licence: 'CC BY 4.0' },
] as const

/** A word of fewer posts is too rare to learn what it means; no more words than these fit the file. */
const LEAST_POSTS = 4
const MOST_WORDS = 22_000

interface Labelled {
  words: string[]
  truth: number
  weight: number
}

/** The words that are learnt, most frequent first, and the questions of the English heads and of further sets. */
export function leaningTasks(
  specs: readonly HeadSpec[],
  data: string,
): { words: string[]; tasks: LeaningTask[] } {
  const guarded = ['tweeteval-sentiment', 'umsab', 'semeval-topic'].map((set) =>
    readSet(data, set, 'val'),
  )
  const read = createReader()
  const asked = [
    ...specs.map((spec) => ({
      name: spec.name,
      classes: spec.kind === 'any' ? ['other', spec.name] : spec.classes,
      rows: spec.train.map(({ input, truth, weight }) => ({
        words: read(input.text),
        truth: spec.kind === 'any' ? truth.length : (truth[0] ?? 0),
        weight,
      })),
    })),
    ...FURTHER_SETS.map(({ set, not }) => {
      const rows = without(readSet(data, set, 'train'), guarded).filter(
        ({ label }) => !(not as readonly string[]).includes(label),
      )
      const classes = [...new Set(rows.map(({ label }) => label))].sort()
      return {
        name: set,
        classes,
        rows: rows.map(({ text, label }) => ({
          words: read(text),
          truth: classes.indexOf(label),
          weight: 1,
        })),
      }
    }),
  ]
  const words = commonWords(asked.flatMap(({ rows }) => rows.map((row) => row.words)))
  const places = new Map(words.map((word, place) => [word, place]))
  return {
    words,
    tasks: asked.map(({ name, classes, rows }) => ({
      name,
      classes,
      rows: evened(rows, classes.length).map((row) => ({
        ...row,
        words: Uint16Array.from(row.words.flatMap((word) => places.get(word) ?? [])),
      })),
    })),
  }
}

/** Many posts stand in several sets. */
function createReader(): (text: string) => string[] {
  const known = new Map<string, string[]>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const words = featureWords(tokenise(text), null).map(meaningKey)
    known.set(text, words)
    return words
  }
}

function commonWords(posts: readonly string[][]): string[] {
  const counts = new Map<string, number>()
  for (const post of posts)
    for (const word of new Set(post)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= LEAST_POSTS)
    .sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(([word]) => word)
}

/** A rare class counts more, by the square root of how rare it is. */
function evened(rows: readonly Labelled[], classes: number): Labelled[] {
  const counts = Array.from({ length: classes }, () => 0)
  for (const { truth, weight } of rows) counts[truth] = (counts[truth] ?? 0) + weight
  const total = counts.reduce((sum, count) => sum + count, 0)
  return rows.map((row) => {
    const even = total / classes / Math.max(1, counts[row.truth] ?? 0)
    return { ...row, weight: row.weight * Math.sqrt(even) }
  })
}
