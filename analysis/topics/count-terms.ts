import type { TopicPost } from './find-topics.ts'
import { readTerms } from './read-terms.ts'

/** A phrase with the posts it stands in; posts are named by their place in the list. */
export interface CountedTerm {
  key: string
  /** How many of its words mean something. */
  weight: number
  posts: Set<number>
  before: Set<number>
  authors: Set<number>
  /** How often each way of writing it was seen. */
  forms: Map<string, number>
}

/** A phrase seen in fewer posts is dropped before anything is compared. */
const LEAST_SEEN = 3
const MAX_FORMS = 12

/** Counts posts, not words: who says a word five times says it once. */
export function countTerms(
  now: readonly TopicPost[],
  before: readonly TopicPost[],
  ignored: ReadonlySet<string>,
): CountedTerm[] {
  const terms = new Map<string, CountedTerm>()
  const add = (post: TopicPost, at: number, isNow: boolean) => {
    for (const { key, form, weight } of readTerms(post.text, post.lang ?? 'und', ignored)) {
      let term = terms.get(key)
      if (term === undefined) {
        term = {
          key,
          weight,
          posts: new Set(),
          before: new Set(),
          authors: new Set(),
          forms: new Map(),
        }
        terms.set(key, term)
      }
      const side = isNow ? term.posts : term.before
      side.add(at)
      // Somebody unnamed is taken for one more person.
      if (isNow) term.authors.add(post.author ?? -1 - at)
      if (term.forms.has(form) || term.forms.size < MAX_FORMS)
        term.forms.set(form, (term.forms.get(form) ?? 0) + 1)
    }
  }
  now.forEach((post, at) => add(post, at, true))
  before.forEach((post, at) => add(post, at, false))
  return [...terms.values()].filter((t) => t.posts.size + t.before.size >= LEAST_SEEN)
}
