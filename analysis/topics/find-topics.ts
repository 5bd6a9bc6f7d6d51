import { type CountedTerm, createTermCount, type TermCount, type TopicPost } from './count-terms.ts'
import { logOddsZ } from './log-odds.ts'
import { mergeTerms } from './merge-terms.ts'
import { chanceOfMoved, chanceOfShare } from './moved.ts'
import { createSynonymTest, type Likeness } from './near-synonyms.ts'

/** What people talk about, by the words they use. */
export interface Topic {
  /** The same as long as its leading phrase is. */
  key: string
  /** As most people write it. */
  name: string
  /** Words and phrases by which a post touches it. */
  forms: readonly string[]
  direction: 'up' | 'down' | 'steady'
  /** Posts that touch it, of all posts read, now and before. */
  now: number
  ofNow: number
  before: number
  ofBefore: number
  /** How far from chance, in standard deviations; above 0 is more than before. */
  z: number
}

/** A phrase that so few posts or people use is no topic. */
const LEAST_POSTS = 3
const LEAST_AUTHORS = 2
const MOVED_Z = 1.96
const MAX_TOPICS = 24
/** Of the largest topics so many are kept although they did not move. */
const MAX_STEADY = 8
const MAX_MERGED = 200

/** Topics of `now` against `before`, all at once; see `weighTopics`. */
export function findTopics(
  now: readonly TopicPost[],
  before: readonly TopicPost[],
  ignored: ReadonlySet<string> = new Set(),
  likeness?: Likeness,
): Topic[] {
  const count = createTermCount(ignored)
  for (const post of now) count.add(post, true)
  for (const post of before) count.add(post, false)
  return weighTopics(count, likeness)
}

/**
 * Topics of what was counted: those that grew most first, then those that faded, then the large ones. With
 * `likeness` near-synonyms are one.
 */
export function weighTopics(count: TermCount, likeness?: Likeness): Topic[] {
  const [ofNow, ofBefore] = [count.ofNow(), count.ofBefore()]
  const terms = count.terms()
  const tested = terms
    .filter(({ posts, before: past, authors }) =>
      posts.size >= LEAST_POSTS ? authors.size >= LEAST_AUTHORS : past.size >= LEAST_POSTS,
    )
    .map((term) => {
      const counts = { now: term.posts.size, ofNow, before: term.before.size, ofBefore }
      return { ...term, counts, z: logOddsZ(counts) }
    })
  const moved = chanceOfMoved(tested.map(({ counts }) => counts))
  const weighed = tested
    .toSorted((a, b) => weightOf(b) - weightOf(a) || (a.key < b.key ? -1 : 1))
    .slice(0, MAX_MERGED)
  const saysTheSame = likeness === undefined ? undefined : createSynonymTest(terms, likeness)
  const topics = mergeTerms(weighed, saysTheSame).map((group) => {
    const counts = { now: group.posts.size, ofNow, before: group.before.size, ofBefore }
    const z = logOddsZ(counts)
    return {
      key: group.leader.key,
      name: group.name,
      forms: group.forms,
      ...counts,
      z,
      direction: directionOf(z, chanceOfShare(counts) <= moved),
    }
  })
  const of = (direction: Topic['direction']) =>
    topics
      .filter((topic) => topic.direction === direction)
      .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z) || (a.key < b.key ? -1 : 1))
  const steady = of('steady')
    .toSorted((a, b) => b.now - a.now || (a.key < b.key ? -1 : 1))
    .slice(0, MAX_STEADY)
  return [...of('up'), ...of('down'), ...steady].slice(0, MAX_TOPICS)
}

/** What is worth merging first: what moved, and among the rest what many say. */
function weightOf(term: CountedTerm & { z: number }): number {
  return Math.abs(term.z) + Math.log1p(term.posts.size) / 2
}

function directionOf(z: number, isSure: boolean): Topic['direction'] {
  if (!isSure || Math.abs(z) < MOVED_Z) return 'steady'
  return z > 0 ? 'up' : 'down'
}
