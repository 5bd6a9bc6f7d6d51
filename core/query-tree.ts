/** A word, a phrase or the like, as it was written; `inTitle` looks in the title alone. */
export interface TreeText {
  readonly kind: 'word' | 'phrase' | 'prefix' | 'literal'
  readonly text: string
  readonly inTitle: boolean
}

/** A hashtag or an account, without its sign. */
export interface TreeSign {
  readonly kind: 'tag' | 'handle'
  readonly name: string
}

/** What is asked about a post beside its words: `author`, `lang`, `has` and so on, in plain form. */
export interface TreeField {
  readonly kind: 'field'
  readonly field: string
  readonly value: string
}

/** A query as plain data, for whoever translates it into the search of a network. */
export type QueryTree =
  | TreeText
  | TreeSign
  | TreeField
  | { readonly kind: 'followers' }
  | {
      readonly kind: 'near'
      readonly left: readonly (TreeText | TreeSign)[]
      readonly right: readonly (TreeText | TreeSign)[]
    }
  | { readonly kind: 'and' | 'or'; readonly children: readonly QueryTree[] }
  | { readonly kind: 'not'; readonly child: QueryTree }

/** One stored query, by its id. */
export interface WantedQuery {
  readonly id: string
  readonly root: QueryTree
}
