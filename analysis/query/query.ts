/** A stretch of the source, in UTF-16 units, end excluded. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Something to look for in the words of a post; `inTitle` looks in the title alone. */
export interface TextTerm {
  readonly kind: 'word' | 'phrase' | 'prefix' | 'literal'
  /** As written, without quotes, backticks or star. */
  readonly text: string
  readonly inTitle: boolean
  readonly at: Span
}

/** A hashtag or an account named in a post; `name` is as written, without its sign. */
export interface SignTerm {
  readonly kind: 'tag' | 'handle'
  readonly name: string
  readonly at: Span
}

/** Fields that compare one value with what is known about the post. */
export type FieldName =
  | 'author'
  | 'site'
  | 'community'
  | 'url'
  | 'links'
  | 'lang'
  | 'type'
  | 'network'
  | 'sentiment'
  | 'intent'
  | 'stage'
  | 'is'
  | 'has'

export interface FieldTerm {
  readonly kind: 'field'
  readonly field: FieldName
  /** In the field's own plain form: `reddit.com/r/coffee`, `en-gb`, `vip`. */
  readonly value: string
  readonly at: Span
}

export interface FollowersTerm {
  readonly kind: 'followers'
  readonly comparison: '>' | '>=' | '<' | '<=' | '='
  readonly count: number
  readonly at: Span
}

export type NearOperand = TextTerm | SignTerm

/** One of `left` and one of `right` with at most `distance` words between; `ordered`: left first. */
export interface NearTerm {
  readonly kind: 'near'
  readonly ordered: boolean
  readonly distance: number
  readonly left: readonly NearOperand[]
  readonly right: readonly NearOperand[]
  readonly at: Span
}

export type Term = TextTerm | SignTerm | FieldTerm | FollowersTerm | NearTerm

/** `and` and `or` hold two or more children, none of their own kind. */
export type QueryNode =
  | Term
  | { readonly kind: 'and' | 'or'; readonly children: readonly QueryNode[]; readonly at: Span }
  | { readonly kind: 'not'; readonly child: QueryNode; readonly at: Span }

/** Something a writer of queries should know that does not stop the query. */
export interface QueryWarning {
  readonly message: string
  /** From 1. */
  readonly line: number
  /** From 1, in characters as people count them. */
  readonly column: number
  readonly at: Span
}

export interface Query {
  readonly source: string
  readonly root: QueryNode
  readonly warnings: readonly QueryWarning[]
}
