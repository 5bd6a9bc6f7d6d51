import { MOODS, type Mood } from '../../core/feedback.ts'
import { balance, type Example, type HeadSpec } from './examples.ts'
import { mendHindi } from './mend-hindi.ts'
import type { PlainPost } from './plain-posts.ts'
import type { RelabelledPost } from './read-relabelled.ts'
import { readSet, type SetRow, without } from './read-sets.ts'

/** ISO codes of the languages that the multilingual set names in words. */
const CODES: Readonly<Record<string, string>> = {
  arabic: 'ar',
  english: 'en',
  french: 'fr',
  german: 'de',
  hindi: 'hi',
  italian: 'it',
  portuguese: 'pt',
  spanish: 'es',
}

/** What a post to a help desk counts beside a tweet about anything: few are known, and such are what a brand hears. */
const DESK_WEIGHT = 1.7
/** Posts that two careful people could read differently count half. */
const UNSURE_WEIGHT = 0.5

/** First round: heads from public sets whose scores every later head sees. */
export function firstHeads(data: string): HeadSpec[] {
  const guarded = [readSet(data, 'tweeteval-sentiment', 'val'), readSet(data, 'umsab', 'val')]
  const binary = (name: string, set: string, label: string, licence: string): HeadSpec => {
    const toExamples = (rows: readonly SetRow[]) =>
      rows.map((row) => example(row, row.label === label ? [0] : [], row.extra))
    return {
      name,
      kind: 'any',
      classes: [name],
      train: toExamples(without(readSet(data, set, 'train'), guarded)),
      check: toExamples(readSet(data, set, 'val')),
      bits: 16,
      pull: 3,
      measuredOn: `${set} val`,
      data: [`${set} (${licence})`],
    }
  }
  const emotions = ['anger', 'joy', 'optimism', 'sadness']
  const emotion = (part: 'train' | 'val', rows: SetRow[]) =>
    balanceIf(
      part === 'train',
      rows.map((row) => example(row, [emotions.indexOf(row.label)], '')),
      4,
    )
  return [
    binary('complaint', 'complaints', 'complaint', 'no licence stated; cite Preoţiuc-Pietro 2019'),
    binary('irony', 'tweeteval-irony', 'irony', 'TweetEval, SemEval terms'),
    binary('offensive', 'tweeteval-offensive', 'offensive', 'TweetEval, SemEval terms'),
    binary('sarcastic', 'isarcasm', 'sarcastic', 'MIT'),
    {
      name: 'emotion',
      kind: 'one',
      classes: emotions,
      train: emotion('train', without(readSet(data, 'tweeteval-emotion', 'train'), guarded)),
      check: emotion('val', readSet(data, 'tweeteval-emotion', 'val')),
      bits: 16,
      pull: 3,
      measuredOn: 'tweeteval-emotion val',
      data: ['tweeteval-emotion (TweetEval, SemEval terms)'],
    },
  ]
}

/** Second round: feeling of any text, English and in eight languages, every class counting the same. */
export function feelingHeads(
  data: string,
  helpDesk: readonly PlainPost[] = [],
  relabelled: readonly RelabelledPost[] = [],
): HeadSpec[] {
  const tweets = readSet(data, 'tweeteval-sentiment', 'val')
  const many = readSet(data, 'umsab', 'val')
  const guarded = [tweets, many]
  const sound = mendHindi(readSet(data, 'umsab', 'train'))
  const manyTrain = without(sound, guarded)
  const english = manyTrain.filter(({ extra }) => extra === 'english')
  const learnt = without(readSet(data, 'tweeteval-sentiment', 'train'), guarded)
  return [
    {
      name: 'feeling-en',
      kind: 'one',
      classes: MOODS,
      train: balance(
        [
          ...[...learnt, ...english].map((row) => feeling(row, 'en')),
          ...deskExamples(helpDesk, () => DESK_WEIGHT),
          ...deskExamples(relabelled, ({ unsure }) => (unsure ? UNSURE_WEIGHT : 1)),
        ],
        3,
      ),
      check: tweets.map((row) => feeling(row, 'en')),
      bits: 18,
      pull: 8,
      levelled: true,
      measuredOn: 'tweeteval-sentiment val',
      data: [
        'tweeteval-sentiment (SemEval/Twitter terms)',
        'umsab English (repository Apache-2.0)',
        'posts to help desks, written for this project',
        'complaints, its posts labelled anew by this project (no licence stated)',
      ],
    },
    {
      name: 'feeling-many',
      kind: 'one',
      classes: MOODS,
      train: manyTrain.map((row) => feeling(row, CODES[row.extra] ?? 'und')),
      check: many.map((row) => feeling(row, CODES[row.extra] ?? 'und')),
      bits: 17,
      pull: 2,
      levelled: true,
      measuredOn: 'umsab val',
      data: ['umsab (repository Apache-2.0; its sources keep their terms)'],
    },
  ]
}

function deskExamples<P extends PlainPost>(
  posts: readonly P[],
  weigh: (post: P) => number,
): Example[] {
  return posts.map((post) => ({
    ...toExample(post.text, [MOODS.indexOf(post.sentiment)], ''),
    weight: weigh(post),
  }))
}

function feeling(row: SetRow, lang: string): Example {
  return { ...example(row, [MOODS.indexOf(row.label as Mood)], ''), lang }
}

function example(row: SetRow, truth: readonly number[], group: string): Example {
  return toExample(row.text, truth, group)
}

function toExample(text: string, truth: readonly number[], group: string): Example {
  return { input: { text }, truth, weight: 1, group, lang: 'en', network: 'x' }
}

function balanceIf(wanted: boolean, examples: Example[], classes: number): Example[] {
  return wanted ? balance(examples, classes) : examples
}
