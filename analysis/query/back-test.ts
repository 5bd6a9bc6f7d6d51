import { sitesAbove } from './address.ts'
import { type Anchor, chooseAnchors } from './choose-anchors.ts'
import { isCommonWord } from './common-words.ts'
import { evaluateNode } from './evaluate-query.ts'
import { explainMatch } from './explain-match.ts'
import { type FoldedPost, foldPost } from './folded-post.ts'
import type { MatchPost } from './post.ts'
import type { Query } from './query.ts'

/** A stored or imported post; without `at` (epoch ms) it counts as a hit but not as an alert. */
export interface PastPost extends MatchPost {
  readonly id: string
  readonly at?: number
}

export interface BackTest {
  readonly hits: number
  /** Hits spread evenly over all of them, each with the words that were found. */
  readonly sample: readonly { readonly id: string; readonly text: string; readonly why: string[] }[]
  /** Cases the hits would have opened in seven days: one author's posts within 24 hours are one case. Null without times. */
  readonly alertsAWeek: number | null
  /**
   * How dear the query is, from 0 to 1: the share of the posts that hold one of the words it is looked
   * up by, so that the matcher must read them for it. Without posts, the share of common words among
   * those words; 1 when the query has no such word and every post must be read.
   */
  readonly cost: number
}

export interface BackTestOptions {
  readonly sampleSize?: number
  /** The stretch of time the posts stand for, in ms; by default from the first to the last of them. */
  readonly spanMs?: number
}

const DAY_MS = 24 * 60 * 60 * 1000
const WEEK_MS = 7 * DAY_MS
const SAMPLE_SIZE = 20

/** What a query would have found among past posts. */
export function backTest(
  query: Query,
  posts: readonly PastPost[],
  { sampleSize = SAMPLE_SIZE, spanMs }: BackTestOptions = {},
): BackTest {
  const choice = chooseAnchors(query.root)
  const hits: PastPost[] = []
  let looked = 0
  for (const post of posts) {
    const folded = foldPost(post)
    if (choice === null || holdsAny(choice.anchors, folded)) looked += 1
    if (evaluateNode(query.root, folded)) hits.push(post)
  }
  return {
    hits: hits.length,
    sample: spread(hits, sampleSize).map((post) => ({
      id: post.id,
      text: post.text,
      why: [...new Set(explainMatch(query, post).map(({ found }) => found))],
    })),
    alertsAWeek: countAlertsAWeek(hits, spanMs ?? spanOf(posts)),
    cost: posts.length > 0 ? looked / posts.length : guessCost(choice?.anchors ?? null),
  }
}

function countAlertsAWeek(hits: readonly PastPost[], spanMs: number | null): number | null {
  if (spanMs === null) return null
  const lastByAuthor = new Map<string, number>()
  let cases = 0
  for (const { at, author } of inTime(hits)) {
    const last = author === null ? undefined : lastByAuthor.get(author)
    if (last === undefined || at - last > DAY_MS) cases += 1
    if (author !== null) lastByAuthor.set(author, at)
  }
  // Less than a day says too little about a week to be stretched further than a day would be.
  return Math.round((10 * cases * WEEK_MS) / Math.max(spanMs, DAY_MS)) / 10
}

function inTime(posts: readonly PastPost[]): { at: number; author: string | null }[] {
  return posts
    .flatMap(({ at, network, authorHandle }) =>
      at === undefined
        ? []
        : [{ at, author: authorHandle === undefined ? null : `${network ?? ''} ${authorHandle}` }],
    )
    .toSorted((a, b) => a.at - b.at)
}

function spanOf(posts: readonly PastPost[]): number | null {
  const times = inTime(posts)
  const [first] = times
  const last = times.at(-1)
  return first === undefined || last === undefined ? null : last.at - first.at
}

function spread<T>(items: readonly T[], size: number): T[] {
  if (items.length <= size) return [...items]
  const wanted = new Set(
    Array.from({ length: size }, (_, place) => Math.floor((place * items.length) / size)),
  )
  return items.filter((_, place) => wanted.has(place))
}

function guessCost(anchors: readonly Anchor[] | null): number {
  if (anchors === null) return 1
  const common = anchors.filter(({ kind, text }) => kind === 'word' && isCommonWord(text))
  return common.length / Math.max(1, anchors.length)
}

function holdsAny(anchors: readonly Anchor[], post: FoldedPost): boolean {
  const words = [...(post.title?.tokens ?? []), ...post.text.tokens].map(({ text }) => text)
  return anchors.some((anchor) => holdsAnchor(anchor, words, post))
}

function holdsAnchor(anchor: Anchor, words: readonly string[], post: FoldedPost): boolean {
  switch (anchor.kind) {
    case 'word':
      return words.includes(anchor.text)
    case 'stem':
      return words.some((word) => word.startsWith(anchor.text))
    case 'pair':
      return words.some((word, place) => word === anchor.text && words[place + 1] === anchor.second)
    case 'tag':
      return post.tags.has(anchor.text)
    case 'handle':
      return post.handles.has(anchor.text)
    case 'site':
      return post.links.some((link) => sitesAbove(link).includes(anchor.text))
  }
}
