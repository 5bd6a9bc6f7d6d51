import { fold, keepExact } from './fold.ts'
import { type FoldedPost, foldPost, handlesOf, linksOf, tagsOf } from './folded-post.ts'
import type { MatchPost } from './post.ts'

/**
 * A post of which each view is made when a query first asks for it. A class, and used again for every
 * post, so that a post that no query looks at costs nothing.
 */
export class AskedPost {
  post: MatchPost = { text: '' }
  #texts: readonly string[] | null = null
  #tags: ReadonlySet<string> | null = null
  #handles: ReadonlySet<string> | null = null
  #links: readonly string[] | null = null
  #folded: FoldedPost | null = null
  #exact: readonly [text: string, title: string] | null = null

  /** Forgets the post before and takes another. */
  take(post: MatchPost): void {
    this.post = post
    this.#texts = null
    this.#tags = null
    this.#handles = null
    this.#links = null
    this.#folded = null
    this.#exact = null
  }

  get tags(): ReadonlySet<string> {
    this.#tags ??= tagsOf(this.post, this.#foldedTexts())
    return this.#tags
  }

  get handles(): ReadonlySet<string> {
    this.#handles ??= handlesOf(this.post, this.#foldedTexts())
    return this.#handles
  }

  get links(): readonly string[] {
    this.#links ??= linksOf(this.post, this.#foldedTexts())
    return this.#links
  }

  /** Text and title as literals are compared. */
  get exact(): readonly [text: string, title: string] {
    this.#exact ??= [keepExact(this.post.text), keepExact(this.post.title ?? '')]
    return this.#exact
  }

  /** Everything, for the terms that are left to the plain evaluator. */
  get folded(): FoldedPost {
    this.#folded ??= foldPost(this.post)
    return this.#folded
  }

  #foldedTexts(): readonly string[] {
    this.#texts ??= [fold(this.post.text), fold(this.post.title ?? '')]
    return this.#texts
  }
}
