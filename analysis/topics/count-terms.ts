import { readTerms } from './read-terms.ts'

/** A post as topics read it. */
export interface TopicPost {
  text: string
  lang: string | null
  author: number | null
}

/** A phrase with the posts it stands in; posts are named by their place in the list. */
export interface CountedTerm {
  key: string
  /** How many of its words mean something. */
  weight: number
  posts: Set<number>
  before: Set<number>
  authors: Set<number>
  isEnglish: boolean
  /** How often each way of writing it was seen. */
  forms: Map<string, number>
}

/** A phrase seen in fewer posts is dropped before anything is compared. */
const LEAST_SEEN = 3
const MAX_FORMS = 12

/** Counts phrases post by post, so that whoever counts many can rest in between. */
export interface TermCount {
  add(post: TopicPost, isNow: boolean): void
  ofNow(): number
  ofBefore(): number
  /** Phrases seen often enough to be compared. */
  terms(): CountedTerm[]
}

/** Counts posts, not words: who says a word five times says it once. `ignored` words count nowhere. */
export function createTermCount(ignored: ReadonlySet<string>): TermCount {
  const terms = new Map<string, CountedTerm>()
  let [ofNow, ofBefore] = [0, 0]
  return {
    add(post, isNow) {
      const at = isNow ? ofNow++ : ofBefore++
      for (const { key, form, weight } of readTerms(post.text, post.lang ?? 'und', ignored)) {
        const term =
          terms.get(key) ?? addTerm(terms, { key, weight, isEnglish: post.lang === 'en' })
        const side = isNow ? term.posts : term.before
        side.add(at)
        // Somebody unnamed is taken for one more person.
        if (isNow) term.authors.add(post.author ?? -1 - at)
        if (term.forms.has(form) || term.forms.size < MAX_FORMS)
          term.forms.set(form, (term.forms.get(form) ?? 0) + 1)
      }
    },
    ofNow: () => ofNow,
    ofBefore: () => ofBefore,
    terms: () => [...terms.values()].filter((t) => t.posts.size + t.before.size >= LEAST_SEEN),
  }
}

/** Posts that a phrase stands in, now and before. */
export function seenIn({ posts, before }: CountedTerm): number {
  return posts.size + before.size
}

/** A phrase as most people write it. */
export function nameOf({ key, forms }: CountedTerm): string {
  return [...forms].toSorted(byCount)[0]?.[0] ?? key
}

/** Ways of writing a phrase, the most frequent first. */
export function byCount(a: readonly [string, number], b: readonly [string, number]): number {
  return b[1] - a[1] || (a[0] < b[0] ? -1 : 1)
}

function addTerm(
  terms: Map<string, CountedTerm>,
  found: Pick<CountedTerm, 'key' | 'weight' | 'isEnglish'>,
): CountedTerm {
  const term = {
    ...found,
    posts: new Set<number>(),
    before: new Set<number>(),
    authors: new Set<number>(),
    forms: new Map<string, number>(),
  }
  terms.set(term.key, term)
  return term
}
