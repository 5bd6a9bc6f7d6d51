import { INTENTS, type Intent, type Sentiment } from './judgement.ts'

/** In the order of every head that tells them. */
export const MOODS = ['negative', 'neutral', 'positive'] as const
export type Mood = (typeof MOODS)[number]

/** What a person may say of how we read a post. */
export type Verdict =
  | { say: 'not_us' }
  | { say: 'mood'; mood: Mood }
  | { say: 'intent'; intent: Intent; on: boolean }
  /** Right as it is. */
  | { say: 'right' }

/** One answer of the analysis that a person put right or confirmed. */
export type FeedbackHead = 'relevance' | 'sentiment' | Intent

/** Where a person's word came from: they put it right, confirmed it, or judged without seeing our answer. */
export type FeedbackSource = 'correction' | 'confirmation' | 'blind'

/** The true class of what a person said, as the heads count: a mood's place, or 1 for yes. */
export function truthClass(head: FeedbackHead, truth: string): number {
  if (head === 'sentiment') return MOODS.indexOf(truth as Mood)
  return truth === 'relevant' || truth === 'yes' ? 1 : 0
}

/** Classes of a head of a brand's layer: three moods, otherwise yes or no. */
export function classesOf(head: FeedbackHead): number {
  return head === 'sentiment' ? MOODS.length : 1
}

export function isFeedbackHead(name: string): name is FeedbackHead {
  return name === 'relevance' || name === 'sentiment' || INTENTS.some((intent) => intent === name)
}

/** Narrows what a form sent; null where it is no verdict. */
export function readVerdict(text: string): Verdict | null {
  const [say, word = ''] = text.split(':')
  if (say === 'not_us' || say === 'right') return { say }
  const mood = MOODS.find((one) => one === word)
  if (say === 'mood') return mood === undefined ? null : { say, mood }
  const intent = INTENTS.find((one) => one === word)
  if ((say === 'is' || say === 'is_not') && intent !== undefined)
    return { say: 'intent', intent, on: say === 'is' }
  return null
}

/** True for a mood that somebody is sure of. */
export function isMood(sentiment: Sentiment): sentiment is Mood {
  return sentiment !== 'unsure'
}
