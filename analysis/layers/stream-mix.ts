import { MOODS, type Mood } from '../../core/feedback.ts'
import type { Reason } from '../../core/judgement.ts'
import type { Understanding } from '../understand/understanding.ts'

/** How the posts of a brand fall into moods: a share for each, in the order of MOODS; they add up to one. */
export type StreamMix = readonly number[]

/** Posts by mood. */
export type MoodCounts = Readonly<Record<Mood, number>>

/** With fewer posts a brand is taken as any other: each mood as likely as the next. */
export const LEAST_POSTS = 100
/** What the even mix, and what our own answers count beside posts that people checked, in posts. */
const EVEN = 10
const OURS = 20
/** A mood stays possible whatever came before, and none is a matter of course. */
const LEAST_SHARE = 0.1
const MOST_SHARE = 0.65
/**
 * Of posts of a mood (row), how many we read as each: milder than what public posts of brands show, where it differs so
 * much from set to set that undoing all of it did more harm than good.
 */
const READ_AS: readonly (readonly number[])[] = [
  [0.85, 0.1, 0.05],
  [0.15, 0.75, 0.1],
  [0.1, 0.1, 0.8],
]
const ROUNDS = 60
/** From how much it moved the confidence the mix is worth a word. */
const WORTH_SAYING = 0.1
const SELDOM = 0.25
const OFTEN = 0.45
const WORDS: Readonly<Record<Mood, string>> = {
  negative: 'unhappy',
  neutral: 'neutral',
  positive: 'happy',
}

/**
 * The mix of a brand's stream: what we answered, with our usual mix-ups undone, and what people said in the weekly check, which
 * soon counts for more; null under a hundred posts.
 */
export function learnMix(said: MoodCounts, checked: MoodCounts): StreamMix | null {
  const posts = MOODS.map((mood) => said[mood])
  const total = posts.reduce((sum, n) => sum + n, 0)
  if (total < LEAST_POSTS) return null
  const ours = undoMixUps(posts)
  const counts = MOODS.map((mood, k) => EVEN / MOODS.length + OURS * (ours[k] ?? 0) + checked[mood])
  const held = toShares(counts).map((share) => Math.max(LEAST_SHARE, Math.min(MOST_SHARE, share)))
  return toShares(held)
}

/** How likely each mood is in a stream of this mix, from shares that took all moods as equally likely. */
export function weighByMix(shares: readonly number[], mix: StreamMix): number[] {
  return toShares(shares.map((share, k) => share * (mix[k] ?? 0)))
}

/** That a mood is seldom or often met here, where it moved how sure we are. */
export function mixReasons({ sentiment }: Understanding, mix: StreamMix | undefined): Reason[] {
  if (mix === undefined) return []
  const shares = MOODS.map((mood) => sentiment.scores[mood])
  const even = Math.max(...shares)
  const k = shares.indexOf(even)
  const here = mix[k] ?? 0
  const moved = sentiment.confidence - even
  const mood = MOODS[k]
  const how = moved < 0 && here <= SELDOM ? 'seldom' : moved > 0 && here >= OFTEN ? 'often' : null
  if (mood === undefined || how === null || Math.abs(moved) < WORTH_SAYING) return []
  return [
    {
      label: sentiment.label,
      words: [],
      rule: 'stream-mix',
      weight: Math.round(moved * 100) / 100,
      note: `sounds ${WORDS[mood]}, as posts about you ${how} are`,
    },
  ]
}

/** The mix that most likely gave these answers (Richardson and Lucy: shares stay shares). */
function undoMixUps(answers: readonly number[]): number[] {
  let mix = MOODS.map(() => 1 / MOODS.length)
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = mix
    const expected = answers.map((_, said) =>
      before.reduce((sum, share, k) => sum + share * (READ_AS[k]?.[said] ?? 0), 0),
    )
    mix = toShares(
      before.map((share, k) =>
        answers.reduce(
          (sum, n, said) => sum + (n * share * (READ_AS[k]?.[said] ?? 0)) / (expected[said] ?? 1),
          0,
        ),
      ),
    )
  }
  return mix
}

function toShares(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => value / sum)
}
